// Every backend against values that PyTorch computed in float64: oracle/make.py wrote them and says what they are.
// This is an oracle, not a peer: where a number differs, the number and the distance are in the message.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Backend, Batch, LossKind, Numbers, Optimizer, Session } from "../src/backends/backend.ts";
import { openBackend } from "../src/backends/choose.ts";
import { planOf } from "../src/network/plan.ts";
import type { Structure } from "../src/network/structure.ts";
import casesFile from "./oracle/cases.json" with { type: "json" };
import trainingFile from "./oracle/training.json" with { type: "json" };
import { variants } from "./support/variants.ts";

interface OracleCase {
  readonly name: string;
  readonly structure: Structure;
  readonly loss: LossKind;
  readonly count: number;
  /** These four in units of 1 / `unit`, which both precisions hold exactly. */
  readonly parameters: readonly number[];
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
  readonly weights: readonly number[];
  readonly expected: {
    readonly layers: Readonly<Record<string, readonly number[]>>;
    readonly loss: number;
    readonly dParameters: readonly number[];
    readonly dInputs: readonly number[];
  };
}

interface OracleRun {
  readonly name: string;
  readonly optimizer: Optimizer;
  readonly learningRates: readonly number[];
  readonly expected: {
    readonly losses: readonly number[];
    /** (steps * batch, outputs), before each update. */
    readonly outputs: readonly number[];
    /** After so many steps. */
    readonly parameters: Readonly<Record<string, readonly number[]>>;
    readonly slots: readonly (readonly number[])[];
    /** How far PyTorch's own float32 run ends up from these. */
    readonly float32: {
      readonly losses: number;
      readonly outputs: number;
      readonly parameters: Readonly<Record<string, number>>;
      readonly slots: readonly number[];
    };
  };
}

interface OracleTraining extends Omit<OracleCase, "name" | "count" | "expected"> {
  readonly batch: number;
  /** Batch sizes of one epoch. */
  readonly sizes: readonly number[];
  readonly runs: readonly OracleRun[];
}

const { unit, cases } = casesFile as unknown as { unit: number; cases: readonly OracleCase[] };
const training = trainingFile as unknown as OracleTraining;

const VARIANTS = [
  { name: "reference", open: () => openBackend("reference"), roundoff: 2 ** -53, array: Float64Array },
  ...variants.map((kernels) => ({
    name: `wasm ${kernels}`,
    open: () => openBackend("wasm", { kernels, threads: 1 }),
    roundoff: 2 ** -24,
    array: Float32Array,
  })),
];

/** Roundings in an activation or its derivative, and in a loss: exp, a sum, a division, each a few units in the last place. */
const ACTIVATION_ROUNDINGS = 8;

/**
 * How far a computed number may be from the exact one, relative to the largest number of its array.
 *
 * A sum of n products is off by at most n u sum|x y| in the worst case; with roundings of random sign by about
 * sqrt(n) u sum|x y| (Higham and Mary 2019). With terms of random sign, sum|x y| is about sqrt(n) times the sum itself,
 * so the sum is off by about n u of its own size. Along a number's path through the network, forward and back, the
 * lengths add up: every layer's inputs, its bias, its units (on the way back), its activation, then the batch.
 */
function tolerance(structure: Structure, count: number, roundoff: number): number {
  let length = count + ACTIVATION_ROUNDINGS;
  for (const { inputWidth, width } of planOf(structure).layers)
    length += inputWidth + 1 + width + 2 * ACTIVATION_ROUNDINGS;
  return length * roundoff;
}

/** Fails where a number is further than `allowed` from the oracle's, naming the worst one. */
function expectNear(
  actual: Numbers | readonly number[],
  expected: readonly number[],
  allowed: number,
  what: string,
): void {
  expect(actual.length, `${what}: how many numbers`).toBe(expected.length);
  let worst = 0;
  let at = 0;
  for (let i = 0; i < expected.length; i++) {
    const distance = Math.abs(actual[i]! - expected[i]!);
    if (!(distance <= worst)) {
      worst = distance;
      at = i;
      if (Number.isNaN(distance)) break;
    }
  }
  expect(worst, `${what}: number ${at} is ${actual[at]}, PyTorch has ${expected[at]}`).toBeLessThanOrEqual(allowed);
}

const largest = (numbers: readonly number[]) => numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

type ArrayKind = (typeof VARIANTS)[number]["array"];

/** Integers in units of 1 / unit, as the backend's numbers. */
const exact = (units: readonly number[], array: ArrayKind): Numbers => new array(units.map((x) => x / unit));

test("the oracle's fixtures hold every activation, every loss, and layers that branch", () => {
  const layers = cases.flatMap((one) => one.structure.layers);
  const activations = new Set(layers.flatMap((layer) => (layer.kind === "dense" ? [layer.activation] : [])));
  expect([...activations].sort()).toEqual(["identity", "leaky-relu", "relu", "sigmoid", "softmax", "tanh"]);
  expect(new Set(layers.map((layer) => layer.kind)).size).toBe(3);
  expect(new Set(cases.map((one) => one.loss)).size).toBe(3);
  expect(training.runs.length).toBe(6);
});

