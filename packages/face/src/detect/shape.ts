// The shapes in which the detector is shown photos. It slides over its input, so that one that is not square is answered
// by the same weights; what would be black above and below a wide photo is not computed.

import type { Image } from "@selfsame/engine";
import { INPUT_SIDE } from "./anchors.ts";

/** Height and width of a detector's input in pixels: multiples of 32, the side of its coarse cells. */
export interface DetectorShape {
  readonly height: number;
  readonly width: number;
}

/** The shape that the network was trained in. */
export const SQUARE: DetectorShape = Object.freeze({ height: INPUT_SIDE, width: INPUT_SIDE });

/** The shorter side for photos of 4 : 3 and longer ones. Few shapes: each has a session of its own. */
const SHORT_SIDE = 192;

/** The smallest shape in which a whole photo is seen at the scale of the square. */
export function shapeOf({ width, height }: Image): DetectorShape {
  const share = SHORT_SIDE / INPUT_SIDE;
  if (height <= width * share) return { height: SHORT_SIDE, width: INPUT_SIDE };
  if (width <= height * share) return { height: INPUT_SIDE, width: SHORT_SIDE };
  return SQUARE;
}
