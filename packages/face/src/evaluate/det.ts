// The detection error tradeoff: what every threshold would have done. Martin et al., "The DET curve in assessment of
// detection task performance", Eurospeech 1997.

import { exp, log } from "@selfsame/engine/numbers";
import type { Attempts } from "./attempts.ts";
import { Tally } from "./tally.ts";

/** Both in [0, 1]. */
export interface DetPoint {
  readonly far: number;
  readonly frr: number;
}

const POINTS = 240;
const MOST = 0.5;

/**
 * FRR at 240 FARs from that of one impostor attempt to 50%, evenly spread by their logarithms; FRR falls as FAR rises.
 * There must be an attempt of each kind: without a genuine one FRR is NaN.
 */
export function detCurve(attempts: Attempts): DetPoint[] {
  const least = log(1 / attempts.impostor.length);
  const fars = Array.from({ length: POINTS }, (_, i) => exp(least + ((log(MOST) - least) * i) / (POINTS - 1)));
  const tally = new Tally(attempts);
  return tally.thresholds(fars).map((threshold, i) => ({ far: fars[i]!, frr: tally.rejected(threshold) }));
}
