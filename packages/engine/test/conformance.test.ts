// Every kernel against the reference, through one table of cases; and SIMD kernels against those without, bit for bit.

import { beforeAll, describe, expect, test } from "vitest";
import type { Backend, Batch, Numbers, Optimizer, Session, SessionOptions, Steps } from "../src/backends/backend.ts";
import { openBackend } from "../src/backends/choose.ts";
import { structureOf } from "../src/network/build.ts";
import { dense } from "../src/network/layers.ts";
import { planOf } from "../src/network/plan.ts";
import { cases, examplesOf, parametersOf, type Case } from "./support/cases.ts";
import { expectNear, largest, ROUNDOFF, roundings } from "./support/near.ts";

const RATE = 0.05;
/** Adam divides by the gradient's size: with PyTorch's 1e-8 a gradient that is but rounding noise would move a parameter by a whole step. */
const EPSILON = 0.01;
const ADAM = { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: EPSILON } as const;
const OPTIMIZERS: Readonly<Record<string, Optimizer>> = {
  sgd: { kind: "sgd", momentum: 0, weightDecay: 0 },
  "sgd with decay": { kind: "sgd", momentum: 0, weightDecay: 0.01 },
  "momentum with decay": { kind: "sgd", momentum: 0.9, weightDecay: 0.01 },
  adam: { ...ADAM, weightDecay: 0 },
  "adam with decay": { ...ADAM, weightDecay: 0.01 },
};

let reference: Backend;
let simd: Backend;
let scalar: Backend;
const ran: string[] = [];

beforeAll(async () => {
  reference = await openBackend("reference");
  simd = await openBackend("wasm", { kernels: "simd" });
  scalar = await openBackend("wasm", { kernels: "scalar" });
});

async function through<T>(
  backend: Backend,
  one: Case,
  options: Omit<SessionOptions, "batch"> & { readonly batch?: number },
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await backend.open(one.structure, parametersOf(one), { batch: one.count, ...options });
  try {
    return await use(session);
  } finally {
    session.dispose();
  }
}

/** Whole batches, a partial one, a single example, and a whole one again. */
function stepsOf(one: Case): Steps {
  const sizes = [one.count, Math.ceil(one.count / 2), 1, one.count];
  const count = sizes.reduce((sum, size) => sum + size, 0);
  // A step whose examples all weigh nothing would only decay.
  const examples = examplesOf(one, count, 2);
  const weights = examples.weights.map((weight: number) => Math.max(weight, 0.25));
  return { ...examples, weights, sizes, learningRates: sizes.map((_, step) => RATE / (step + 1)) };
}

/** The bits of numbers, so that -0 is not 0 and NaN is itself. */
const bits = (numbers: Numbers) => Array.from(new Uint32Array(Float32Array.from(numbers).buffer));

const forwardOf = (one: Case, batch: Batch) => (session: Session) =>
  session.forward(
    batch.inputs,
    batch.count,
    one.structure.layers.map((layer) => layer.name),
  );

const trained = (steps: Steps) => async (session: Session) => ({
  ...(await session.train(steps)),
  parameters: await session.readParameters(),
  state: await session.readState(),
});

