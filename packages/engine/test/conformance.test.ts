// Every kernel against the reference, through one table of cases; and SIMD kernels against those without, bit for bit.

import { beforeAll, describe, expect, test } from "vitest";
import type { Backend, Batch, Numbers, Optimizer, Session, SessionOptions, Steps } from "../src/backends/backend.ts";
import { openBackend } from "../src/backends/choose.ts";
import { structureOf } from "../src/network/build.ts";
import { dense } from "../src/network/layers.ts";
import { planOf } from "../src/network/plan.ts";
import { cases, examplesOf, parametersOf, type Case } from "./support/cases.ts";
import { expectNear, largest, ROUNDOFF, roundings } from "./support/near.ts";
import { runsRelaxed, variants } from "./support/variants.ts";

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
/** The variants whose numbers may differ from one another's: with fused multiply-adds, where this engine has them, and without. */
let fast: readonly Backend[];
const ran: string[] = [];

beforeAll(async () => {
  reference = await openBackend("reference");
  simd = await openBackend("wasm", { kernels: "simd", threads: 1 });
  scalar = await openBackend("wasm", { kernels: "scalar", threads: 1 });
  fast = runsRelaxed() ? [simd, await openBackend("wasm", { kernels: "relaxed", threads: 1 })] : [simd];
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

/** Every step in a call of its own. */
async function oneByOne(session: Session, { sizes, inputs, targets, weights, learningRates, count }: Steps) {
  const losses: number[] = [];
  let first = 0;
  for (const [index, size] of sizes.entries()) {
    const part = (numbers: Numbers) => {
      const width = numbers.length / count;
      return numbers.slice(first * width, (first + size) * width);
    };
    const rates = [learningRates[index]!];
    const step = { inputs: part(inputs), targets: part(targets), weights: part(weights) };
    losses.push(...(await session.train({ count: size, ...step, sizes: [size], learningRates: rates })).losses);
    first += size;
  }
  return { losses, parameters: await session.readParameters() };
}

describe.each(cases)("$name", (one) => {
  const { structure, loss, count } = one;
  const batch = examplesOf(one, count);
  const unit = roundings(structure, count) * ROUNDOFF.float32;

  test("the outputs and every layer within are the reference's", async () => {
    const forward = (backend: Backend) => through(backend, one, {}, forwardOf(one, batch));
    const expected = await forward(reference);
    for (const backend of fast) {
      const actual = await forward(backend);
      expectNear(actual.outputs, expected.outputs, unit * largest(expected.outputs), "outputs");
      for (const [name, values] of expected.layers)
        expectNear(actual.layers.get(name)!, values, unit * largest(values), `layer ${name}`);
    }
    const [withSimd, without] = [await forward(simd), await forward(scalar)];
    expect(bits(without.outputs)).toEqual(bits(withSimd.outputs));
    for (const [name, values] of withSimd.layers) expect(bits(without.layers.get(name)!)).toEqual(bits(values));
    ran.push("forward");
  });

  test("the loss and its gradients are the reference's", async () => {
    const gradients = (backend: Backend) =>
      through(backend, one, { loss }, async (session) => ({
        ...(await session.gradients(batch)),
        evaluation: await session.evaluate(batch),
      }));
    const expected = await gradients(reference);
    for (const backend of fast) {
      const actual = await gradients(backend);
      // A loss is made of logarithms of numbers near 1: its error is relative to 1, or to itself where it is larger.
      expectNear([actual.loss], [expected.loss], unit * Math.max(1, expected.loss), "loss");
      expect(actual.evaluation.loss).toBe(actual.loss);
      const { outputs } = expected.evaluation;
      expectNear(actual.evaluation.outputs, outputs, unit * largest(outputs), "outputs");
      expectNear(actual.inputs, expected.inputs, unit * largest(expected.inputs), "dInputs");
      for (const { name, offset, length } of planOf(structure).parameters) {
        const part = (numbers: Numbers) => numbers.slice(offset, offset + length);
        const values = part(expected.parameters);
        expectNear(part(actual.parameters), values, unit * largest(values), name);
      }
    }
    const [withSimd, without] = [await gradients(simd), await gradients(scalar)];
    expect(without.loss).toBe(withSimd.loss);
    expect(bits(without.parameters)).toEqual(bits(withSimd.parameters));
    expect(bits(without.inputs)).toEqual(bits(withSimd.inputs));
    ran.push("gradients");
  });

  test.each(Object.entries(OPTIMIZERS))("four steps with %s end where the reference's do", async (_, optimizer) => {
    const steps = stepsOf(one);
    const train = (backend: Backend) => through(backend, one, { loss, optimizer }, trained(steps));
    const expected = await train(reference);
    // A parameter is off by the rounding of each step, and by each step's error: rate times that of the gradient, which
    // momentum adds up over the steps and Adam divides by epsilon, in its numerator and in its denominator. By these
    // the next gradients are off too: at such rates that doubles it at most.
    const gradients = await through(reference, one, { loss }, (session) => session.gradients(batch));
    const size = Math.max(1, largest(gradients.parameters));
    const updates = steps.sizes.length;
    const gain = optimizer.kind === "adam" ? 2 / EPSILON : updates;
    const moved = steps.learningRates.reduce((sum, rate) => sum + rate, 0) * gain * unit * size;
    const allowed = 2 * moved + updates * ROUNDOFF.float32 * largest(expected.parameters);
    const lossAllowed = 2 * updates * unit * Math.max(1, largest(expected.losses));
    for (const backend of fast) {
      const actual = await train(backend);
      expectNear(actual.parameters, expected.parameters, allowed, "parameters");
      expectNear(actual.losses, expected.losses, lossAllowed, "losses");
      expect(actual.state.step).toBe(updates);
      expect(actual.state.slots.length).toBe(expected.state.slots.length);
      expected.state.slots.forEach((slot, i) => {
        expectNear(actual.state.slots[i]!, slot, 2 * updates * unit * Math.max(size, largest(slot)), `slot ${i}`);
      });
      // A step whose update waits for the next one's outputs ends where one that is taken alone does.
      const alone = await through(backend, one, { loss, optimizer }, (session) => oneByOne(session, steps));
      expect(alone.losses).toEqual(actual.losses);
      expect(bits(alone.parameters)).toEqual(bits(actual.parameters));
    }
    const [withSimd, without] = [await train(simd), await train(scalar)];
    expect(without.losses).toEqual(withSimd.losses);
    expect(bits(without.outputs)).toEqual(bits(withSimd.outputs));
    expect(bits(without.parameters)).toEqual(bits(withSimd.parameters));
    expect(without.state.slots.map(bits)).toEqual(withSimd.state.slots.map(bits));
    ran.push("train");
  });

  test("room for more examples, and whatever lay in it before, changes no bit", async () => {
    const room = count + 13;
    const junk = examplesOf(one, room, 3);
    // Numbers so large that they overflow on the way: infinities and NaN in every matrix.
    const overflowing = { ...junk, inputs: junk.inputs.map((x: number) => x * 1e38) };
    const optimizer = OPTIMIZERS["momentum with decay"]!;
    const steps = stepsOf(one);
    for (const backend of [...fast, scalar, reference]) {
      const run = async (session: Session) => ({
        gradients: await session.gradients(batch),
        forward: await forwardOf(one, batch)(session),
        trained: await trained(steps)(session),
      });
      const tight = await through(backend, one, { loss, optimizer }, run);
      const roomy = await through(backend, one, { loss, optimizer, batch: room }, async (session) => {
        const [parameters, state] = [await session.readParameters(), await session.readState()];
        await session.gradients(junk);
        await session.gradients(overflowing);
        // Errors that overflow while the loss does not leave their mark on parameters and state; they are written anew.
        const targets = junk.targets.map((target: number) => (loss === "mean-squared-error" ? 3e38 : target));
        await session.train({ ...junk, targets, sizes: [room], learningRates: [1e30] });
        await session.writeParameters(parameters);
        await session.writeState(state);
        return run(session);
      });
      expect(roomy).toEqual(tight);
    }
    ran.push("room");
  });
});

test.each([["reference", undefined] as const, ...variants.map((kernels) => ["wasm", kernels] as const)])(
  "errors below 1e-30 become 0: %s %s",
  async (name, kernels) => {
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
  },
);

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
