// A structure and its numbers by name, laid out as the plan says.

import { forwardPlanOf } from "../plan.ts";
import type { ForwardStructure } from "../structure.ts";
import { refuse } from "./refuse.ts";

/**
 * The flat parameters of a structure from arrays called `<layer>.weights` and `<layer>.bias`, each row-major.
 * Throws `model-file`, naming the file at `address`, where one is missing, of another length, or too many.
 */
export function parametersFrom(
  structure: ForwardStructure,
  numbers: ReadonlyMap<string, Float32Array>,
  address: string,
): Float32Array {
  const { parameters } = forwardPlanOf(structure);
  for (const { name, length, shape } of parameters) {
    const values = numbers.get(name);
    if (values?.length !== length)
      refuse(address, `${name}: expected ${length} numbers (${shape.join(", ")}), got ${values?.length ?? "none"}.`);
  }
  if (numbers.size !== parameters.length) {
    const known = new Set(parameters.map(({ name }) => name));
    const extra = [...numbers.keys()].filter((name) => !known.has(name));
    refuse(address, `${extra.join(", ")}: no layer has parameters of this name.`);
  }
  const all = new Float32Array(parameters.reduce((sum, { length }) => sum + length, 0));
  for (const { name, offset } of parameters) all.set(numbers.get(name)!, offset);
  return all;
}
