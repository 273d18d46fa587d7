// What the detector is shown of a photo: a square that lies somewhere on it, upright or turned, brought to 256 by 256.
// A view is the similarity from the input's pixels to the photo's, and the way back for what was found in it.

import type { Image } from "@selfsame/engine";
import type { Point } from "../geometry/point.ts";
import { applySimilarity, similarityScale, type Similarity } from "../geometry/similarity.ts";
import { warp } from "../geometry/warp.ts";
import { fillDetectorInput } from "../networks/mediapipe.ts";
import { INPUT_SIDE } from "./anchors.ts";
import type { Candidate } from "./candidate.ts";

/** Takes a place in the input to the place in the photo that it shows; both in pixels. */
export type View = Similarity;

/** A direction in the photo that a view shows as level, pointing right; its length does not matter. */
const LEVEL: Point = { x: 1, y: 0 };

/** The square of `side` photo pixels around `center`, turned so that `level` runs along its rows. */
export function viewOf(center: Point, side: number, level: Point = LEVEL): View {
  const length = Math.sqrt(level.x * level.x + level.y * level.y);
  const scale = side / INPUT_SIDE / length;
  const a = scale * level.x;
  const b = scale * level.y;
  const half = INPUT_SIDE / 2;
  return { a, b, x: center.x - (a - b) * half, y: center.y - (b + a) * half };
}

/** The smallest upright square around a whole photo, its side `border` times as long as it need be. */
export function letterbox({ width, height }: Image, border = 1): View {
  return viewOf({ x: width / 2, y: height / 2 }, Math.max(width, height) * border);
}

/** The pixels of a view as the network takes them: (256, 256, 3) RGB from -1 to 1; black beyond the photo. */
export function fillInput(image: Image, view: View, into: Float32Array): void {
  fillDetectorInput(warp(image, view, INPUT_SIDE, INPUT_SIDE), into);
}

/** A candidate in pixels of the photo. Its box stays upright: the same middle, the same size on the photo. */
export function candidateToPhoto(view: View, candidate: Candidate): Candidate {
  const scale = similarityScale(view);
  return {
    center: applySimilarity(view, candidate.center),
    width: candidate.width * scale,
    height: candidate.height * scale,
    points: candidate.points.map((point) => applySimilarity(view, point)),
    score: candidate.score,
  };
}
