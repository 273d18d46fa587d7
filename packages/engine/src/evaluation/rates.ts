// How often a threshold decides wrongly: false accepts and false rejects, counted. It measures and never chooses a
// threshold; how far to trust a rate from few photos is said by the interval in interval.ts.

import { SelfsameError } from "../errors.ts";

/** What a threshold did to examples whose truth is known. A rate is undefined where there was nothing to count. */
export interface ErrorRates {
  /** The share of the no examples that fired. */
  readonly falseAcceptRate: number | undefined;
  /** The share of the yes examples that did not fire. */
  readonly falseRejectRate: number | undefined;
  /** The share of all examples decided rightly, each counting once. */
  readonly accuracy: number | undefined;
  /** How many yes examples there were. */
  readonly yes: number;
  /** How many no examples there were. */
  readonly no: number;
  readonly falseAccepts: number;
  readonly falseRejects: number;
}

/**
 * Counts what `threshold` gets wrong; the output neuron fires when its certainty is above the threshold.
 * `certainties` (count), not NaN; `isYes` (count), 1 for yes and 0 for no.
 * Throws SelfsameError "input" where the arrays do not fit.
 *
 * @example
 * errorRates([0.9, 0.4, 0.7, 0.1], [1, 1, 0, 0], 0.5); // falseAcceptRate 0.5, falseRejectRate 0.5, accuracy 0.5
 */
export function errorRates(certainties: ArrayLike<number>, isYes: ArrayLike<number>, threshold: number): ErrorRates {
  checkScores("errorRates", certainties, isYes);
  if (Number.isNaN(threshold)) throw new SelfsameError("input", "errorRates: expected a number as threshold, got NaN.");
  let yes = 0;
  let falseAccepts = 0;
  let falseRejects = 0;
  for (let i = 0; i < certainties.length; i++) {
    const fires = certainties[i]! > threshold;
    if (isYes[i] === 1) {
      yes++;
      if (!fires) falseRejects++;
    } else if (fires) {
      falseAccepts++;
    }
  }
  const count = certainties.length;
  const no = count - yes;
  return {
    falseAcceptRate: share(falseAccepts, no),
    falseRejectRate: share(falseRejects, yes),
    accuracy: share(count - falseAccepts - falseRejects, count),
    yes,
    no,
    falseAccepts,
    falseRejects,
  };
}

/** Throws SelfsameError "input" unless there is one truth (0 or 1) for each certainty (not NaN). */
export function checkScores(where: string, certainties: ArrayLike<number>, isYes: ArrayLike<number>): void {
  if (certainties.length !== isYes.length) {
    throw new SelfsameError(
      "input",
      `${where}: expected one truth for each of ${certainties.length} certainties, got ${isYes.length}.`,
    );
  }
  for (let i = 0; i < certainties.length; i++) {
    if (Number.isNaN(certainties[i])) {
      throw new SelfsameError("input", `${where}: expected numbers as certainties, got NaN at ${i}.`);
    }
    if (isYes[i] !== 0 && isYes[i] !== 1) {
      throw new SelfsameError("input", `${where}: expected 0 (no) or 1 (yes) as truth, got ${isYes[i]} at ${i}.`);
    }
  }
}

function share(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}
