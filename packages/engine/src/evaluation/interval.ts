// How far to trust a rate that was counted on few trials: the score interval.
// Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927), 209-212.

import { SelfsameError } from "../errors.ts";

/** The 0.975 quantile of the normal distribution: 95% lies within plus or minus this many deviations. */
const Z_95 = 1.959963984540054;

/**
 * The 95% interval [low, high], within [0, 1], of a rate seen as `successes` out of `trials`.
 * No trials say nothing: [0, 1]. Throws SelfsameError "input" unless both are integers and 0 <= successes <= trials.
 *
 * @example
 * wilson(1, 10); // [0.0179, 0.4042]
 */
export function wilson(successes: number, trials: number): [low: number, high: number] {
  if (!Number.isInteger(successes) || !Number.isInteger(trials) || successes < 0 || successes > trials) {
    throw new SelfsameError(
      "input",
      `wilson: expected integers with 0 <= successes <= trials, got ${successes} of ${trials}.`,
    );
  }
  if (trials === 0) return [0, 1];
  // The rates r for which (p - r)² <= z² r (1 - r) / n, with p the share seen and n the trials:
  //   (p + z²/2n ± z sqrt(p (1 - p) / n + z²/4n²)) / (1 + z²/n)
  const p = successes / trials;
  const z2 = (Z_95 * Z_95) / trials;
  const center = (p + z2 / 2) / (1 + z2);
  const half = (Z_95 * Math.sqrt((p * (1 - p)) / trials + z2 / (4 * trials))) / (1 + z2);
  // At the ends one bound is 0 or 1 exactly; rounding would leave it a hair off.
  return [successes === 0 ? 0 : center - half, successes === trials ? 1 : center + half];
}
