// Where a point of the head lands in the picture when the head turns: near points move further than far ones.

import type { Point } from "./curve.ts";

/** Angles in radians; yaw to the right and pitch downward are positive as the viewer sees them. */
export interface Pose {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
}

export interface Placer {
  /** A point on the front of the face, `out` pixels above its surface. */
  front(x: number, y: number, out?: number): Point;
  /** A point of the silhouette, `depth` pixels before the ears: a head is as deep as it is wide, so its outline does not narrow. */
  edge(x: number, y: number, depth: number): Point;
}

// Half axes of the ellipsoid that the face lies on, in pixels.
const DEPTH = 84;
const HALF_WIDTH = 104;
const HALF_HEIGHT = 150;

/** Roll is left to the caller: it turns the whole head as one. */
export function placer({ yaw, pitch }: Pose): Placer {
  const sinYaw = Math.sin(yaw);
  const cosYaw = Math.cos(yaw);
  const sinPitch = Math.sin(pitch);
  const cosPitch = Math.cos(pitch);
  return {
    front(x, y, out = 0) {
      const z = DEPTH * Math.sqrt(Math.max(0.04, 1 - (x / HALF_WIDTH) ** 2 - (y / HALF_HEIGHT) ** 2)) + out;
      const near = z * cosYaw - x * sinYaw;
      return [x * cosYaw + z * sinYaw, y * cosPitch + near * sinPitch];
    },
    edge(x, y, depth) {
      return [x + depth * sinYaw, y * (0.5 + 0.5 * cosPitch) + depth * sinPitch];
    },
  };
}
