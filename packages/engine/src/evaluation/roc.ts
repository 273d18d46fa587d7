// What every threshold would have done: the receiver operating characteristic, and the area under it.
// Area: Mann and Whitney 1947; Hanley and McNeil, "The meaning and use of the area under a ROC curve", Radiology 1982.

import { checkScores } from "./rates.ts";

/** One threshold and the shares, in [0, 1], that fire above it. */
export interface RocPoint {
  /** Fires above this; -Infinity where everything fires. The same shares hold up to the next higher threshold. */
  readonly threshold: number;
  readonly falseAcceptRate: number;
  /** 1 - false reject rate. */
  readonly trueAcceptRate: number;
}

/** Examples of one certainty: no threshold tells them apart. */
interface Tie {
  readonly certainty: number;
  readonly yes: number;
  readonly no: number;
}

/**
 * The curve from (0, 0), where nothing fires, to (1, 1), where everything does: one point for each distinct certainty,
 * and one for the end. Empty when a class is absent.
 * `certainties` (count), not NaN; `isYes` (count), 0 or 1. Throws SelfsameError "input" where the arrays do not fit.
 */
export function rocCurve(certainties: ArrayLike<number>, isYes: ArrayLike<number>): RocPoint[] {
  checkScores("rocCurve", certainties, isYes);
  const ties = tiesFromTheTop(certainties, isYes);
  const yes = ties.reduce((sum, tie) => sum + tie.yes, 0);
  const no = certainties.length - yes;
  if (yes === 0 || no === 0) return [];
  const points: RocPoint[] = [];
  let yesAbove = 0;
  let noAbove = 0;
  for (const tie of ties) {
    points.push({ threshold: tie.certainty, falseAcceptRate: noAbove / no, trueAcceptRate: yesAbove / yes });
    yesAbove += tie.yes;
    noAbove += tie.no;
  }
  points.push({ threshold: -Infinity, falseAcceptRate: 1, trueAcceptRate: 1 });
  return points;
}

/**
 * The chance, in [0, 1], that a yes example taken at random has a higher certainty than a no example; a tie counts half.
 * Undefined when a class is absent. Arguments and errors as for `rocCurve`.
 *
 * @example
 * areaUnderCurve([0.9, 0.4, 0.7, 0.1], [1, 1, 0, 0]); // 0.75
 */
export function areaUnderCurve(certainties: ArrayLike<number>, isYes: ArrayLike<number>): number | undefined {
  checkScores("areaUnderCurve", certainties, isYes);
  // pairs = Σ over ties of no (yes above + yes / 2); a sum of halves, exact in float64 and so the same in any order.
  let pairs = 0;
  let yesAbove = 0;
  for (const tie of tiesFromTheTop(certainties, isYes)) {
    pairs += tie.no * (yesAbove + tie.yes / 2);
    yesAbove += tie.yes;
  }
  const no = certainties.length - yesAbove;
  return yesAbove === 0 || no === 0 ? undefined : pairs / (yesAbove * no);
}

/** The distinct certainties, highest first, with how many of each class have them. */
function tiesFromTheTop(certainties: ArrayLike<number>, isYes: ArrayLike<number>): Tie[] {
  const order = Array.from({ length: certainties.length }, (_, i) => i).sort(
    (a, b) => certainties[b]! - certainties[a]!,
  );
  const ties: Tie[] = [];
  for (let i = 0; i < order.length;) {
    const certainty = certainties[order[i]!]!;
    let yes = 0;
    let no = 0;
    for (; i < order.length && certainties[order[i]!] === certainty; i++) {
      if (isYes[order[i]!] === 1) yes++;
      else no++;
    }
    ties.push({ certainty, yes, no });
  }
  return ties;
}