describe.each(cases)("$name", (one) => {
  const { structure, loss, count } = one;
  const batch = examplesOf(one, count);
  const unit = roundings(structure, count) * ROUNDOFF.float32;

  test("the outputs and every layer within are the reference's", async () => {
    const [expected, actual, again] = await Promise.all(
      [reference, simd, scalar].map((backend) => through(backend, one, {}, forwardOf(one, batch))),
    );
    expectNear(actual!.outputs, expected!.outputs, unit * largest(expected!.outputs), "outputs");
    expect(bits(again!.outputs)).toEqual(bits(actual!.outputs));
    for (const [name, values] of expected!.layers) {
      expectNear(actual!.layers.get(name)!, values, unit * largest(values), `layer ${name}`);
      expect(bits(again!.layers.get(name)!)).toEqual(bits(actual!.layers.get(name)!));
    }
    ran.push("forward");
  });

  test("the loss and its gradients are the reference's", async () => {
    const [expected, actual, again] = await Promise.all(
      [reference, simd, scalar].map((backend) =>
        through(backend, one, { loss }, async (session) => ({
          ...(await session.gradients(batch)),
          evaluation: await session.evaluate(batch),
        })),
      ),
    );
    // A loss is made of logarithms of numbers near 1: its error is relative to 1, or to itself where it is larger.
    const lossAllowed = unit * Math.max(1, expected!.loss);
    expectNear([actual!.loss], [expected!.loss], lossAllowed, "loss");
    expect(actual!.evaluation.loss).toBe(actual!.loss);
    expectNear(
      actual!.evaluation.outputs,
      expected!.evaluation.outputs,
      unit * largest(expected!.evaluation.outputs),
      "outputs",
    );
    expectNear(actual!.inputs, expected!.inputs, unit * largest(expected!.inputs), "dInputs");
    for (const { name, offset, length } of planOf(structure).parameters) {
      const part = (numbers: Numbers) => numbers.slice(offset, offset + length);
      expectNear(
        part(actual!.parameters),
        part(expected!.parameters),
        unit * largest(part(expected!.parameters)),
        name,
      );
    }
    expect(again!.loss).toBe(actual!.loss);
    expect(bits(again!.parameters)).toEqual(bits(actual!.parameters));
    expect(bits(again!.inputs)).toEqual(bits(actual!.inputs));
    ran.push("gradients");
  });

  test.each(Object.entries(OPTIMIZERS))("four steps with %s end where the reference's do", async (_, optimizer) => {
    const steps = stepsOf(one);
    const [expected, actual, again] = await Promise.all(
      [reference, simd, scalar].map((backend) => through(backend, one, { loss, optimizer }, trained(steps))),
    );
    // A parameter is off by the rounding of each step, and by each step's error: rate times that of the gradient, which
    // momentum adds up over the steps and Adam divides by epsilon, in its numerator and in its denominator. By these
    // the next gradients are off too: at such rates that doubles it at most.
    const gradients = await through(reference, one, { loss }, (session) => session.gradients(batch));
    const size = Math.max(1, largest(gradients.parameters));
    const updates = steps.sizes.length;
    const gain = optimizer.kind === "adam" ? 2 / EPSILON : updates;
    const moved = steps.learningRates.reduce((sum, rate) => sum + rate, 0) * gain * unit * size;
    const allowed = 2 * moved + updates * ROUNDOFF.float32 * largest(expected!.parameters);
    expectNear(actual!.parameters, expected!.parameters, allowed, "parameters");
    expectNear(actual!.losses, expected!.losses, 2 * updates * unit * Math.max(1, largest(expected!.losses)), "losses");
    expect(actual!.state.step).toBe(updates);
    expect(actual!.state.slots.length).toBe(expected!.state.slots.length);
    expected!.state.slots.forEach((slot, i) => {
      expectNear(actual!.state.slots[i]!, slot, 2 * updates * unit * Math.max(size, largest(slot)), `slot ${i}`);
    });
    expect(again!.losses).toEqual(actual!.losses);
    expect(bits(again!.outputs)).toEqual(bits(actual!.outputs));
    expect(bits(again!.parameters)).toEqual(bits(actual!.parameters));
    expect(again!.state.slots.map(bits)).toEqual(actual!.state.slots.map(bits));
    ran.push("train");
  });

  test("room for more examples, and whatever lay in it before, changes no bit", async () => {
    const room = count + 13;
    const junk = examplesOf(one, room, 3);
    // Numbers so large that they overflow on the way: infinities and NaN in every matrix.
    const overflowing = { ...junk, inputs: junk.inputs.map((x: number) => x * 1e38) };
    const optimizer = OPTIMIZERS["momentum with decay"]!;
    const steps = stepsOf(one);
    for (const backend of [simd, scalar, reference]) {
      const run = async (session: Session) => ({
        gradients: await session.gradients(batch),
        forward: await forwardOf(one, batch)(session),
        trained: await trained(steps)(session),
      });
      const tight = await through(backend, one, { loss, optimizer }, run);
      const roomy = await through(backend, one, { loss, optimizer, batch: room }, async (session) => {
        await session.gradients(junk);
        await session.gradients(overflowing);
        return run(session);
      });
      expect(roomy).toEqual(tight);
    }
    ran.push("room");
  });
});

test.each([
  ["reference", undefined],
  ["wasm", "simd"],
  ["wasm", "scalar"],
] as const)("errors below 1e-30 become 0: %s %s", async (name, kernels) => {
  const backend = await openBackend(name, kernels === undefined ? {} : { kernels });
  const structure = structureOf(2, [dense(1)]);
  const session = await backend.open(structure, Float32Array.of(1, 1, 0), { batch: 4, loss: "mean-squared-error" });
  // Each error is 2 * (2 - 0) * weight / (sum of weights, which is 1): 4 times the weight.
  const weights = Float32Array.of(1, 2e-31, 3e-31, 1e-36);
  const { inputs } = await session.gradients({
    count: 4,
    inputs: new Float32Array(8).fill(1),
    targets: new Float32Array(4),
    weights,
  });
  expect([...inputs].map((x) => x !== 0)).toEqual([true, true, false, false, true, true, false, false]);
  session.dispose();
});

test("a layer that is not there is named, with those that are", async () => {
  for (const backend of [reference, simd]) {
    const { structure } = cases[0]!;
    const session = await backend.open(structure, parametersOf(cases[0]!), { batch: 1 });
    await expect(session.forward(Float32Array.of(1), 1, ["dense9"])).rejects.toThrow(/"dense9".*"dense1"/);
    session.dispose();
  }
});

test("every case ran through every check", () => {
  const checks = { forward: 1, gradients: 1, train: Object.keys(OPTIMIZERS).length, room: 1 };
  expect(cases.length).toBeGreaterThan(25);
  for (const [check, times] of Object.entries(checks)) {
    expect(ran.filter((name) => name === check).length, check).toBe(cases.length * times);
  }
});
