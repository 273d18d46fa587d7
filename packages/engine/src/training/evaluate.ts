// How good a network is on examples that it does not learn from.

import type { LossKind, Session } from "../backends/backend.ts";
import { batchWithin } from "../backends/batch-size.ts";
import { openBackend, type BackendName } from "../backends/choose.ts";
import { countRight, defaultLoss } from "../backends/losses.ts";
import { allBatches, checkExamples } from "../examples/batches.ts";
import type { Examples } from "../examples/source.ts";
import type { Network } from "../network/network.ts";
import { balancedWeights, UNBALANCED, weigh, type ClassWeights } from "./balance.ts";
import { breathe } from "./breathe.ts";

/** The most examples that go through the network at once. */
const EVALUATION_BATCH = 64;

export interface EvaluateOptions {
  readonly loss?: LossKind;
  /** As in training; false where only one class is there. Default true. */
  readonly balance?: boolean;
  readonly backend?: BackendName;
}

export interface NetworkEvaluation {
  /** The weighted mean loss. */
  readonly loss: number;
  /** The share answered right, in [0, 1]; undefined for squared errors. */
  readonly accuracy: number | undefined;
  /** (count, outputs), in the order of the examples. */
  readonly outputs: Float32Array;
  /** (count, outputs) */
  readonly targets: Float32Array;
}

/**
 * Loss, accuracy and every output of a network on examples.
 * Throws `examples` where they do not fit the network.
 *
 * @example const { accuracy } = await evaluate(story, held);
 */
export async function evaluate(
  network: Network,
  examples: Examples,
  options: EvaluateOptions = {},
): Promise<NetworkEvaluation> {
  checkExamples(examples, network);
  const loss = options.loss ?? defaultLoss(network.structure);
  const backend = await openBackend(options.backend);
  const batch = Math.min(batchWithin(network.plan, network.structure.inputs, EVALUATION_BATCH), examples.count);
  const session = await backend.open(network.structure, network.readParameters(), {
    batch,
    loss,
  });
  try {
    return await evaluateSession(
      session,
      examples,
      loss,
      await classWeightsFor(examples, loss, options.balance ?? true),
      batch,
    );
  } finally {
    session.dispose();
  }
}

/** Balanced where both classes are there, else not. */
export async function classWeightsFor(
  examples: Examples,
  loss: LossKind,
  balance: boolean,
  signal?: AbortSignal,
): Promise<ClassWeights> {
  if (!balance || loss !== "binary-cross-entropy" || examples.outputs !== 1) return UNBALANCED;
  const classes = await balancedWeights(examples, signal);
  return "only" in classes ? UNBALANCED : classes;
}

/** The same through an open session whose batch holds `batch` examples; no more go through it at once. */
export async function evaluateSession(
  session: Session,
  examples: Examples,
  loss: LossKind,
  classes: ClassWeights,
  batch: number,
): Promise<NetworkEvaluation> {
  const width = examples.outputs;
  const outputs = new Float32Array(examples.count * width);
  const targets = new Float32Array(examples.count * width);
  let sum = 0;
  let weight = 0;
  let right = 0;
  let first = 0;
  for await (const one of allBatches(examples, Math.min(batch, EVALUATION_BATCH))) {
    weigh(one, classes);
    const evaluation = await session.evaluate(one);
    outputs.set(evaluation.outputs, first * width);
    targets.set(one.targets, first * width);
    const here = (one.weights as Float32Array).reduce((total, value) => total + value, 0);
    if (here > 0) sum += evaluation.loss * here;
    weight += here;
    right += countRight(loss, evaluation.outputs, one.targets, one.count, width) ?? 0;
    first += one.count;
    await breathe();
  }
  const accuracy = loss === "mean-squared-error" ? undefined : right / examples.count;
  return { loss: weight > 0 ? sum / weight : 0, accuracy, outputs, targets };
}
