// A prepared photo as it might have been taken a moment later: mirrored, moved, turned, nearer, in other light.
// One pass: each output pixel is looked up where it came from (inverse affine map, bilinear, edge pixels repeated).
// What is drawn depends on the stream alone: the same (seed, epoch, example) gives the same bytes on every machine.

import { SelfsameError } from "../errors.ts";
import { cos, sin } from "../numbers/elementary.ts";
import type { Stream } from "../numbers/random.ts";
import type { Preparation } from "./image.ts";
import { preparedLength } from "./prepare.ts";

/** How far an augmentation goes. Each amount but `mirror` is the half-width of a uniform range around no change. */
export interface AugmentationAmounts {
  /** The chance of a mirror image, in [0, 1]. */
  readonly mirror: number;
  /** Along each axis, as a part of the side. */
  readonly shift: number;
  /** In degrees. */
  readonly rotation: number;
  /** As a part of the size: 0.1 is 0.9 to 1.1 times. */
  readonly scale: number;
  /** Added to every value, as a part of white. */
  readonly brightness: number;
  /** As a part of the distance from middle gray: 0.2 is 0.8 to 1.2 times. */
  readonly contrast: number;
}

/** The amounts that `--augment` uses. */
export const AUGMENTATION: AugmentationAmounts = Object.freeze({
  mirror: 0.5, // a face, a dish or a room is as likely seen from its other side
  shift: 0.02, // a good pixel of 64: about how far a framed or aligned face misses the middle
  rotation: 4, // degrees: heads lean this much in photos that were taken upright
  scale: 0.04, // an arm's length, give or take a centimeter or two
  brightness: 0.1, // matters where values clip at black or white; standardizing takes the rest out again
  contrast: 0.2, // the same
});

const RADIANS = Math.PI / 180;
const MIDDLE_GRAY = 127.5;
const BYTE = 255;

/**
 * Writes a changed copy of `pixels` to `into`, both (size, size, channels) bytes and not the same array.
 * Throws SelfsameError("input") where either has another length.
 *
 * @example
 * augment(pixels, preparation, stream(seed, PURPOSE.augmentation, epoch, example), into);
 */
export function augment(
  pixels: Uint8Array,
  preparation: Preparation,
  random: Stream,
  into: Uint8Array,
  amounts: AugmentationAmounts = AUGMENTATION,
): void {
  const { size } = preparation;
  const channels = preparation.color ? 3 : 1;
  const expected = preparedLength(preparation);
  if (pixels.length !== expected || into.length !== expected || pixels === into) {
    throw new SelfsameError(
      "input",
      `augment: expected two arrays of ${size} * ${size} * ${channels} = ${expected} bytes, got ${pixels.length} and ${into.length}${pixels === into ? ", the same array" : ""}.`,
    );
  }

  // Always all seven draws in this order, so that changing one amount leaves the others' values alone.
  const around = (amount: number): number => (2 * random.uniform() - 1) * amount;
  const flip = random.uniform() < amounts.mirror ? -1 : 1;
  const shiftX = around(amounts.shift) * size;
  const shiftY = around(amounts.shift) * size;
  const angle = around(amounts.rotation) * RADIANS;
  const scale = 1 + around(amounts.scale);
  const brightness = around(amounts.brightness) * BYTE;
  const contrast = 1 + around(amounts.contrast);

  // Around the center c, source = c + F R(-angle) (output - c - shift) / scale, with F the flip of x.
  const center = (size - 1) / 2;
  const cosine = cos(angle) / scale;
  const sine = sin(angle) / scale;
  const light = MIDDLE_GRAY - MIDDLE_GRAY * contrast + brightness + 0.5; // 0.5: storing drops the fraction
  const last = size - 1;
  const row = size * channels;
  let to = 0;
  for (let y = 0; y < size; y++) {
    const v = y - center - shiftY;
    const startX = center + flip * sine * v;
    const startY = center + cosine * v;
    for (let x = 0; x < size; x++) {
      const u = x - center - shiftX;
      const sourceX = Math.min(Math.max(startX + flip * cosine * u, 0), last);
      const sourceY = Math.min(Math.max(startY - sine * u, 0), last);
      const left = sourceX | 0; // not negative, so this is the floor
      const top = sourceY | 0;
      const right = sourceX - left;
      const below = sourceY - top;
      const stepX = left < last ? channels : 0;
      const stepY = top < last ? row : 0;
      let at = top * row + left * channels;
      for (const end = to + channels; to < end; to++, at++) {
        const upper = pixels[at]! + right * (pixels[at + stepX]! - pixels[at]!);
        const lower = pixels[at + stepY]! + right * (pixels[at + stepY + stepX]! - pixels[at + stepY]!);
        const value = upper + below * (lower - upper);
        into[to] = Math.min(Math.max(value * contrast + light, 0), BYTE);
      }
    }
  }
}
