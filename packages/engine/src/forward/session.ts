// What runs a deep network forward: the contract that `reference` and `wasm` both keep.

import type { BackendFacts, Numbers } from "../backends/backend.ts";
import type { ParameterSource } from "./parameters.ts";
import type { ForwardPlan } from "./plan.ts";
import type { ForwardStructure, Shape } from "./structure.ts";

/** What one layer answered: values (count, height, width, channels), row-major, after activation; a copy. */
export interface Answer {
  readonly shape: Shape;
  readonly values: Numbers;
}

/** One network in a backend's memory. Calls are made one after another, never overlapping. */
export interface ForwardSession {
  readonly facts: BackendFacts;
  /**
   * Runs `count` examples, inputs (count, height, width, channels), one after another.
   * Returns the outputs of the structure, or of `layers` where given, by name.
   */
  run(inputs: Numbers, count: number, layers?: readonly string[]): Promise<ReadonlyMap<string, Answer>>;
  dispose(): void;
}

export interface ForwardOpening {
  readonly structure: ForwardStructure;
  readonly plan: ForwardPlan;
  /** (plan.parameterCount) in the order of `plan.parameters`, or what tells them. Not changed, and not kept after opening. */
  readonly parameters: Numbers | ParameterSource;
}
