// Where the numbers of a forward-only network come from: one flat array, or parts that are made when they are asked for.
// Quantized weights stay a quarter of the size that way, and memory that nobody touches costs no time at the first answer.

import type { Numbers } from "../backends/backend.ts";
import { SelfsameError } from "../errors.ts";
import type { ParameterEntry } from "../network/plan.ts";
import { areFinite } from "../numbers/finite.ts";
import type { ForwardPlan } from "./plan.ts";

/** Numbers that are made when they are asked for: always the same ones, all finite. */
export interface StoredNumbers {
  readonly length: number;
  /** Writes all of them into `into` (length). */
  read(into: Float32Array): void;
}

/** Tells the parameters of a network entry by entry: always the same ones, all finite. */
export interface ParameterSource {
  /** Writes the numbers of an entry of the plan into `into` (entry.length). */
  read(entry: ParameterEntry, into: Float32Array): void;
}

export function isSource(parameters: Numbers | ParameterSource): parameters is ParameterSource {
  return typeof (parameters as Partial<ParameterSource> | null)?.read === "function";
}

/** A source that is not trusted: where it leaves out a number of an entry, or tells one that is not finite, it throws `input`. */
export function checkedSource(source: ParameterSource): ParameterSource {
  return {
    read(entry, into) {
      into.fill(NaN); // what it leaves out is seen
      source.read(entry, into);
      if (areFinite(into)) return;
      const wrong = into.findIndex((value) => !Number.isFinite(value));
      throw new SelfsameError(
        "input",
        `parameters: number ${wrong} of "${entry.name}" is ${into[wrong]} after the source's "read"; expected a finite number.`,
      );
    },
  };
}

/** All of them (plan.parameterCount), in the order of `plan.parameters`: a copy. */
export function allParameters<Own extends Numbers>(
  plan: ForwardPlan,
  parameters: Own | ParameterSource,
): Own | Float32Array {
  if (!isSource(parameters)) return parameters.slice() as Own;
  const all = new Float32Array(plan.parameterCount);
  for (const entry of plan.parameters) parameters.read(entry, all.subarray(entry.offset, entry.offset + entry.length));
  return all;
}

/** Tells the numbers of an entry, until it is called again: one piece of memory serves all. */
export type ReadEntry = (entry: ParameterEntry) => Numbers;

export function entryReader(plan: ForwardPlan, parameters: Numbers | ParameterSource): ReadEntry {
  if (!isSource(parameters)) return ({ offset, length }) => parameters.subarray(offset, offset + length);
  const room = new Float32Array(plan.parameters.reduce((most, { length }) => Math.max(most, length), 0));
  return (entry) => {
    const numbers = room.subarray(0, entry.length);
    parameters.read(entry, numbers);
    return numbers;
  };
}
