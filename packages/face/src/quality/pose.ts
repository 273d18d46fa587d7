// Which way a head looks, from its landmarks: a small rigid model of a head is turned until its shadow fits them.
// Scaled orthography in closed form (the first step of DeMenthon and Davis, "Model-based object pose in 25 lines of
// code", IJCV 1995): two rows of a 3 x 3 matrix by least squares, then the nearest rows that are orthogonal and as long.

import { SelfsameError } from "@selfsame/engine";
import { steadyPoints } from "../align/chip.ts";
import { STEADY_TEMPLATE } from "../align/templates.ts";
import { direction } from "../geometry/angle.ts";
import { meanPoint, type Point } from "../geometry/point.ts";

/** Degrees; all 0 for the average face seen from the front. */
export interface Pose {
  /** Positive where the face looks to the right of the image (the person's own left). */
  readonly yaw: number;
  /** Positive where it looks up. */
  readonly pitch: number;
  /** The turn in the plane of the image, positive clockwise as seen. Turning the photo changes this angle alone. */
  readonly roll: number;
  /** What the best fit leaves over: root mean square distance, as a part of the distance between the eyes. */
  readonly misfit: number;
}

/** The mean face is this many millimeters wide: its eyes are 0.53 apart, those of adults 63 mm (Dodgson 2004). */
const FACE_MILLIMETERS = 118;

/**
 * How far the steady landmarks stand out toward the viewer from the outer corners of the eyes, in millimeters. Ours, of
 * an average head, in whole millimeters; across and down, the average face itself is the model.
 */
// prettier-ignore
const DEPTH = [
  20, 27, 35, 42, 22, 27, 30, 27, 22, // nose: bridge to tip, then along its base
  0, 5, 7, 6, 6, 4, // eye at the left of the image: outer corner, upper lid, inner corner, lower lid
  6, 7, 5, 0, 4, 6, // eye at the right
  11, 20, 26, 27, 26, 20, 11, // upper lip, from corner to corner
  12, 23, 25, 23, 12, // its inside
];

const EYE_DISTANCE = 0.532 * FACE_MILLIMETERS;

/** Three numbers: across (x, to the right), down (y), away from the viewer (z). */
type Vector = readonly [number, number, number];

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const weighted = (p: number, a: Vector, q: number, b: Vector): Vector => [
  p * a[0] + q * b[0],
  p * a[1] + q * b[1],
  p * a[2] + q * b[2],
];

/** The points of the model, in millimeters from their mean. */
function headModel(): Vector[] {
  const middle = meanPoint(STEADY_TEMPLATE);
  const depth = DEPTH.reduce((sum, value) => sum + value, 0) / DEPTH.length;
  return STEADY_TEMPLATE.map(({ x, y }, i): Vector => [
    (x - middle.x) * FACE_MILLIMETERS,
    (y - middle.y) * FACE_MILLIMETERS,
    depth - DEPTH[i]!,
  ]);
}

/** The row m that minimizes the sum of (m . model[i] - values[i])^2: normal equations, by Cramer's rule. */
function leastSquaresRow(model: readonly Vector[], values: readonly number[]): Vector {
  const columns: [number[], number[], number[]] = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ];
  const right: [number, number, number] = [0, 0, 0];
  model.forEach((place, i) => {
    for (let j = 0; j < 3; j++) {
      right[j]! += place[j]! * values[i]!;
      for (let k = 0; k < 3; k++) columns[j]![k]! += place[j]! * place[k]!;
    }
  });
  const [p, q, r] = columns as unknown as readonly [Vector, Vector, Vector];
  const determinant = dot(p, cross(q, r));
  return [
    dot(right, cross(q, r)) / determinant,
    dot(p, cross(right, r)) / determinant,
    dot(p, cross(q, right)) / determinant,
  ];
}

/**
 * The pose of a head from its 68 landmarks in the photo (pixels, from any distance: perspective is left out).
 * Throws SelfsameError("input") for another number of landmarks, or landmarks that are not finite or lie in a line.
 *
 * @example
 * headPose(landmarks); // { yaw: -24.1, pitch: 3.9, roll: 1.2, misfit: 0.03 }
 */
export function headPose(landmarks: readonly Point[]): Pose {
  const points = steadyPoints(landmarks);
  const model = headModel();
  const middle = meanPoint(points);
  const across = leastSquaresRow(
    model,
    points.map(({ x }) => x - middle.x),
  );
  const down = leastSquaresRow(
    model,
    points.map(({ y }) => y - middle.y),
  );

  // The nearest matrix of two orthogonal rows of one length: (M M^T)^(-1/2) M, times the mean singular value of M.
  // For a 2 x 2 matrix S of determinant D and trace T: S^(1/2) = (S + sqrt(D) I) / sqrt(T + 2 sqrt(D)).
  const s11 = dot(across, across);
  const s12 = dot(across, down);
  const s22 = dot(down, down);
  const root = Math.sqrt(Math.max(s11 * s22 - s12 * s12, 0)); // product of the singular values
  const sum = Math.sqrt(s11 + s22 + 2 * root); // their sum
  const scale = sum / 2; // pixels per millimeter
  if (!(root > 1e-9 * scale * scale)) {
    throw new SelfsameError(
      "input",
      `headPose: expected landmarks of a face, got points that are not finite or lie in a line around (${middle.x}, ${middle.y}). Check the landmarks.`,
    );
  }
  const right = weighted((s22 + root) / (root * sum), across, -s12 / (root * sum), down);
  const below = weighted((s11 + root) / (root * sum), down, -s12 / (root * sum), across);
  const away = cross(right, below);

  let squares = 0;
  points.forEach(({ x, y }, i) => {
    const dx = x - middle.x - scale * dot(right, model[i]!);
    const dy = y - middle.y - scale * dot(below, model[i]!);
    squares += dx * dx + dy * dy;
  });

  // Rotation = turn in the plane, after yaw about the vertical, after pitch about the line through the ears.
  return {
    yaw: direction(Math.sqrt(right[0] * right[0] + below[0] * below[0]), away[0]),
    pitch: direction(away[2], -away[1]),
    roll: direction(right[0], below[0]),
    misfit: Math.sqrt(squares / points.length) / (scale * EYE_DISTANCE),
  };
}
