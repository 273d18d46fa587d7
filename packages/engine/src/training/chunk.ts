// The next few steps of an epoch in one call to the backend, and where the run stands after them.

import type { BackendFacts, Batch, Session } from "../backends/backend.ts";
import { countRight } from "../backends/losses.ts";
import type { Examples } from "../examples/source.ts";
import type { Position } from "./checkpoint.ts";
import { notFinite } from "./diagnose.ts";
import type { TrainSettings } from "./settings.ts";

/** Consecutive examples of an epoch. */
export interface Chunk {
  readonly batch: Batch;
  /** Which examples of their source they are. */
  readonly indices: Uint32Array;
}

/**
 * Work that one call to the backend covers, in multiply-adds as fast kernels do them: about 20 milliseconds. Enough to
 * hide the call, and little enough to stop soon.
 */
export const CALL_WORK = 400_000_000;
/** A step also reads and writes every weight, which takes as long as to compute with this many examples. */
const SWEEP_EXAMPLES = 8;
/** What else a step takes in the same measure: 2 microseconds. */
const STEP_WORK = 40_000;
/** How much slower than the fast kernels others are, about. */
const SLOWER: Readonly<Record<string, number>> = { scalar: 6, float64: 25 };
/** Bytes of inputs that one call covers at most, as long as that is a whole step. */
const CALL_BYTES = 4_194_304;

/** What one step of a network of so many parameters takes, in the measure of CALL_WORK. */
export function stepWork(parameters: number, batch: number, { kernels }: BackendFacts): number {
  return (parameters * (batch + SWEEP_EXAMPLES) + STEP_WORK) * (SLOWER[kernels] ?? 1);
}

/** How many steps of so much work one call covers; `batch` examples of `inputs` numbers each a step. */
export function stepsAtOnce(work: number, batch: number, inputs: number): number {
  const bytes = batch * inputs * Float32Array.BYTES_PER_ELEMENT;
  return Math.max(1, Math.floor(Math.min(CALL_WORK / work, CALL_BYTES / bytes)));
}

/**
 * Trains on a chunk as batches of settings.batch with `rateAt` of each step of the epoch.
 * Throws `loss-not-finite` with the likely cause.
 */
export async function trainChunk(
  session: Session,
  { batch: chunk, indices }: Chunk,
  position: Position,
  settings: TrainSettings,
  examples: Examples,
  rateAt: (step: number) => number,
): Promise<Position> {
  const sizes: number[] = [];
  for (let left = chunk.count; left > 0; left -= settings.batch) sizes.push(Math.min(settings.batch, left));
  const learningRates = sizes.map((_, step) => rateAt(position.step + step));
  const { losses, outputs } = await session.train({ ...chunk, sizes, learningRates });
  let { lossSum, weightSum } = position;
  let first = 0;
  for (let step = 0; step < losses.length; step++) {
    const size = sizes[step]!;
    const loss = losses[step]!;
    if (!Number.isFinite(loss)) {
      const failed = {
        ...chunk,
        count: size,
        inputs: chunk.inputs.subarray(first * examples.inputs),
        targets: chunk.targets.subarray(first * examples.outputs),
      };
      const where = `epoch ${position.epoch + 1}, step ${position.step + step + 1}`;
      throw notFinite(failed, indices.subarray(first, first + size), examples, where, settings.learningRate);
    }
    let weight = 0;
    for (let i = first; i < first + size; i++) weight += chunk.weights[i]!;
    lossSum += loss * weight;
    weightSum += weight;
    first += size;
  }
  const right = countRight(settings.loss, outputs, chunk.targets, chunk.count, examples.outputs) ?? 0;
  return {
    ...position,
    step: position.step + sizes.length,
    lossSum,
    weightSum,
    right: position.right + right,
    seen: position.seen + chunk.count,
  };
}
