// What is read from one photo: which face, where its parts are, how good the photo is, and the numbers that stand for it.

import type { Face } from "../detect/face.ts";
import type { Point } from "../geometry/point.ts";
import type { FaceQuality } from "../quality/measure.ts";

/** The one face that a photo is taken to be about. */
export interface FaceReading {
  readonly face: Face;
  /** How many other faces the photo shows. */
  readonly others: number;
  /** How prominent the most prominent of them is, as a part of this one's prominence; 0 where there are none. */
  readonly rival: number;
  /** 68 of them, in pixels of the photo, in the usual order of 300-W. */
  readonly landmarks: readonly Point[];
  /** How surely it is a face at all, in [0, 1]; undefined where that was not asked, at first look. */
  readonly presence: number | undefined;
  readonly quality: FaceQuality;
  /** (128) */
  readonly descriptor: Float32Array;
}
