// Reading examples batch by batch: the buffers, and one pass over a whole source in order.

import type { Batch } from "../backends/backend.ts";
import { SelfsameError } from "../errors.ts";
import type { Network } from "../network/network.ts";
import type { ExampleBatch, Examples } from "./source.ts";

/** Throws `examples` unless the source fits the network. */
export function checkExamples(examples: Examples, network: Network, what = "examples"): void {
  if (!Number.isSafeInteger(examples.count) || examples.count < 1) {
    throw new SelfsameError("examples", `${what}: expected at least one example, got ${examples.count}.`);
  }
  const { inputs } = network.structure;
  const { outputs } = network.plan;
  if (examples.inputs !== inputs || examples.outputs !== outputs) {
    throw new SelfsameError(
      "examples",
      `${what}: the network takes ${inputs} inputs and gives ${outputs} outputs, but an example has ${examples.inputs} and ${examples.outputs}.`,
    );
  }
}

/** Room for `count` examples. */
export function batchRoom(examples: Examples, count: number): ExampleBatch {
  return {
    inputs: new Float32Array(count * examples.inputs),
    targets: new Float32Array(count * examples.outputs),
    weights: new Float32Array(count),
  };
}

/** Reads the examples `indices` into the first rows of `room`. Throws `examples` on a weight that is none. */
export async function readBatch(
  examples: Examples,
  indices: Uint32Array,
  room: ExampleBatch,
  epoch: number,
): Promise<Batch> {
  const count = indices.length;
  const batch = {
    count,
    inputs: room.inputs.subarray(0, count * examples.inputs),
    targets: room.targets.subarray(0, count * examples.outputs),
    weights: room.weights.subarray(0, count).fill(1),
  };
  await examples.read(indices, batch, { epoch });
  const wrong = batch.weights.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (wrong !== -1) {
    throw new SelfsameError(
      "examples",
      `examples: the weight of example ${indices[wrong]} is ${batch.weights[wrong]}; expected a finite number of at least 0.`,
    );
  }
  return batch;
}

/** All examples in order, `size` at a time; the batch's arrays are used again for the next. */
export async function* allBatches(examples: Examples, size: number): AsyncGenerator<Batch> {
  const room = batchRoom(examples, Math.min(size, examples.count));
  for (let first = 0; first < examples.count; first += size) {
    const indices = Uint32Array.from({ length: Math.min(size, examples.count - first) }, (_, i) => first + i);
    yield await readBatch(examples, indices, room, 0);
  }
}
