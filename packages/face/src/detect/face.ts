// A face that was found: where it is, and how sure the detector is. Not yet known whether it is good enough to be told
// from others: that is what landmarks and quality are for.

import { direction } from "../geometry/angle.ts";
import type { Box, Point } from "../geometry/point.ts";
import { type Candidate, eyesLine } from "./candidate.ts";

/** Six points that the detector gives with each face, in pixels of the photo; right and left are the person's own. */
export interface FaceKeypoints {
  readonly rightEye: Point;
  readonly leftEye: Point;
  /** The tip. */
  readonly nose: Point;
  /** The middle. */
  readonly mouth: Point;
  /** The tragion, where the ear begins. */
  readonly rightEar: Point;
  readonly leftEar: Point;
}

/** One face of a photo. */
export interface Face {
  /** From the brows to the chin, upright, in pixels of the photo; may reach beyond it. */
  readonly box: Box;
  readonly keypoints: FaceKeypoints;
  /** The detector's certainty that this is a face, in [0, 1]. */
  readonly score: number;
  /** How far the eyes' line is turned, in degrees, clockwise as seen; 0 for a head held straight. */
  readonly roll: number;
}

/** A candidate in pixels of the photo, as a face. */
export function faceOf(candidate: Candidate): Face {
  const { center, width, height, points, score } = candidate;
  const [rightEye, leftEye, nose, mouth, rightEar, leftEar] = points;
  const line = eyesLine(candidate);
  return {
    box: { x: center.x - width / 2, y: center.y - height / 2, width, height },
    keypoints: {
      rightEye: rightEye!,
      leftEye: leftEye!,
      nose: nose!,
      mouth: mouth!,
      rightEar: rightEar!,
      leftEar: leftEar!,
    },
    score,
    roll: direction(line.x, line.y),
  };
}
