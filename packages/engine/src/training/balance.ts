// Two classes weigh half each, however many examples each has: the prior under which a certainty of 0.5 is neutral.

import type { Batch } from "../backends/backend.ts";
import { allBatches } from "../examples/batches.ts";
import type { Examples } from "../examples/source.ts";
import { breathe } from "./breathe.ts";

/** Factors on the weights of examples with target 0 and target 1. */
export interface ClassWeights {
  readonly no: number;
  readonly yes: number;
}

/** No balance is possible: every example that weighs anything has this target. */
export interface OneClass {
  readonly only: 0 | 1;
}

export const UNBALANCED: ClassWeights = { no: 1, yes: 1 };

/** Examples read at once. */
const SURVEY_BATCH = 64;

/** Reads all targets once. Throws the signal's reason where it stops that. */
export async function balancedWeights(examples: Examples, signal?: AbortSignal): Promise<ClassWeights | OneClass> {
  let yes = 0;
  let all = 0;
  for await (const { count, targets, weights } of allBatches(examples, SURVEY_BATCH)) {
    signal?.throwIfAborted();
    for (let i = 0; i < count; i++) {
      all += weights[i]!;
      if (targets[i]! > 0.5) yes += weights[i]!;
    }
    await breathe();
  }
  const no = all - yes;
  if (!(yes > 0 && no > 0)) return { only: yes > 0 ? 1 : 0 };
  return { no: all / (2 * no), yes: all / (2 * yes) };
}

/** Multiplies a batch's weights by those of the classes, in place. */
export function weigh({ count, targets, weights }: Batch, classes: ClassWeights): void {
  if (classes === UNBALANCED) return;
  for (let i = 0; i < count; i++) weights[i]! *= targets[i]! > 0.5 ? classes.yes : classes.no;
}
