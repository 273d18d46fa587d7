// From a decoded image to the square of bytes that a network's input is made of: crop, channels, size.
// The same code prepares photos for training and for prediction, in Node and in the browser.

import { SelfsameError } from "../errors.ts";
import { centeredSquare, crop } from "./crop.ts";
import { toChannels } from "./gray.ts";
import type { Image, Preparation } from "./image.ts";
import { resize } from "./resize.ts";

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;

/** How many bytes a prepared photo has: size * size * channels. */
export function preparedLength({ size, color }: Preparation): number {
  return size * size * (color ? 3 : 1);
}

/** Throws SelfsameError("input") for an image whose numbers contradict one another. */
function checkImage({ width, height, channels, data }: Image): void {
  if (!isCount(width) || !isCount(height)) {
    throw new SelfsameError(
      "input",
      `prepare: expected an image at least 1 pixel wide and high, in whole pixels, got ${width} x ${height}. Give the decoded image's own width and height.`,
    );
  }
  if (![1, 2, 3, 4].includes(channels)) {
    throw new SelfsameError(
      "input",
      `prepare: expected 1 channel (gray), 2 (gray, alpha), 3 (RGB) or 4 (RGBA), got ${channels}. Decode the image to one of these.`,
    );
  }
  const isBytes = data instanceof Uint8Array || data instanceof Uint8ClampedArray;
  const expected = width * height * channels;
  if (!isBytes || data.length !== expected) {
    const got = isBytes ? `${data.length} bytes` : `a value of type ${typeof data}`;
    throw new SelfsameError(
      "input",
      `prepare: expected data of ${width} * ${height} * ${channels} = ${expected} bytes, got ${got}. Check that channels matches the data (a canvas gives 4).`,
    );
  }
}

/** Throws SelfsameError("input") where the network sees faces: a whole photo in their place would be answered all the same. */
function checkWhole({ face }: Preparation): void {
  if (face === undefined) return;
  throw new SelfsameError(
    "input",
    `prepare: this network sees aligned faces (${face}), got a photo to prepare whole. Find and align the face first (faceChip of @selfsame/face), and prepare the chip with a preparation without face.`,
  );
}

/**
 * The largest centered square of the image, in `preparation.size` by `size` pixels, gray or color: (size, size, 1 or 3)
 * bytes, row-major, values 0 to 255 as stored (sRGB), transparency laid over white.
 * Throws SelfsameError("input") for an image whose data does not have width * height * channels bytes, and for a
 * preparation of aligned faces.
 *
 * @example
 * const pixel = { width: 1, height: 1, channels: 1, data: new Uint8Array([9]) } as const;
 * prepare(pixel, { size: 2, color: false, standardization: "photo" }); // [9, 9, 9, 9]
 */
export function prepare(image: Image, preparation: Preparation): Uint8Array {
  checkImage(image);
  checkWhole(preparation);
  const { size, color } = preparation;
  if (!isCount(size)) {
    throw new SelfsameError("input", `prepare: expected size to be a whole number of pixels, 1 or more, got ${size}.`);
  }
  // Cropping first leaves less to convert, and gives the same bytes.
  const square = toChannels(crop(image, centeredSquare(image.width, image.height)), color ? 3 : 1);
  return resize(square, size, size).data as Uint8Array;
}
