// A structure and its numbers by name, as the plan asks for them.

import { areFinite } from "../../numbers/finite.ts";
import type { ParameterSource, StoredNumbers } from "../parameters.ts";
import { forwardPlanOf } from "../plan.ts";
import type { ForwardStructure } from "../structure.ts";
import { refuse } from "./refuse.ts";

/**
 * The parameters of a structure from arrays called `<layer>.weights` and `<layer>.bias`, each row-major, which are kept
 * and not copied.
 * Throws `model-file`, naming the file at `address`, where one is missing, of another length, not finite, or too many.
 */
export function parametersFrom(
  structure: ForwardStructure,
  numbers: ReadonlyMap<string, Float32Array | StoredNumbers>,
  address: string,
): ParameterSource {
  const { parameters } = forwardPlanOf(structure);
  const parts = new Map<string, Float32Array | StoredNumbers>();
  for (const { name, length, shape } of parameters) {
    const values = numbers.get(name);
    if (values?.length !== length)
      refuse(address, `${name}: expected ${length} numbers (${shape.join(", ")}), got ${values?.length ?? "none"}.`);
    if (values instanceof Float32Array && !areFinite(values))
      refuse(address, `${name}: number ${values.findIndex((value) => !Number.isFinite(value))} is not finite.`);
    parts.set(name, values);
  }
  if (numbers.size !== parameters.length) {
    const extra = [...numbers.keys()].filter((name) => !parts.has(name));
    refuse(address, `${extra.join(", ")}: no layer has parameters of this name.`);
  }
  return {
    read({ name }, into) {
      const values = parts.get(name)!;
      if (values instanceof Float32Array) into.set(values);
      else values.read(into);
    },
  };
}
