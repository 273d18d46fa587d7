// One face out of many candidates for it: weighted non-maximum suppression. BlazeFace answers at several anchors for one
// face; averaging them by score is steadier from frame to frame than keeping the best ("blending", Bazarevsky et al. 2019,
// section 3.4).

import type { Point } from "../geometry/point.ts";
import type { Candidate } from "./candidate.ts";

/** Shared area divided by the area of both together, in [0, 1]. */
export function intersectionOverUnion(one: Candidate, other: Candidate): number {
  const shared = (a: number, aSize: number, b: number, bSize: number): number =>
    Math.max(0, Math.min(a + aSize / 2, b + bSize / 2) - Math.max(a - aSize / 2, b - bSize / 2));
  const both =
    shared(one.center.x, one.width, other.center.x, other.width) *
    shared(one.center.y, one.height, other.center.y, other.height);
  return both / (one.width * one.height + other.width * other.height - both);
}

/** Mean of the candidates, each weighing its score; the score of the first. */
function blend(candidates: readonly Candidate[]): Candidate {
  const total = candidates.reduce((sum, { score }) => sum + score, 0);
  const mean = (value: (candidate: Candidate) => number): number =>
    candidates.reduce((sum, candidate) => sum + candidate.score * value(candidate), 0) / total;
  const meanPoint = (point: (candidate: Candidate) => Point): Point => ({
    x: mean((candidate) => point(candidate).x),
    y: mean((candidate) => point(candidate).y),
  });
  const first = candidates[0]!;
  return {
    center: meanPoint((candidate) => candidate.center),
    width: mean((candidate) => candidate.width),
    height: mean((candidate) => candidate.height),
    points: first.points.map((_, index) => meanPoint((candidate) => candidate.points[index]!)),
    score: first.score,
  };
}

/**
 * Takes the best candidate, blends it with all that overlap it by at least `overlap`, leaves those out, and goes on.
 * Returns faces by falling score.
 */
export function suppress(candidates: readonly Candidate[], overlap: number): Candidate[] {
  let left = [...candidates].sort((one, other) => other.score - one.score);
  const faces: Candidate[] = [];
  while (left.length > 0) {
    const best = left[0]!;
    const same = left.filter((one) => one === best || intersectionOverUnion(best, one) >= overlap);
    left = left.filter((one) => !same.includes(one));
    faces.push(blend(same));
  }
  return faces;
}
