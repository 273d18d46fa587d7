// The 68 landmarks of a face that was found, by face-api's network of landmarks.

import type { Image } from "@selfsame/engine";
import type { ForwardSession } from "@selfsame/engine/forward";
import type { Face } from "../detect/face.ts";
import type { Point } from "../geometry/point.ts";
import { applySimilarity } from "../geometry/similarity.ts";
import { warp } from "../geometry/warp.ts";
import { fillLandmarksInput, LANDMARKS_SIDE } from "../networks/index.ts";
import { faceRegion } from "./region.ts";

/** The face's box as the detector gives it is what the network was trained to see. */
const WIDER = 1;

/**
 * Finds the landmarks of a face: 68, in pixels of the photo, in the order of 300-W. `session` runs the network of
 * landmarks; calls are made one after another. `face` in pixels of `image`.
 * Throws SelfsameError("input") for an image that is not what it says it is, and for a face whose box is not finite or has
 * no size.
 */
export async function findLandmarks(session: ForwardSession, image: Image, face: Face): Promise<Point[]> {
  const region = faceRegion(face, WIDER, LANDMARKS_SIDE);
  const input = new Float32Array(LANDMARKS_SIDE * LANDMARKS_SIDE * 3);
  fillLandmarksInput(warp(image, region, LANDMARKS_SIDE, LANDMARKS_SIDE), input);
  const { values } = (await session.run(input, 1)).get("landmarks")!;
  const points: Point[] = [];
  for (let at = 0; at < values.length; at += 2)
    points.push(applySimilarity(region, { x: values[at]! * LANDMARKS_SIDE, y: values[at + 1]! * LANDMARKS_SIDE }));
  return points;
}
