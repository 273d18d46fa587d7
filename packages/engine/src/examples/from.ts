// Examples that are already in memory.

import { SelfsameError } from "../errors.ts";
import type { Examples } from "./source.ts";

export interface ArrayExamples {
  /** One row of numbers an example, all of one length. */
  readonly inputs: readonly ArrayLike<number>[];
  /** One row an example, all of one length: [0] or [1] for one sigmoid output, one-hot for softmax, numbers otherwise. */
  readonly targets: readonly ArrayLike<number>[];
  /** How much each example counts; default 1. */
  readonly weights?: ArrayLike<number>;
}

/**
 * A source over arrays. Rows are read when a batch is made, not copied.
 * Throws SelfsameError `examples` on rows of different lengths, and on weights that are negative or not finite.
 *
 * @example examplesFrom({ inputs: [[0, 0], [0, 1], [1, 0], [1, 1]], targets: [[0], [1], [1], [0]] })
 */
export function examplesFrom({ inputs, targets, weights }: ArrayExamples): Examples {
  if (!Array.isArray(inputs) || !Array.isArray(targets)) {
    throw new SelfsameError(
      "examples",
      "examplesFrom: expected { inputs, targets }, both arrays of rows, such as { inputs: [[0, 1]], targets: [[1]] }.",
    );
  }
  const count = inputs.length;
  if (count === 0) throw new SelfsameError("examples", "examplesFrom: expected at least one example, got none.");
  if (targets.length !== count || (weights !== undefined && weights.length !== count)) {
    throw new SelfsameError(
      "examples",
      `examplesFrom: expected as many targets and weights as inputs (${count}), got ${targets.length} targets${weights === undefined ? "" : ` and ${weights.length} weights`}.`,
    );
  }
  const inputWidth = rowLength("inputs", inputs);
  const targetWidth = rowLength("targets", targets);
  if (weights !== undefined) {
    for (let i = 0; i < count; i++) {
      if (!(weights[i]! >= 0 && weights[i]! < Infinity))
        throw new SelfsameError(
          "examples",
          `examplesFrom: weight ${i} is ${weights[i]}; expected a finite number of at least 0.`,
        );
    }
  }
  return {
    count,
    inputs: inputWidth,
    outputs: targetWidth,
    read(indices, into) {
      for (let row = 0; row < indices.length; row++) {
        const index = indices[row]!;
        into.inputs.set(inputs[index]!, row * inputWidth);
        into.targets.set(targets[index]!, row * targetWidth);
        if (weights !== undefined) into.weights[row] = weights[index]!;
      }
    },
  };
}

function rowLength(what: string, rows: readonly ArrayLike<number>[]): number {
  const { length } = rows[0]!;
  const odd = rows.findIndex((row) => row.length !== length);
  if (odd !== -1)
    throw new SelfsameError(
      "examples",
      `examplesFrom: ${what} ${odd} has ${rows[odd]!.length} numbers, the first has ${length}; all rows must be of one length.`,
    );
  if (length === 0) throw new SelfsameError("examples", `examplesFrom: the rows of ${what} are empty.`);
  return length;
}
