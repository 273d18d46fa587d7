// Whether a log-likelihood ratio means what it says. Cllr: Brümmer and du Preez, "Application-independent evaluation of
// speaker detection", Computer Speech and Language 20 (2006), equations 6 and 10. Owners and strangers weigh half each.

import { SelfsameError } from "@selfsame/engine";
import { log, sigmoid, softplus } from "@selfsame/engine/numbers";

export interface Calibration {
  /** The cost of the log-likelihood ratios in bits: 0 is perfect, 1 is what knowing nothing costs. */
  readonly cllr: number;
  /** The same after the best monotone correction that hindsight allows: what is left is not a matter of calibration. */
  readonly minCllr: number;
  /** Expected calibration error: the mean distance between stated certainty and seen share, in [0, 1]. */
  readonly ece: number;
}

/** Attempts of about one certainty. */
export interface ReliabilityBin {
  /** Its part of all attempts, in [0, 1], owners and strangers weighing half each. */
  readonly weight: number;
  /** The mean certainty, and the share of owners among the attempts, each in [0, 1]. */
  readonly stated: number;
  readonly seen: number;
}

const LN2 = log(2);
const BINS = 15;

/**
 * How well ratios are calibrated. `genuine` (any count) and `impostor` (any count): natural-log likelihood ratios; those
 * without a face are left out by the caller. With none of a kind the costs are NaN.
 * Throws SelfsameError `input` for a ratio that is not finite.
 *
 * @example
 * calibrationOf([0, 0], [0]); // { cllr: 1, minCllr: 1, ece: 0 }: ratios that say nothing
 */
export function calibrationOf(genuine: ArrayLike<number>, impostor: ArrayLike<number>): Calibration {
  for (const ratios of [genuine, impostor]) {
    for (let i = 0; i < ratios.length; i++) {
      if (!Number.isFinite(ratios[i]))
        throw new SelfsameError(
          "input",
          `calibrationOf: expected finite ratios, got ${ratios[i]}. Leave out attempts without a face.`,
        );
    }
  }
  // ECE = sum over bins of weight * |mean certainty - share of owners|
  const ece = reliabilityOf(genuine, impostor).reduce(
    (sum, { weight, stated, seen }) => sum + weight * Math.abs(stated - seen),
    0,
  );
  return { cllr: cllr(genuine, impostor), minCllr: minCllr(genuine, impostor), ece };
}

// Cllr = 1/2 [ mean over genuine of log2(1 + exp(-l)) + mean over impostors of log2(1 + exp(l)) ]
export function cllr(genuine: ArrayLike<number>, impostor: ArrayLike<number>): number {
  const mean = (ratios: ArrayLike<number>, sign: 1 | -1) => {
    let sum = 0;
    for (let i = 0; i < ratios.length; i++) sum += softplus(sign * ratios[i]!);
    return sum / ratios.length;
  };
  return (mean(genuine, -1) + mean(impostor, 1)) / (2 * LN2);
}

/** Attempts that share one corrected ratio: how many there are of each kind. */
interface Pool {
  genuine: number;
  impostor: number;
}

// The best monotone correction gives each pool of isotonic regression (pool adjacent violators) its own log(p / q), p and
// q being the shares of all genuine and of all impostor attempts in it. There, exp(-l) = q / p.
function minCllr(genuine: ArrayLike<number>, impostor: ArrayLike<number>): number {
  let cost = 0;
  for (const pool of isotonicPools(genuine, impostor)) {
    const [p, q] = [pool.genuine / genuine.length, pool.impostor / impostor.length];
    if (p > 0) cost += p * log((p + q) / p);
    if (q > 0) cost += q * log((p + q) / q);
  }
  return genuine.length === 0 || impostor.length === 0 ? NaN : cost / (2 * LN2);
}

/** Pools by rising ratio, the share of genuine attempts rising with it. */
function isotonicPools(genuine: ArrayLike<number>, impostor: ArrayLike<number>): Pool[] {
  const [yes, no] = [Float64Array.from(genuine).sort(), Float64Array.from(impostor).sort()];
  const pools: Pool[] = [];
  for (let i = 0, j = 0; i < yes.length || j < no.length;) {
    // Equal ratios are one pool: no correction tells them apart.
    const ratio = Math.min(yes[i] ?? Infinity, no[j] ?? Infinity);
    const pool: Pool = { genuine: 0, impostor: 0 };
    for (; i < yes.length && yes[i]! <= ratio; i++) pool.genuine++;
    for (; j < no.length && no[j]! <= ratio; j++) pool.impostor++;
    let before = pools.at(-1);
    while (before !== undefined && before.genuine * pool.impostor >= pool.genuine * before.impostor) {
      pool.genuine += before.genuine;
      pool.impostor += before.impostor;
      pools.pop();
      before = pools.at(-1);
    }
    pools.push(pool);
  }
  return pools;
}

/**
 * The certainties sigmoid(ratio) in 15 bins of equal width, from 0 to 1; bins without attempts are left out. `genuine`
 * (any count) and `impostor` (any count): natural-log likelihood ratios, finite.
 *
 * @example
 * reliabilityOf([0], [0]); // [{ weight: 1, stated: 0.5, seen: 0.5 }]
 */
export function reliabilityOf(genuine: ArrayLike<number>, impostor: ArrayLike<number>): ReliabilityBin[] {
  const bins = Array.from({ length: BINS }, () => ({ weight: 0, stated: 0, seen: 0 }));
  const add = (ratios: ArrayLike<number>, isGenuine: boolean) => {
    for (let i = 0; i < ratios.length; i++) {
      const certainty = sigmoid(ratios[i]!);
      const bin = bins[Math.min(BINS - 1, Math.floor(certainty * BINS))]!;
      const share = 0.5 / ratios.length;
      bin.weight += share;
      bin.stated += share * certainty;
      if (isGenuine) bin.seen += share;
    }
  };
  add(genuine, true);
  add(impostor, false);
  return bins
    .filter(({ weight }) => weight > 0)
    .map(({ weight, stated, seen }) => ({ weight, stated: stated / weight, seen: seen / weight }));
}
