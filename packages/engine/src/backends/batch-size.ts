// How many examples may go through a network at once: a wide network must not run out of memory where one example fits.

import type { Plan } from "../network/plan.ts";

/** Bytes that the layers of one batch may take: 256 MB. */
const BYTE_BUDGET = 268_435_456;
/** A float32 output, and once more for inputs packed into panels (or for float64 in the reference backend). */
const BYTES_A_NUMBER = 8;

/** As many examples as fit the budget, at least 1 and at most `most`; `inputs` are the numbers in one input. */
export function batchWithin(plan: Plan, inputs: number, most: number): number {
  const numbers = plan.layers.reduce((sum, { width }) => sum + width, inputs);
  return Math.max(1, Math.min(most, Math.floor(BYTE_BUDGET / (numbers * BYTES_A_NUMBER))));
}
