// The photo that all contestants decide on, cut out of one that a peer's package carries, and the ten that enroll: the same
// face, moved a little and in a little more or less light, by seed. One face is no measure of who is let in; it is one of
// how long that takes.

import { join } from "node:path";
import sharp from "sharp";
import { PURPOSE, stream, type Image } from "@selfsame/engine";
import { crop } from "@selfsame/engine/pixels";

/** Where the peers' packages are, besides those of the benchmarks alone: a folder like node_modules. */
export const PACKAGES = join(import.meta.dirname, "../../../node_modules");
/** How many photos enroll. */
export const ENROLLED = 10;

const SIZE = { width: 640, height: 480 };
/** The upper left corner around the face at the left: its box is 184 pixels wide, 29% of the width. */
const CORNER = { left: 194, top: 262 };
/** The same around the face at the right, who is someone else. */
const OTHER_CORNER = { left: 1245, top: 105 };
/** Pixels that the face moves at most, each way. */
const MOVE = 24;
/** How much darker or brighter the photo gets at most. */
const LIGHT = 0.15;

export interface Photos {
  /** (480, 640, 3). */
  readonly probe: Image;
  /** ENROLLED of the same face and size. */
  readonly enrolled: readonly Image[];
  /** Of the same size, of someone else. */
  readonly stranger: Image;
}

/** `packages`: a folder like node_modules that holds @vladmandic/face-api. */
export async function photosFrom(packages: string): Promise<Photos> {
  const path = join(packages, "@vladmandic/face-api/demo/sample1.jpg");
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const whole: Image = { width: info.width, height: info.height, channels: 3, data };
  return {
    probe: crop(whole, { ...CORNER, ...SIZE }),
    enrolled: Array.from({ length: ENROLLED }, (_, index) => varied(whole, index)),
    stranger: crop(whole, { ...OTHER_CORNER, ...SIZE }),
  };
}

function varied(whole: Image, index: number): Image {
  const random = stream(1, PURPOSE.drawing, index);
  const move = () => random.below(2 * MOVE + 1) - MOVE;
  const seen = crop(whole, { left: CORNER.left + move(), top: CORNER.top + move(), ...SIZE });
  const light = 1 + LIGHT * (2 * random.uniform() - 1);
  return { ...seen, data: Uint8ClampedArray.from(seen.data, (byte) => byte * light) };
}
