// Similarity transforms of the plane (turn, scale, move; no mirror image) and the one that fits best between points.
// Umeyama, "Least-squares estimation of transformation parameters between two point patterns", PAMI 1991: in the plane,
// without reflections, his solution is the closed form below (a complex number times a complex number, least squares).

import { SelfsameError } from "@selfsame/engine";
import { direction } from "./angle.ts";
import { meanPoint, type Point } from "./point.ts";

/** x' = a x - b y + x0, y' = b x + a y + y0, in pixels unless stated otherwise: turned by the direction of (a, b), scaled by its length, then moved. */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly x: number;
  readonly y: number;
}

/** Where the transform takes a point. */
export function applySimilarity({ a, b, x, y }: Similarity, point: Point): Point {
  return { x: a * point.x - b * point.y + x, y: b * point.x + a * point.y + y };
}

/** The way back. The scale must not be 0; there is no way back from a point, and the numbers would not be finite. */
export function invertSimilarity({ a, b, x, y }: Similarity): Similarity {
  const square = a * a + b * b;
  return { a: a / square, b: -b / square, x: -(a * x + b * y) / square, y: (b * x - a * y) / square };
}

/** `first`, then `second`, as one transform. */
export function composeSimilarities(first: Similarity, second: Similarity): Similarity {
  const { a, b } = second;
  return { a: a * first.a - b * first.b, b: b * first.a + a * first.b, ...applySimilarity(second, first) };
}

/** How many times larger things become. */
export function similarityScale({ a, b }: Similarity): number {
  return Math.sqrt(a * a + b * b);
}

/** How far things turn, in degrees in [-180, 180], clockwise as seen (y runs down). */
export function similarityRoll({ a, b }: Similarity): number {
  return direction(a, b);
}

/**
 * The similarity T that minimizes the sum of |T(from[i]) - to[i]|^2.
 * Throws SelfsameError("input") for lists of different lengths, fewer than two points, coordinates that are not finite,
 * or points of which all (of either list) coincide.
 *
 * @example
 * similarity([{ x: 0, y: 0 }, { x: 1, y: 0 }], [{ x: 5, y: 5 }, { x: 5, y: 7 }]); // { a: 0, b: 2, x: 5, y: 5 }
 */
export function similarity(from: readonly Point[], to: readonly Point[]): Similarity {
  if (from.length !== to.length || from.length < 2) {
    throw new SelfsameError(
      "input",
      `similarity: expected two lists of the same 2 or more points, got ${from.length} and ${to.length}.`,
    );
  }
  const source = meanPoint(from);
  const target = meanPoint(to);
  // With p and q the points from their means: a = sum(p . q) / sum|p|^2, b = sum(p x q) / sum|p|^2.
  let dot = 0;
  let cross = 0;
  let square = 0;
  for (let i = 0; i < from.length; i++) {
    const px = from[i]!.x - source.x;
    const py = from[i]!.y - source.y;
    const qx = to[i]!.x - target.x;
    const qy = to[i]!.y - target.y;
    dot += px * qx + py * qy;
    cross += px * qy - py * qx;
    square += px * px + py * py;
  }
  const a = dot / square;
  const b = cross / square;
  if (!Number.isFinite(a + b + source.x + source.y + target.x + target.y) || (a === 0 && b === 0)) {
    throw new SelfsameError(
      "input",
      `similarity: expected finite points that do not all coincide, got ${from.length} points around (${source.x}, ${source.y}) and (${target.x}, ${target.y}). Check the landmarks.`,
    );
  }
  return { a, b, x: target.x - (a * source.x - b * source.y), y: target.y - (b * source.x + a * source.y) };
}
