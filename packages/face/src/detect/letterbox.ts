// What the detector is shown of a photo: a part that lies somewhere on it, upright or turned, brought to the input's size.
// A view is the similarity from the input's pixels to the photo's, and the way back for what was found in it.

import type { Image } from "@selfsame/engine";
import type { Point } from "../geometry/point.ts";
import { applySimilarity, similarityScale, type Similarity } from "../geometry/similarity.ts";
import { warp } from "../geometry/warp.ts";
import { fillDetectorInput } from "../networks/mediapipe.ts";
import { INPUT_SIDE } from "./anchors.ts";
import type { Candidate } from "./candidate.ts";
import { shapeOf, SQUARE, type DetectorShape } from "./shape.ts";

/** What one look shows: an input of a shape, and where its pixels lie in the photo. */
export interface View {
  readonly shape: DetectorShape;
  /** Takes a place in the input to the place in the photo that it shows; both in pixels. */
  readonly toPhoto: Similarity;
}

/** A direction in the photo that a view shows as level, pointing right; its length does not matter. */
const LEVEL: Point = { x: 1, y: 0 };

/**
 * The part of the photo around `center`, turned so that `level` runs along its rows, at the scale at which the detector's
 * square shows `side` photo pixels.
 */
export function viewOf(center: Point, side: number, level: Point = LEVEL, shape: DetectorShape = SQUARE): View {
  const length = Math.sqrt(level.x * level.x + level.y * level.y);
  const scale = side / INPUT_SIDE / length;
  const a = scale * level.x;
  const b = scale * level.y;
  const [halfWidth, halfHeight] = [shape.width / 2, shape.height / 2];
  const start = { x: center.x - a * halfWidth + b * halfHeight, y: center.y - b * halfWidth - a * halfHeight };
  return { shape, toPhoto: { a, b, ...start } };
}

/** The smallest upright view of a whole photo. */
export function letterbox(image: Image): View {
  const { width, height } = image;
  return viewOf({ x: width / 2, y: height / 2 }, Math.max(width, height), LEVEL, shapeOf(image));
}

/** The upright square around a whole photo, its side `border` times as long as it need be. */
export function bordered({ width, height }: Image, border: number): View {
  return viewOf({ x: width / 2, y: height / 2 }, Math.max(width, height) * border);
}

/** The pixels of a view as the network takes them: (height, width, 3) RGB from -1 to 1; black beyond the photo. */
export function fillInput(image: Image, { shape, toPhoto }: View, into: Float32Array): void {
  fillDetectorInput(warp(image, toPhoto, shape.width, shape.height), into);
}

/** A candidate in pixels of the photo. Its box stays upright: the same middle, the same size on the photo. */
export function candidateToPhoto({ toPhoto }: View, candidate: Candidate): Candidate {
  const scale = similarityScale(toPhoto);
  return {
    center: applySimilarity(toPhoto, candidate.center),
    width: candidate.width * scale,
    height: candidate.height * scale,
    points: candidate.points.map((point) => applySimilarity(toPhoto, point)),
    score: candidate.score,
  };
}
