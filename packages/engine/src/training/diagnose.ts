// Why a loss is not finite: what can be told from the batch in which it happened.

import type { Batch } from "../backends/backend.ts";
import { SelfsameError } from "../errors.ts";
import type { Examples } from "../examples/source.ts";

/** Standardized inputs lie within a few units of 0; beyond this they were not scaled. */
const LARGE_INPUT = 50;

/** The error to throw. `indices` are the examples of `batch` in their source. */
export function notFinite(
  batch: Batch,
  indices: Uint32Array,
  { inputs, outputs }: Pick<Examples, "inputs" | "outputs">,
  where: string,
  learningRate: number,
): SelfsameError {
  return new SelfsameError(
    "loss-not-finite",
    `train: the loss is no longer finite at ${where}. ${cause(batch, indices, inputs, outputs, learningRate)} The last good parameters were kept.`,
  );
}

function cause(batch: Batch, indices: Uint32Array, inputs: number, outputs: number, learningRate: number): string {
  const numbers = batch.inputs.subarray(0, batch.count * inputs);
  const wrong = numbers.findIndex((value: number) => !Number.isFinite(value));
  if (wrong !== -1) {
    return `Input ${wrong % inputs} of example ${indices[Math.floor(wrong / inputs)]} is ${numbers[wrong]}: leave the example out or mend it.`;
  }
  const wrongTarget = batch.targets
    .subarray(0, batch.count * outputs)
    .findIndex((value: number) => !Number.isFinite(value));
  if (wrongTarget !== -1) {
    return `Target ${wrongTarget % outputs} of example ${indices[Math.floor(wrongTarget / outputs)]} is ${batch.targets[wrongTarget]}: leave the example out or mend it.`;
  }
  let most = 0;
  let at = 0;
  numbers.forEach((value: number, index: number) => {
    if (Math.abs(value) > most) {
      most = Math.abs(value);
      at = index;
    }
  });
  if (most > LARGE_INPUT) {
    const column = at % inputs;
    const isConstant = batch.count > 1 && indices.every((_, row) => numbers[row * inputs + column] === numbers[column]);
    const what = isConstant
      ? `Input ${column} is ${numbers[at]} in every example of the batch: a constant teaches nothing and should be left out`
      : `Input ${column} of example ${indices[Math.floor(at / inputs)]} is ${numbers[at]}`;
    return `${what}; scale inputs to about [-1, 1].`;
  }
  return `The learning rate ${learningRate} is probably too large: try ${Number((learningRate / 10).toPrecision(2))}.`;
}
