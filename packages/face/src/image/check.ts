// Whether an image is what it says it is, asked once at the door of every public function that takes one.

import { SelfsameError, type Image } from "@selfsame/engine";

/** The most pixels taken: a photo of 100 megapixels is 400 MB as RGBA, more than a page or a small machine can give. */
export const LARGEST_IMAGE = 100_000_000;

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;

/**
 * Throws SelfsameError("input"), its message opening with `where`, unless the image has whole sides of 1 pixel or more,
 * at most LARGEST_IMAGE pixels, 1 to 4 channels, and exactly width * height * channels bytes.
 *
 * @example
 * checkImage({ width: 2, height: 2, channels: 4, data: new Uint8Array(12) }, "detect");
 * // detect: expected an image of 2 x 2 RGBA pixels to have 2 * 2 * 4 = 16 bytes, got 12. ...
 */
export function checkImage(image: Image, where: string): void {
  const fail = (message: string): never => {
    throw new SelfsameError("input", `${where}: ${message}`);
  };
  if (typeof image !== "object" || image === null) {
    fail(`expected an image { width, height, channels, data }, got ${image === null ? "null" : typeof image}.`);
  }
  const { width, height, channels, data } = image;
  if (!isCount(width) || !isCount(height)) {
    fail(`expected sides of 1 pixel or more, in whole pixels, got ${width} x ${height}. Give the decoded image's own.`);
  }
  if (width * height > LARGEST_IMAGE) {
    const megapixels = Math.round(width * height * 1e-6);
    fail(
      `expected at most ${LARGEST_IMAGE / 1e6} megapixels, got ${width} x ${height} = ${megapixels}. Make the photo smaller first; a face needs no more than a few hundred pixels.`,
    );
  }
  if (channels !== 1 && channels !== 2 && channels !== 3 && channels !== 4) {
    fail(`expected 1 channel (gray), 2 (gray, alpha), 3 (RGB) or 4 (RGBA), got ${channels}.`);
  }
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray)) {
    fail(`expected data as a Uint8Array or Uint8ClampedArray, got ${data === null ? "null" : typeof data}.`);
  }
  const expected = width * height * channels;
  if (data.length !== expected) {
    const kind = ["gray", "gray-and-alpha", "RGB", "RGBA"][channels - 1];
    fail(
      `expected an image of ${width} x ${height} ${kind} pixels to have ${width} * ${height} * ${channels} = ${expected} bytes, got ${data.length}. Check that channels and size are those of the data (a canvas gives 4 channels).`,
    );
  }
}
