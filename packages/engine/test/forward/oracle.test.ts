// Forward-only layers against values that PyTorch computed in float64: oracle/make-forward.py wrote them and says what
// they are. This is an oracle, not a peer.

import { describe, expect, test } from "vitest";
import { checkForwardStructure, KINDS } from "../../src/forward/build.ts";
import { ForwardNetwork } from "../../src/forward/network.ts";
import { forwardPlanOf, type ForwardPlan } from "../../src/forward/plan.ts";
import type { ForwardStructure, Shape } from "../../src/forward/structure.ts";
import file from "../oracle/forward.json" with { type: "json" };
import { expectNear, largest, ROUNDOFF } from "../support/near.ts";

interface OracleCase {
  readonly name: string;
  readonly structure: ForwardStructure;
  readonly count: number;
  /** These two in units of 1 / `unit`, which every precision holds exactly. */
  readonly parameters: readonly number[];
  readonly inputs: readonly number[];
  readonly expected: Readonly<Record<string, { readonly shape: Shape; readonly values: readonly number[] }>>;
}

const { unit, digits, cases } = file as unknown as { unit: number; digits: number; cases: readonly OracleCase[] };
const exact = (numbers: readonly number[]) => Float32Array.from(numbers, (number) => number / unit);

/** What rounding to so many significant digits takes at most, relative to the value: half a unit of the last one. */
const WRITTEN = 0.5 * 10 ** (1 - digits);
/** Roundings in an activation: an exp, a sum and a division, each a few of them. */
const ACTIVATION_ROUNDINGS = 8;

/** Roundings on a number's way: every layer's longest sum, its bias and its activation (see support/near.ts). */
function roundings(plan: ForwardPlan): number {
  return plan.layers.reduce((sum, { layer, inputs, shape, parameters }) => {
    const terms = parameters.length === 0 ? layer.from.length : parameters[0]!.length / shape.channels;
    const cells = "window" in layer ? layer.window[0] * layer.window[1] : inputs[0]!.height * inputs[0]!.width;
    return sum + Math.max(terms, cells) + 1 + ACTIVATION_ROUNDINGS;
  }, 0);
}

test("the stored values cover every kind of layer", () => {
  const kinds = new Set(cases.flatMap(({ structure }) => structure.layers.map(({ kind }) => kind)));
  expect([...kinds].sort()).toEqual([...KINDS].sort());
});

describe.each([
  ["reference", ROUNDOFF.float64],
  ["wasm", ROUNDOFF.float32],
] as const)("%s", (backend, roundoff) => {
  test.each(cases.map((one) => [one.name, one] as const))("%s: every layer answers as PyTorch's", async (_, one) => {
    const plan = forwardPlanOf(checkForwardStructure(one.structure));
    const network = new ForwardNetwork(one.structure, exact(one.parameters));
    try {
      const names = plan.layers.map(({ layer }) => layer.name);
      const answers = await network.forward(exact(one.inputs), { backend, layers: names });
      expect([...answers.keys()].sort()).toEqual([...names].sort());
      for (const name of names) {
        const { shape, values } = one.expected[name]!;
        const answer = answers.get(name)!;
        expect(answer.shape).toEqual(shape);
        const allowed = (WRITTEN + roundings(plan) * roundoff) * largest(values);
        expectNear(answer.values, values, allowed, `layer ${name}`);
      }
      const outputs = await network.forward(exact(one.inputs), { backend });
      expect([...outputs.keys()]).toEqual(one.structure.outputs);
    } finally {
      network.dispose();
    }
  });
});
