// From the detector's answers to candidates: offsets from anchors become boxes and points, logits become scores.
// Source: MediaPipe's TensorsToDetectionsCalculator with the options of face_detection_back (all scales 256, no
// exponential on sizes, x before y, scores clipped at 100 and put through a sigmoid).

import { log, sigmoid } from "@selfsame/engine/numbers";
import { anchorCount, blazeFaceAnchors } from "./anchors.ts";
import type { Point } from "../geometry/point.ts";
import type { Candidate } from "./candidate.ts";
import type { DetectorShape } from "./shape.ts";

/** What the network answers for one input. */
export interface RawDetections {
  /** (anchors): one logit each; 896 for the square. */
  readonly logits: ArrayLike<number>;
  /** (anchors, 16) in pixels: center x, y from the anchor's; width, height; six points x, y from the anchor's. */
  readonly boxes: ArrayLike<number>;
}

/** Numbers in a row of `boxes`, and points among them. */
const ROW = 16;
const POINTS = 6;

/** Candidates with a score of at least `minimumScore`, in pixels of the input, in the order of their anchors. */
export function decodeDetections(raw: RawDetections, shape: DetectorShape, minimumScore: number): Candidate[] {
  const anchors = blazeFaceAnchors(shape);
  const count = anchorCount(shape);
  const candidates: Candidate[] = [];
  const least = log(minimumScore / (1 - minimumScore));
  for (let anchor = 0; anchor < count; anchor++) {
    const value = raw.logits[anchor]!;
    if (!(value >= least)) continue; // also where it is not a number
    const x = anchors[2 * anchor]!;
    const y = anchors[2 * anchor + 1]!;
    const row = anchor * ROW;
    const pointAt = (index: number): Point => ({ x: x + raw.boxes[index]!, y: y + raw.boxes[index + 1]! });
    const width = raw.boxes[row + 2]!;
    const height = raw.boxes[row + 3]!;
    if (!(width > 0 && height > 0)) continue; // untrained corners of the output can be of no size
    const points: Point[] = [];
    for (let point = 0; point < POINTS; point++) points.push(pointAt(row + 4 + 2 * point));
    candidates.push({ center: pointAt(row), width, height, points, score: sigmoid(value) });
  }
  return candidates;
}
