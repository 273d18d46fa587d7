// False reject rates at the thresholds that let a stated share of strangers pass, with intervals by bootstrap over people:
// attempts of one person are alike, so that counting each of them as evidence of its own would claim too much.
// Bootstrap: Efron and Tibshirani, "An introduction to the bootstrap", 1993, chapter 13 (percentile intervals).

import { PURPOSE, stream } from "@selfsame/engine/numbers";
import { attemptsFor } from "../decide/check-level.ts";
import type { Attempts } from "./attempts.ts";
import { Tally } from "./tally.ts";

export { Tally } from "./tally.ts";

/** Bounds of a 95% interval. */
export type Interval = readonly [low: number, high: number];

/** A false reject rate where the false accept rate is `far`. */
export interface RateAt {
  /** The false accept rate asked for, in (0, 1). */
  readonly far: number;
  /** The share of genuine attempts that are refused there, in [0, 1]; NaN where there is none. */
  readonly frr: number;
  /**
   * The 95% interval of `frr`, by bootstrap over people; NaN where `frr` is. Where nobody was refused there is nothing to
   * resample, and `high` is 3 / attempts at least (the rule of three: Hanley and Lippman-Hand, JAMA 249, 1983).
   */
  readonly low: number;
  readonly high: number;
  /** False where there are fewer than 3 / far impostor attempts, or no genuine one: the rate then says nothing. */
  readonly measurable: boolean;
  /** Fires above this score. */
  readonly threshold: number;
}

const RESAMPLES = 1000;
const INTERVAL = 0.95;

/**
 * The false reject rates at each of `fars`, false accept rates in (0, 1), in their order. The same `seed`, a whole number,
 * draws the same resamples.
 *
 * @example
 * ratesAt(attempts, [1e-3])[0]; // { far: 0.001, frr: 0.0073, low: 0.001, high: 0.014, measurable: true, threshold: 1.7 }
 */
export function ratesAt(attempts: Attempts, fars: readonly number[], seed = 1): RateAt[] {
  const tally = new Tally(attempts);
  return ratesOf(tally, attempts, fars, resampled(tally, fars, seed));
}

/**
 * The 95% interval of FRR of `one` minus FRR of `other`, both at `far`: paired, the same people being drawn for both.
 * The two must hold the same attempts in the same order; `far` in (0, 1), `seed` a whole number.
 */
export function differenceAt(one: Attempts, other: Attempts, far: number, seed = 1): Interval {
  return compareAt(one, other, [far], seed).differences[0]!;
}

/** Two ways to score the same attempts, in the same order, with what `ratesAt` and `differenceAt` say of them. */
export function compareAt(
  one: Attempts,
  other: Attempts,
  fars: readonly number[],
  seed = 1,
): { readonly one: RateAt[]; readonly other: RateAt[]; readonly differences: Interval[] } {
  const [first, second] = [new Tally(one), new Tally(other)];
  const [ours, theirs] = [resampled(first, fars, seed), resampled(second, fars, seed)];
  return {
    one: ratesOf(first, one, fars, ours),
    other: ratesOf(second, other, fars, theirs),
    differences: ours.map((drawn, index) => percentileInterval(drawn.map((frr, i) => frr - theirs[index]![i]!))),
  };
}

/** The bounds between which 95% of the values lie. */
export function percentileInterval(values: Float64Array): Interval {
  const sorted = values.slice().sort();
  const beyond = Math.floor(((1 - INTERVAL) / 2) * sorted.length);
  return [sorted[beyond]!, sorted[sorted.length - 1 - beyond]!];
}

function ratesOf(
  tally: Tally,
  { genuine, impostor }: Attempts,
  fars: readonly number[],
  drawn: Float64Array[],
): RateAt[] {
  const thresholds = tally.thresholds(fars);
  return fars.map((far, index) => {
    const threshold = thresholds[index]!;
    const [low, most] = percentileInterval(drawn[index]!);
    const measurable = genuine.length > 0 && impostor.length >= attemptsFor(far);
    const frr = tally.rejected(threshold);
    const high = frr === 0 ? Math.max(most, Math.min(1, 3 / genuine.length)) : most;
    return { far, frr, low, high, measurable, threshold };
  });
}

/** For each of `fars` the false reject rates (RESAMPLES) of as many resamples, each at its own threshold. */
function resampled(tally: Tally, fars: readonly number[], seed: number): Float64Array[] {
  const drawn = fars.map(() => new Float64Array(RESAMPLES));
  for (let round = 0; round < RESAMPLES; round++) {
    const random = stream(seed, PURPOSE.drawing, round);
    const counts = tally.resample(random);
    const thresholds = tally.thresholds(fars, counts);
    fars.forEach((_, index) => (drawn[index]![round] = tally.rejected(thresholds[index]!, counts)));
  }
  return drawn;
}
