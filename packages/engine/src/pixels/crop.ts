// Cutting a rectangle out of an image: a copy of its rows, nothing is resampled.

import type { Image } from "./image.ts";

/** A rectangle of whole pixels; `left` and `top` counted from 0 at the image's upper left corner. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The largest square in the middle of an image; where the margin is odd, the extra pixel is left out right or below. */
export function centeredSquare(width: number, height: number): Rectangle {
  const side = Math.min(width, height);
  return { left: Math.floor((width - side) / 2), top: Math.floor((height - side) / 2), width: side, height: side };
}

/** The part of the image inside the rectangle, which must lie within it; the image itself where that is all of it. */
export function crop(image: Image, { left, top, width, height }: Rectangle): Image {
  if (width === image.width && height === image.height) return image;
  const { channels } = image;
  const row = width * channels;
  const data = new Uint8Array(height * row);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * image.width + left) * channels;
    data.set(image.data.subarray(from, from + row), y * row);
  }
  return { width, height, channels, data };
}