describe.each(VARIANTS)("$name", ({ open, roundoff, array }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await open();
  });

  const batchOf = (one: OracleCase): Batch => ({
    count: one.count,
    inputs: exact(one.inputs, array),
    targets: exact(one.targets, array),
    weights: exact(one.weights, array),
  });

  describe.each(cases)("$name", (one) => {
    const { structure, expected, count } = one;
    const allowed = tolerance(structure, count, roundoff);
    // Losses are made of logarithms of numbers near 1: their errors are relative to 1, or to the loss where it is larger.
    const lossAllowed = allowed * Math.max(1, expected.loss);
    const outputs = expected.layers[structure.layers.at(-1)!.name]!;
    let session: Session;
    beforeAll(async () => {
      session = await backend.open(structure, exact(one.parameters, array), { batch: count, loss: one.loss });
    });
    afterAll(() => session?.dispose());

    test("the outputs and every layer within are PyTorch's", async () => {
      const names = structure.layers.map((layer) => layer.name);
      const forward = await session.forward(exact(one.inputs, array), count, names);
      expectNear(forward.outputs, outputs, allowed * largest(outputs), "outputs");
      expect([...forward.layers.keys()].sort()).toEqual([...names].sort());
      for (const name of names) {
        const layer = expected.layers[name]!;
        expectNear(forward.layers.get(name)!, layer, allowed * largest(layer), `layer ${name}`);
      }
    });

    test("the loss is PyTorch's", async () => {
      const evaluation = await session.evaluate(batchOf(one));
      expectNear([evaluation.loss], [expected.loss], lossAllowed, "loss");
      expectNear(evaluation.outputs, outputs, allowed * largest(outputs), "outputs");
    });

    test("the gradients of every parameter and of the inputs are PyTorch's", async () => {
      const gradients = await session.gradients(batchOf(one));
      expectNear([gradients.loss], [expected.loss], lossAllowed, "loss");
      expectNear(gradients.inputs, expected.dInputs, allowed * largest(expected.dInputs), "dInputs");
      expect(gradients.parameters.length).toBe(expected.dParameters.length);
      for (const { name, offset, length } of planOf(structure).parameters) {
        const part = expected.dParameters.slice(offset, offset + length);
        expectNear(gradients.parameters.slice(offset, offset + length), part, allowed * largest(part), `d ${name}`);
      }
    });
  });

  describe.each(training.runs)("50 steps of $name", ({ optimizer, learningRates, expected }) => {
    // PyTorch's float32 run is one draw of how far rounding carries this run, scaled here to the precision at hand.
    // Another order of summation is another draw: twice. Our exp and tanh are off by up to four units in the last
    // place where that run's are by half a unit: eight times.
    const drift = (float32: number) => 2 * 8 * float32 * (roundoff / 2 ** -24);

    test("the losses, outputs, parameters and the optimizer's memory follow PyTorch step by step", async () => {
      const { structure, batch, loss } = training;
      const session = await backend.open(structure, exact(training.parameters, array), { batch, loss, optimizer });
      try {
        const losses: number[] = [];
        const outputs: number[] = [];
        let done = 0;
        for (const end of Object.keys(expected.parameters).map(Number)) {
          const result = await session.train(stepsBetween(done, end, learningRates, array));
          losses.push(...result.losses);
          outputs.push(...result.outputs);
          const parameters = expected.parameters[end]!;
          expectNear(
            await session.readParameters(),
            parameters,
            drift(expected.float32.parameters[end]!),
            `parameters after step ${end}`,
          );
          done = end;
        }
        expectNear(losses, expected.losses, drift(expected.float32.losses), "losses by step");
        expectNear(outputs, expected.outputs, drift(expected.float32.outputs), "outputs before each update");

        const state = await session.readState();
        expect(state.step).toBe(50);
        expect(state.slots.length).toBe(expected.slots.length);
        expected.slots.forEach((slot, i) => {
          expectNear(state.slots[i]!, slot, drift(expected.float32.slots[i]!), `slot ${i}`);
        });
      } finally {
        session.dispose();
      }
    });
  });
});

/** Steps `start` to `end` - 1 of a run that goes through the same examples in order, epoch after epoch. */
function stepsBetween(start: number, end: number, learningRates: readonly number[], array: ArrayKind) {
  const { sizes, structure } = training;
  const rows: number[] = [];
  const taken: number[] = [];
  let row = 0;
  for (let step = 0; step < end; step++) {
    const size = sizes[step % sizes.length]!;
    if (step % sizes.length === 0) row = 0;
    if (step >= start) {
      taken.push(size);
      for (let i = 0; i < size; i++) rows.push(row + i);
    }
    row += size;
  }
  const gather = (numbers: readonly number[], width: number) =>
    exact(
      rows.flatMap((at) => numbers.slice(at * width, (at + 1) * width)),
      array,
    );
  return {
    count: rows.length,
    inputs: gather(training.inputs, structure.inputs),
    targets: gather(training.targets, 1),
    weights: gather(training.weights, 1),
    sizes: taken,
    learningRates: learningRates.slice(start, end),
  };
}
