// Bytes of a chip as a network's input.

import { SelfsameError, type Image } from "@selfsame/engine";

/** (byte - offset) · factor, one offset for red, green and blue each. */
export interface InputScale {
  readonly offsets: readonly [red: number, green: number, blue: number];
  readonly factor: number;
}

/**
 * Fills `into` (side, side, 3) with the RGB bytes of a chip (side, side, 3). Throws `input` where a size does not fit.
 */
export function fillFrom(chip: Image, side: number, scale: InputScale, into: Float32Array): void {
  fillShape(chip, { height: side, width: side }, scale, into);
}

/** The same for a chip of another shape (height, width, 3). */
export function fillShape(
  chip: Image,
  shape: { readonly height: number; readonly width: number },
  { offsets, factor }: InputScale,
  into: Float32Array,
): void {
  const count = shape.height * shape.width * 3;
  const { width, height, channels, data } = chip;
  if (width !== shape.width || height !== shape.height || channels !== 3 || data.length !== count)
    throw new SelfsameError(
      "input",
      `networks: expected an RGB chip of ${shape.width}x${shape.height}, got ${width}x${height} with ${channels} channels and ${data.length} bytes. Align the face to that size.`,
    );
  if (into.length !== count)
    throw new SelfsameError("input", `networks: expected room for ${count} numbers, got ${into.length}.`);
  const [red, green, blue] = offsets;
  for (let i = 0; i < count; i += 3) {
    into[i] = (data[i]! - red) * factor;
    into[i + 1] = (data[i + 1]! - green) * factor;
    into[i + 2] = (data[i + 2]! - blue) * factor;
  }
}

/** The mean color of the images that dlib's and face-api's networks were trained on (dlib/dnn/input.h, input_rgb_image). */
export const MEAN_COLOR = [122.782, 117.001, 104.298] as const;
