// A part of a photo at half its size, and again: each pixel is the mean of 2 x 2. It is what a warp reads from where it
// shrinks, so that no pixel of the photo is skipped and no fine pattern turns into a coarse one.

import type { Image } from "@selfsame/engine";
import type { Rectangle } from "@selfsame/engine/pixels";
import { bytesOf, colorOffsets } from "./solid.ts";

/**
 * The rectangle of an image (which must lie within it; alpha is not read) as RGB, (ceil(height / 2), ceil(width / 2), 3)
 * bytes; where a side is odd, its last pixel counts twice. The values are averaged as stored (sRGB), as the engine's
 * `resize` does.
 */
export function halved(image: Image, { left, top, width, height }: Rectangle): Image {
  const { channels } = image;
  const data = bytesOf(image);
  const { green, blue } = colorOffsets(channels);
  const columns = (width + 1) >> 1;
  const rows = (height + 1) >> 1;
  const pairs = width >> 1;
  const row = image.width * channels;
  const out = new Uint8Array(columns * rows * 3);
  let to = 0;
  for (let y = 0; y < height; y += 2) {
    let at = (top + y) * row + left * channels;
    let under = y + 1 < height ? at + row : at;
    const last = at + pairs * 2 * channels;
    for (; at < last; at += 2 * channels, under += 2 * channels, to += 3) {
      const at2 = at + channels;
      const under2 = under + channels;
      out[to] = (data[at]! + data[at2]! + data[under]! + data[under2]! + 2) >> 2;
      out[to + 1] = (data[at + green]! + data[at2 + green]! + data[under + green]! + data[under2 + green]! + 2) >> 2;
      out[to + 2] = (data[at + blue]! + data[at2 + blue]! + data[under + blue]! + data[under2 + blue]! + 2) >> 2;
    }
    if (pairs < columns) {
      out[to] = (data[at]! + data[under]! + 1) >> 1;
      out[to + 1] = (data[at + green]! + data[under + green]! + 1) >> 1;
      out[to + 2] = (data[at + blue]! + data[under + blue]! + 1) >> 1;
      to += 3;
    }
  }
  return { width: columns, height: rows, channels: 3, data: out };
}

/** All of an image, whatever its size. */
export function whole({ width, height }: Image): Rectangle {
  return { left: 0, top: 0, width, height };
}
