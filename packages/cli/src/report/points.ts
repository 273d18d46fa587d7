// From figures to points on a chart: bins, ticks, and lines that stay true on a scale that is not straight.

import type { TestPhoto } from "./report.ts";

/** Bins of the certainty histogram: 5% each. */
const BINS = 20;

/** Pieces of a slanted line; on a cube root scale a straight line is a curve. */
const PIECES = 24;

export interface Bin {
  readonly from: number;
  readonly to: number;
  /** The share, in [0, 1], of the photos given that fall in [from, to); the last bin holds 1 as well. */
  readonly share: number;
}

/** The bins that hold a photo. */
export function binned(photos: readonly TestPhoto[]): Bin[] {
  const counts = new Array<number>(BINS).fill(0);
  for (const { certainty } of photos) counts[Math.min(Math.floor(certainty * BINS), BINS - 1)]!++;
  return counts
    .map((count, i) => ({ from: i / BINS, to: (i + 1) / BINS, share: count / photos.length }))
    .filter((bin) => bin.share > 0);
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The same line without the points in the middle of a level or upright run. */
export function corners(points: readonly Point[]): Point[] {
  return points.filter(({ x, y }, i) => {
    const before = points[i - 1];
    const after = points[i + 1];
    if (before === undefined || after === undefined) return true;
    return !(before.x === x && after.x === x) && !(before.y === y && after.y === y);
  });
}

/** The same line with points added where it slants; denser toward the left, where the cube root bends most. */
export function subdivided(points: readonly Point[]): Point[] {
  return points.flatMap((point, i) => {
    const before = points[i - 1];
    if (before === undefined || before.x === point.x || before.y === point.y) return [point];
    return Array.from({ length: PIECES }, (_, k) => {
      const t = ((k + 1) / PIECES) ** 3;
      return { x: before.x + t * (point.x - before.x), y: before.y + t * (point.y - before.y) };
    });
  });
}

/** Three or so round shares up to `top`, without 0. */
export function shareTicks(top: number): number[] {
  const step = [0.01, 0.02, 0.05, 0.1, 0.2].find((s) => top / s <= 3) ?? 0.5;
  return Array.from({ length: Math.floor(top / step + 1e-9) }, (_, i) => (i + 1) * step);
}

/** The epochs to write under the axis: the first, and about `most` at round steps. */
export function epochTicks(last: number, most: number): number[] {
  let step = 1;
  for (let i = 0; last / step > most; i++) step *= [2, 2.5, 2][i % 3]!; // 1, 2, 5, 10, 20, 50, ...
  const ticks = Array.from({ length: Math.floor(last / step) }, (_, i) => (i + 1) * step);
  return step === 1 ? ticks : [1, ...ticks];
}
