// What the detector says of one place, before a face that was found twice is made one, and before it is looked at again.

import type { Point } from "../geometry/point.ts";

/** A face at some place, in pixels of the detector's input or of the photo. */
export interface Candidate {
  /** The middle of the box. */
  readonly center: Point;
  readonly width: number;
  readonly height: number;
  /** (6): right eye, left eye (the person's own right and left), nose tip, mouth, right ear, left ear. */
  readonly points: readonly Point[];
  /** The network's certainty that there is a face, in [0, 1]. */
  readonly score: number;
}

/** How far the eyes' line is turned from level. */
export function eyesLine({ points }: Candidate): Point {
  const [right, left] = points;
  return { x: left!.x - right!.x, y: left!.y - right!.y };
}
