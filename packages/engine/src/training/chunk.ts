// The next few steps of an epoch in one call to the backend, and where the run stands after them.

import type { Batch, Session } from "../backends/backend.ts";
import { countRight } from "../backends/losses.ts";
import type { Examples } from "../examples/source.ts";
import type { Position } from "./checkpoint.ts";
import { notFinite } from "./diagnose.ts";
import type { TrainSettings } from "./settings.ts";

/** Examples that one call to the backend covers: enough to hide the call, few enough to stop soon. */
const CHUNK_EXAMPLES = 64;

/** Steps that one call covers. */
export function stepsAtOnce(batch: number): number {
  return Math.max(1, Math.floor(CHUNK_EXAMPLES / batch));
}

/**
 * Trains on `chunk`, the examples `indices`, as batches of settings.batch with `rateAt` of each step of the epoch.
 * Throws `loss-not-finite` with the likely cause.
 */
export async function trainChunk(
  session: Session,
  chunk: Batch,
  indices: Uint32Array,
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
  for (const [step, loss] of losses.entries()) {
    const size = sizes[step]!;
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
