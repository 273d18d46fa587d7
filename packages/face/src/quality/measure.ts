// Everything that is measured on one face before anyone decides whether the photo is good enough.

import type { Image } from "@selfsame/engine";
import { faceChip, faceTransform, placeInChip } from "../align/chip.ts";
import { distance, meanPoint, type Point } from "../geometry/point.ts";
import { applySimilarity, type Similarity } from "../geometry/similarity.ts";
import { measureLight, type Light } from "./light.ts";
import { headPose, type Pose } from "./pose.ts";

/** All measures of a face; units where each is declared. */
export interface FaceQuality extends Light, Pose {
  /** Between the middles of the eyes, in pixels of the photo. */
  readonly eyeDistance: number;
  /** How much of the face's square lies beyond the photo's edges, in [0, 1]. */
  readonly outside: number;
}

/** A grid of this many places each way across the face: finer than 1% of its area. */
const GRID = 16;

function shareOutside(toPhoto: Similarity, { width, height }: Image): number {
  let outside = 0;
  for (let row = 0; row < GRID; row++) {
    for (let column = 0; column < GRID; column++) {
      const place = placeInChip({ x: (column + 0.5) / GRID, y: (row + 0.5) / GRID });
      const { x, y } = applySimilarity(toPhoto, place);
      if (x < 0 || x > width || y < 0 || y > height) outside++;
    }
  }
  return outside / (GRID * GRID);
}

/** The middles of the eyes at the image's left and right, from 68 landmarks. */
export function eyeCenters(landmarks: readonly Point[]): readonly [Point, Point] {
  return [meanPoint(landmarks.slice(36, 42)), meanPoint(landmarks.slice(42, 48))];
}

/**
 * Measures a face by its 68 landmarks (pixels of the photo). `chip`, where it is there already, must be what
 * `faceChip(image, landmarks)` gives.
 * Throws SelfsameError("input") for an image that `checkImage` refuses, and for landmarks that are not a face's 68.
 *
 * What cannot be told: a hand, a mask or dark glasses show only where they take the contrast out of the eyes or the
 * mouth; something patterned before the face is not noticed here.
 */
export function measureQuality(
  image: Image,
  landmarks: readonly Point[],
  chip = faceChip(image, landmarks),
): FaceQuality {
  const [left, right] = eyeCenters(landmarks);
  return {
    ...measureLight(chip),
    ...headPose(landmarks),
    eyeDistance: distance(left, right),
    outside: shareOutside(faceTransform(landmarks), image),
  };
}
