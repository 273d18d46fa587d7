// How near two arrays of numbers are, and how near they have to be.

import { expect } from "vitest";
import { planOf } from "../../src/network/plan.ts";
import type { Structure } from "../../src/network/structure.ts";

/** Half the distance from 1 to the next number: what one rounding may take, relative to the result. */
export const ROUNDOFF = { float32: 2 ** -24, float64: 2 ** -53 } as const;

/** Roundings in an activation, in its derivative, or in a loss: an exp, a sum and a division, each a few of them. */
const ACTIVATION_ROUNDINGS = 8;

/**
 * How many roundings lie on a number's way through the network and back. A sum of n products is off by about sqrt(n)
 * roundings of sum|x y| (Higham and Mary 2019: their signs are random), which is about sqrt(n) times the sum itself where
 * the terms' signs are random too: n roundings of the sum's own size. Along the way the lengths add up: every layer's
 * inputs, its bias, its units on the way back, its activation twice, and then the batch.
 */
export function roundings(structure: Structure, count: number): number {
  const layers = planOf(structure).layers.map(
    ({ inputWidth, width }) => inputWidth + 1 + width + 2 * ACTIVATION_ROUNDINGS,
  );
  return layers.reduce((sum, one) => sum + one, count + ACTIVATION_ROUNDINGS);
}

/** The largest absolute value, 0 for no numbers. */
export function largest(numbers: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < numbers.length; i++) most = Math.max(most, Math.abs(numbers[i]!));
  return most;
}

/** Fails where a number is further than `allowed` from the expected one, naming the furthest. */
export function expectNear(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  allowed: number,
  what: string,
): void {
  expect(actual.length, `${what}: how many numbers`).toBe(expected.length);
  let worst = 0;
  let at = 0;
  for (let i = 0; i < expected.length; i++) {
    const distance = Math.abs(actual[i]! - expected[i]!);
    if (distance <= worst) continue;
    worst = distance;
    at = i;
    if (Number.isNaN(distance)) break;
  }
  expect(worst, `${what}: number ${at} is ${actual[at]}, expected ${expected[at]}`).toBeLessThanOrEqual(allowed);
}
