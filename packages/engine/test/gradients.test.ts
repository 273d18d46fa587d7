// The reference backend's gradients against central differences in random directions, in float64: every kind of layer,
// every activation, every loss. No framework is asked, only the definition of a derivative.

import { describe, expect, test } from "vitest";
import { openBackend } from "../src/backends/choose.ts";
import type { Batch, LossKind, Numbers, Session } from "../src/backends/backend.ts";
import { defaultLoss } from "../src/backends/losses.ts";
import { structureOf } from "../src/network/build.ts";
import { add, concatenate, dense, type LayerSpecification } from "../src/network/layers.ts";
import type { Activation, Structure } from "../src/network/structure.ts";
import { PURPOSE, stream } from "../src/numbers/random.ts";
import { examplesOf, parametersOf, type Case } from "./support/cases.ts";

const INPUTS = 5;
const COUNT = 6;
/** The step to either side: the slope's own error is about STEP^2 / 6 of its third derivative, and roundoff / STEP. */
const STEP = 1e-5;
/** Both of those are below 1e-10 for losses and derivatives of size 1; this leaves room for larger ones. */
const TOLERANCE = 2e-9;
const DIRECTIONS = 6;
/** Directions tried for those: in some, a rectifier bends within the step. */
const TRIES = 60;

const ACTIVATIONS: readonly Activation[] = ["identity", "relu", "leaky-relu", "sigmoid", "tanh"];

function caseOf(name: string, layers: readonly LayerSpecification[], loss?: LossKind): Case {
  const structure = structureOf(INPUTS, layers);
  return { name, structure, loss: loss ?? defaultLoss(structure), count: COUNT };
}

const cases: readonly Case[] = [
  ...ACTIVATIONS.flatMap((activation) => [
    caseOf(`${activation} before sigmoid and cross-entropy`, [dense(4, activation), dense(1, "sigmoid")]),
    caseOf(`${activation} before softmax and cross-entropy`, [dense(4, activation), dense(3, "softmax")]),
    caseOf(`${activation} before the squared error`, [dense(4, activation), dense(2)]),
  ]),
  ...([...ACTIVATIONS, "softmax"] as const).map((activation) =>
    caseOf(`${activation} within the squared error`, [dense(4, "tanh"), dense(3, activation)], "mean-squared-error"),
  ),
  caseOf("five sigmoids with cross-entropy", [dense(5, "sigmoid")]),
  caseOf("a sum of layers", [dense(4, "tanh"), dense(4, "relu"), add(["dense1", "dense2"]), dense(1, "sigmoid")]),
  caseOf("layers side by side", [dense(3, "tanh"), concatenate(["input", "dense1", "dense1"]), dense(2, "softmax")]),
  caseOf("a sum as the last layer", [dense(3, "tanh"), dense(3, "sigmoid"), add(["dense1", "dense2", "dense1"])]),
  caseOf("a concatenation as the last layer", [dense(3, "tanh"), concatenate(["dense1", "input"])]),
  caseOf("eight layers", [...Array.from({ length: 7 }, (_, i) => dense(4, ACTIVATIONS[i % 5])), dense(1, "sigmoid")]),
];

/** A random direction of length 1. */
function direction(length: number, seed: number): Float64Array {
  const random = stream(seed, PURPOSE.drawing, 3);
  const numbers = Float64Array.from({ length }, random.normal);
  const size = Math.sqrt(numbers.reduce((sum, x) => sum + x * x, 0));
  return numbers.map((x) => x / size);
}

const moved = (from: Numbers, by: number, along: Float64Array) =>
  Float64Array.from(from, (x: number, i: number) => x + by * along[i]!);

const dot = (a: Numbers, b: Numbers) => Array.from(a).reduce((sum, x, i) => sum + x * b[i]!, 0);

/** Which rectifiers fire, as text: two places with different ones have a bend between them. */
async function firing(session: Session, structure: Structure, batch: Batch): Promise<string> {
  const bent = structure.layers.filter((layer) => layer.kind === "dense" && layer.activation.includes("relu"));
  const { layers } = await session.forward(
    batch.inputs,
    batch.count,
    bent.map((layer) => layer.name),
  );
  return [...layers.values()].map((values) => Array.from(values, (x) => (x > 0 ? 1 : 0)).join("")).join();
}

describe.each(cases)("$name", (one) => {
  const examples = examplesOf(one, COUNT);
  // The formulas hold for any targets, not only for those of one class that sum to 1.
  const batch = { ...examples, targets: examples.targets.map((target: number, i: number) => target + 0.125 * (i % 3)) };
  const parameters = Float64Array.from(parametersOf(one));

  test.each(["parameters", "inputs"] as const)("the gradient of the %s is the loss's slope", async (what) => {
    const backend = await openBackend("reference");
    const session = await backend.open(one.structure, parameters, { batch: COUNT, loss: one.loss });
    const start = what === "parameters" ? parameters : Float64Array.from(batch.inputs);
    const gradients = await session.gradients(batch);
    const at = async (by: number, along: Float64Array) => {
      const place = moved(start, by, along);
      if (what === "parameters") await session.writeParameters(place);
      const here = what === "parameters" ? batch : { ...batch, inputs: place };
      return { loss: (await session.evaluate(here)).loss, firing: await firing(session, one.structure, here) };
    };
    let used = 0;
    for (let seed = 0; seed < TRIES && used < DIRECTIONS; seed++) {
      const along = direction(start.length, seed);
      const [behind, ahead] = [await at(-STEP, along), await at(STEP, along)];
      if (behind.firing !== ahead.firing) continue;
      used++;
      const slope = (ahead.loss - behind.loss) / (2 * STEP);
      const computed = dot(gradients[what], along);
      expect(Math.abs(computed - slope), `direction ${seed}: ${computed}, by differences ${slope}`).toBeLessThan(
        TOLERANCE,
      );
      if (what === "parameters") expect(Math.abs(slope), "a slope of 0 proves nothing").toBeGreaterThan(1e-7);
    }
    expect(used).toBe(DIRECTIONS);
  });
});

test("where every example weighs nothing, the loss and its gradient are 0", async () => {
  const one = cases[0]!;
  const session = await (
    await openBackend("reference")
  ).open(one.structure, parametersOf(one), { batch: COUNT, loss: one.loss });
  const batch = { ...examplesOf(one, COUNT), weights: new Float32Array(COUNT) };
  const { loss, parameters, inputs } = await session.gradients(batch);
  expect(loss).toBe(0);
  expect([...parameters, ...inputs].every((x) => x === 0)).toBe(true);
});
