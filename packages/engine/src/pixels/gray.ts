// Any number of channels to one (gray) or three (red, green, blue), with transparency laid over white paper.
// Weights of ITU-R BT.601: JPEG stores its luminance by them, so the gray of a JPEG is the gray that the file holds.
// The values stay sRGB as stored; all sums are of integers, so there is one rounding and it is the same everywhere.

import type { Image } from "./image.ts";

// 0.299, 0.587 and 0.114 in parts of 2^16, as Pillow rounds them.
const RED = 19595;
const GREEN = 38470;
const BLUE = 7471;
const LUMA_BITS = 16;
const LUMA_TOTAL = 65536; // RED + GREEN + BLUE
const OPAQUE = 255;
const WHITE = 255;

/** value over white paper, times 255: value * alpha + 255 * (255 - alpha). */
const overWhite = (value: number, alpha: number): number => value * alpha + WHITE * (OPAQUE - alpha);

function toGray({ channels, data }: Image, into: Uint8Array): void {
  const count = into.length;
  switch (channels) {
    case 1:
      into.set(data);
      return;
    case 2:
      for (let i = 0, from = 0; i < count; i++, from += 2) {
        into[i] = Math.floor(overWhite(data[from]!, data[from + 1]!) / OPAQUE + 0.5);
      }
      return;
    case 3:
      for (let i = 0, from = 0; i < count; i++, from += 3) {
        const luma = RED * data[from]! + GREEN * data[from + 1]! + BLUE * data[from + 2]!;
        into[i] = (luma + LUMA_TOTAL / 2) >> LUMA_BITS;
      }
      return;
    case 4:
      for (let i = 0, from = 0; i < count; i++, from += 4) {
        const alpha = data[from + 3]!;
        const luma =
          RED * overWhite(data[from]!, alpha) +
          GREEN * overWhite(data[from + 1]!, alpha) +
          BLUE * overWhite(data[from + 2]!, alpha);
        into[i] = Math.floor(luma / (LUMA_TOTAL * OPAQUE) + 0.5);
      }
  }
}

function toColor({ channels, data }: Image, into: Uint8Array): void {
  if (channels === 3) {
    into.set(data);
    return;
  }
  const hasAlpha = channels === 2 || channels === 4;
  const green = channels === 4 ? 1 : 0; // gray is its own green and blue
  const blue = channels === 4 ? 2 : 0;
  for (let to = 0, from = 0; to < into.length; to += 3, from += channels) {
    const alpha = hasAlpha ? data[from + channels - 1]! : OPAQUE;
    into[to] = Math.floor(overWhite(data[from]!, alpha) / OPAQUE + 0.5);
    into[to + 1] = Math.floor(overWhite(data[from + green]!, alpha) / OPAQUE + 0.5);
    into[to + 2] = Math.floor(overWhite(data[from + blue]!, alpha) / OPAQUE + 0.5);
  }
}

/**
 * The image in one channel (gray) or three (red, green, blue): (height, width, channels) bytes in a new image.
 *
 * @example
 * toChannels({ width: 1, height: 1, channels: 3, data: new Uint8Array([255, 0, 0]) }, 1).data; // [76]
 */
export function toChannels(image: Image, channels: 1 | 3): Image {
  const { width, height } = image;
  const data = new Uint8Array(width * height * channels);
  if (channels === 1) toGray(image, data);
  else toColor(image, data);
  return { width, height, channels, data };
}
