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
  const row = image.width * channels;
  const columns = (width + 1) >> 1;
  const rows = (height + 1) >> 1;
  const out = new Uint8Array(columns * rows * 3);
  for (let y = 0, to = 0; y < height; y += 2, to += columns * 3) {
    const at = (top + y) * row + left * channels;
    const under = y + 1 < height ? at + row : at;
    const done = channels === 3 ? halveFours(data, at, under, width >> 2, out, to) : 0;
    halveRest(data, channels, at, under, width, done, out, to);
  }
  return { width: columns, height: rows, channels: 3, data: out };
}

/** Two bytes of a word that have room to be added up. */
const EVEN = 0xff00ff;

/**
 * `fours` times 2 x 4 RGB pixels of two rows from `at` and `under` on; returns how many columns that is. A row of four
 * pixels is three words, and a word's bytes are added two at a time: 6 reads instead of 24.
 */
function halveFours(data: Uint8Array, at: number, under: number, fours: number, out: Uint8Array, to: number): number {
  const words = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (const end = at + fours * 12; at < end; at += 12, under += 12, to += 6) {
    // The bytes in their order: r0 g0 b0 r1, g1 b1 r2 g2, b2 r3 g3 b3.
    const upper0 = words.getUint32(at, true) | 0;
    const upper1 = words.getUint32(at + 4, true) | 0;
    const upper2 = words.getUint32(at + 8, true) | 0;
    const lower0 = words.getUint32(under, true) | 0;
    const lower1 = words.getUint32(under + 4, true) | 0;
    const lower2 = words.getUint32(under + 8, true) | 0;
    const r0b0 = (upper0 & EVEN) + (lower0 & EVEN);
    const g0r1 = ((upper0 >>> 8) & EVEN) + ((lower0 >>> 8) & EVEN);
    const g1r2 = (upper1 & EVEN) + (lower1 & EVEN);
    const b1g2 = ((upper1 >>> 8) & EVEN) + ((lower1 >>> 8) & EVEN);
    const b2g3 = (upper2 & EVEN) + (lower2 & EVEN);
    const r3b3 = ((upper2 >>> 8) & EVEN) + ((lower2 >>> 8) & EVEN);
    out[to] = ((r0b0 & 0xffff) + (g0r1 >>> 16) + 2) >> 2;
    out[to + 1] = ((g0r1 & 0xffff) + (g1r2 & 0xffff) + 2) >> 2;
    out[to + 2] = ((r0b0 >>> 16) + (b1g2 & 0xffff) + 2) >> 2;
    out[to + 3] = ((g1r2 >>> 16) + (r3b3 & 0xffff) + 2) >> 2;
    out[to + 4] = ((b1g2 >>> 16) + (b2g3 >>> 16) + 2) >> 2;
    out[to + 5] = ((b2g3 & 0xffff) + (r3b3 >>> 16) + 2) >> 2;
  }
  return fours * 4;
}

/** The columns of two rows from `done` (even) on. */
function halveRest(
  data: Uint8Array,
  channels: Image["channels"],
  at: number,
  under: number,
  width: number,
  done: number,
  out: Uint8Array,
  to: number,
): void {
  const { green, blue } = colorOffsets(channels);
  const last = at + (width & ~1) * channels;
  at += done * channels;
  under += done * channels;
  to += (done >> 1) * 3;
  for (; at < last; at += 2 * channels, under += 2 * channels, to += 3) {
    const at2 = at + channels;
    const under2 = under + channels;
    out[to] = (data[at]! + data[at2]! + data[under]! + data[under2]! + 2) >> 2;
    out[to + 1] = (data[at + green]! + data[at2 + green]! + data[under + green]! + data[under2 + green]! + 2) >> 2;
    out[to + 2] = (data[at + blue]! + data[at2 + blue]! + data[under + blue]! + data[under2 + blue]! + 2) >> 2;
  }
  if ((width & 1) === 1) {
    out[to] = (data[at]! + data[under]! + 1) >> 1;
    out[to + 1] = (data[at + green]! + data[under + green]! + 1) >> 1;
    out[to + 2] = (data[at + blue]! + data[under + blue]! + 1) >> 1;
  }
}

/** All of an image, whatever its size. */
export function whole({ width, height }: Image): Rectangle {
  return { left: 0, top: 0, width, height };
}
