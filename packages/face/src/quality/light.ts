// What the gray values of an aligned chip say: how bright, how contrasty, how sharp, lit from which side, and whether
// there is something to see where the eyes and the mouth should be.

import type { Image } from "@selfsame/engine";
import { toChannels } from "@selfsame/engine/pixels";
import { placeInChip, type ChipFrame } from "../align/chip.ts";
import { FOUR_POINTS } from "../align/templates.ts";

/** Measured on an aligned chip; grays are 0 to 255. */
export interface Light {
  /** The mean gray of the face. */
  readonly brightness: number;
  /** From the darkest to the brightest gray of the face, the outermost 5% on each side left out. */
  readonly contrast: number;
  /** Right half of the image minus left half, over their sum, in [-1, 1]: 0 for light from the front. */
  readonly sidelight: number;
  /** Variance of the Laplacian over variance of the gray, at the chip's size: no unit, so that light does not count. */
  readonly sharpness: number;
  /** The contrast around the eye that shows less of it, as a part of the face's contrast. */
  readonly eyes: number;
  /** The contrast around the mouth, as a part of the face's contrast. */
  readonly mouth: number;
}

/** Whole pixels [left, right) x [top, bottom) of a chip. */
interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

// Half the sides of what is looked at around an eye and a mouth, in units of the face: lashes, iris and corners are in.
const EYE = { x: 0.13, y: 0.08 };
const MOUTH = { x: 0.22, y: 0.1 };
const TAIL = 0.05;

function around(place: { x: number; y: number }, half: { x: number; y: number }, frame: ChipFrame): Region {
  const from = placeInChip({ x: place.x - half.x, y: place.y - half.y }, frame);
  const to = placeInChip({ x: place.x + half.x, y: place.y + half.y }, frame);
  return { left: Math.round(from.x), top: Math.round(from.y), right: Math.round(to.x), bottom: Math.round(to.y) };
}

/** The range of grays without the outermost 5% on each side. */
function range({ width, data }: Image, { left, top, right, bottom }: Region): number {
  const counts = new Uint32Array(256);
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) counts[data[y * width + x]!]!++;
  const tail = TAIL * (right - left) * (bottom - top);
  let low = 0;
  for (let below = counts[0]!; below <= tail; below += counts[low]!) low++;
  let high = 255;
  for (let above = counts[255]!; above <= tail; above += counts[high]!) high--;
  return Math.max(high - low, 0);
}

/** The mean gray, and the variances of the gray and of its Laplacian (up + down + left + right - 4 times itself). */
function moments({ width, data }: Image, { left, top, right, bottom }: Region) {
  let sum = 0;
  let squares = 0;
  let edges = 0;
  let edgeSquares = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const at = y * width + x;
      const value = data[at]!;
      const edge = data[at - width]! + data[at + width]! + data[at - 1]! + data[at + 1]! - 4 * value;
      sum += value;
      squares += value * value;
      edges += edge;
      edgeSquares += edge * edge;
    }
  }
  const count = (right - left) * (bottom - top);
  const variance = (total: number, totalSquares: number): number =>
    totalSquares / count - (total / count) * (total / count);
  return { mean: sum / count, variance: variance(sum, squares), laplacian: variance(edges, edgeSquares) };
}

/**
 * Measures a chip that `faceChip` or `chipFrom` made, with the padding it was made with (0.25 unless told otherwise).
 * A chip of one gray has sharpness, eyes and mouth 0.
 */
export function measureLight(chip: Image, { padding }: { readonly padding?: number } = {}): Light {
  const frame: ChipFrame = { size: chip.width, ...(padding === undefined ? {} : { padding }) };
  const gray = toChannels(chip, 1);
  // One pixel in, so that the Laplacian has its neighbors whatever the padding.
  const inside = (place: number): number => Math.min(Math.max(Math.round(place), 1), chip.width - 1);
  const corner = placeInChip({ x: 0, y: 0 }, frame);
  const opposite = placeInChip({ x: 1, y: 1 }, frame);
  const face = { left: inside(corner.x), top: inside(corner.y), right: inside(opposite.x), bottom: inside(opposite.y) };
  const middle = (face.left + face.right) >> 1;

  const { mean, variance, laplacian } = moments(gray, face);
  const leftHalf = moments(gray, { ...face, right: middle }).mean;
  const rightHalf = moments(gray, { ...face, left: middle }).mean;
  const contrast = range(gray, face);
  const share = (region: Region): number => (contrast === 0 ? 0 : range(gray, region) / contrast);
  const [eyeLeft, eyeRight, , mouth] = FOUR_POINTS;
  return {
    brightness: mean,
    contrast,
    sidelight: mean === 0 ? 0 : (rightHalf - leftHalf) / (rightHalf + leftHalf),
    sharpness: variance === 0 ? 0 : laplacian / variance,
    eyes: Math.min(share(around(eyeLeft!, EYE, frame)), share(around(eyeRight!, EYE, frame))),
    mouth: share(around(mouth!, MOUTH, frame)),
  };
}
