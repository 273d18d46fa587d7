// A run that was stopped and resumed ends in the same bytes as one that never was, and refuses what would change them.

import { describe, expect, test } from "vitest";
import { openBackend } from "../src/backends/choose.ts";
import type { Examples } from "../src/examples/source.ts";
import { save } from "../src/file/model.ts";
import { dense } from "../src/network/layers.ts";
import { network } from "../src/network/network.ts";
import { PURPOSE, stream } from "../src/numbers/random.ts";
import type { Progress } from "../src/training/progress.ts";
import { train, type TrainOptions } from "../src/training/train.ts";
import { blobs, recorded, trainThrough } from "./support/examples.ts";

const examples = blobs(150, 6);
const validation = blobs(40, 6, 1, 8);
const fresh = (seed = 3) =>
  network({ inputs: 6, seed, layers: [dense(9, "relu"), dense(5, "tanh"), dense(1, "sigmoid")] });

const BACKENDS = {
  simd: { backend: "wasm", kernels: "simd" },
  scalar: { backend: "wasm", kernels: "scalar" },
  reference: { backend: "reference" },
} as const satisfies Record<string, TrainOptions>;

// 16 a batch: four steps between reports; 32: two. Both leave a partial batch.
const RUNS: Readonly<Record<string, TrainOptions>> = {
  sgd: { batch: 16, learningRate: 0.1 },
  "momentum with decay, steps down": { batch: 32, momentum: 0.9, weightDecay: 0.001, schedule: "step:2:0.5" },
  "adam along a cosine": { batch: 16, optimizer: "adam", learningRate: 0.01, schedule: "cosine:1" },
  "adam with validation": { batch: 32, optimizer: "adam", learningRate: 0.02, validation },
  "sgd with validation, the last parameters kept": { batch: 32, validation, keep: "last" },
  "sgd with validation and patience": { batch: 16, learningRate: 1, validation, patience: 2, epochs: 40 },
};

const last = (reports: readonly Progress[]) => {
  const { checkpoint: _, ...rest } = reports.at(-1)!;
  return rest;
};

/** A checkpoint taken at the `which`-th report, where the loop is left. */
async function stopAt(which: number, options: TrainOptions, source: Examples = examples): Promise<Uint8Array> {
  let left = which;
  for await (const progress of train(fresh(options.resume === undefined ? 3 : 99), source, {
    ...options,
    report: "steps",
  })) {
    if (left-- === 0 || progress.ended !== undefined) return progress.checkpoint();
  }
  throw new Error("the run ended first");
}

describe.each(Object.entries(RUNS))("%s", (name, run) => {
  test.each(Object.entries(BACKENDS))("stopped anywhere, resumed, the same bytes (%s)", async (_, how) => {
    const options = { epochs: 5, seed: 11, ...run, ...how };
    const whole = fresh();
    const reports = await trainThrough(whole, examples, { ...options, report: "steps" });
    const expected = await save(whole);
    if (options.patience !== undefined) expect(reports.at(-1)!.ended).toBe("early");

    const random = stream(name.length, PURPOSE.drawing);
    const places = [0, reports.length - 1, ...Array.from({ length: 4 }, () => random.below(reports.length))];
    for (const place of places) {
      const resumed = fresh(99);
      const rest = await trainThrough(resumed, examples, { ...options, resume: await stopAt(place, options) });
      expect(await save(resumed), `stopped at report ${place}`).toEqual(expected);
      if (rest.length > 0) expect(last(rest)).toEqual(last(reports));
    }
  });

  test("stopped and resumed many times over", async () => {
    const options = { epochs: 4, seed: 11, ...run };
    const whole = fresh();
    await trainThrough(whole, examples, options);
    let resume = await stopAt(1, options);
    for (const more of [0, 2, 1, 3]) resume = await stopAt(more, { ...options, resume });
    const resumed = fresh(99);
    await trainThrough(resumed, examples, { ...options, resume });
    expect(await save(resumed)).toEqual(await save(whole));
  });

  test("a checkpoint at every report changes no bit", async () => {
    const options = { epochs: 3, ...run };
    const [quiet, busy] = [fresh(), fresh()];
    await trainThrough(quiet, examples, options);
    for await (const progress of train(busy, examples, { ...options, report: "steps" })) {
      const [first, second] = [await progress.checkpoint({ note: 1 }), await progress.checkpoint({ note: 1 })];
      expect(second).toEqual(first);
    }
    expect(await save(busy)).toEqual(await save(quiet));
  });
});

test("an aborted run leaves a checkpoint to go on from", async () => {
  const options = { epochs: 4, batch: 16, validation };
  const whole = fresh();
  await trainThrough(whole, examples, options);
  const controller = new AbortController();
  let resume: Uint8Array | undefined;
  for await (const progress of train(fresh(), examples, { ...options, report: "steps", signal: controller.signal })) {
    if (progress.step >= 13) controller.abort();
    if (progress.ended === "aborted") resume = await progress.checkpoint();
  }
  const resumed = fresh(99);
  await trainThrough(resumed, examples, { ...options, resume: resume! });
  expect(await save(resumed)).toEqual(await save(whole));
});

test("a run that is over stays over: the network gets its result, nothing is trained", async () => {
  for (const options of [
    { epochs: 2, validation },
    { epochs: 60, learningRate: 1, validation, patience: 2 },
    { epochs: 2 },
  ]) {
    const done = fresh();
    let resume: Uint8Array | undefined;
    for await (const progress of train(done, examples, options)) {
      if (progress.ended !== undefined) resume = await progress.checkpoint();
    }
    const again = fresh(99);
    expect(await trainThrough(again, examples, { ...options, resume: resume! })).toEqual([]);
    expect(await save(again)).toEqual(await save(done));
  }
});

describe("what has changed is refused with the reason", () => {
  const options = { epochs: 3, batch: 16, seed: 1, validation, backend: "wasm", kernels: "scalar" } as const;
  const one = (change: (inputs: Float32Array, targets: Float32Array) => void): Examples => ({
    ...examples,
    async read(indices, into, moment) {
      await examples.read(indices, into, moment);
      const row = indices.indexOf(149);
      if (row !== -1) change(into.inputs.subarray(row * 6), into.targets.subarray(row));
    },
  });
  async function refusal(more: TrainOptions, source: Examples = examples, net = fresh(99)): Promise<string> {
    const before = net.readParameters();
    const run = trainThrough(net, source, { ...options, ...more, resume: await stopAt(2, options) });
    const error = await run.then(
      () => undefined,
      (caught: unknown) => caught as Error & { code: string },
    );
    expect(error).toMatchObject({ name: "SelfsameError", code: "checkpoint" });
    expect(net.readParameters()).toEqual(before);
    return error!.message;
  }

  test("one input, one target, one example more", async () => {
    const moved = one((inputs) => (inputs[5]! += 1e-6));
    const turned = one((_, targets) => (targets[0] = 1 - targets[0]!));
    for (const other of [moved, turned, blobs(151, 6), blobs(149, 6), blobs(150, 6, 1, 77)]) {
      expect(await refusal({}, other)).toMatch(/the training examples are not the ones that the run began with/);
    }
  });

  test("the validation examples, or that there are any", async () => {
    for (const other of [blobs(41, 6, 1, 8), undefined]) {
      expect(await refusal({ validation: other })).toMatch(/the validation examples are not the ones/);
    }
  });

  test.each([
    ["epochs", 4],
    ["batch", 8],
    ["learningRate", 0.021],
    ["momentum", 0.5],
    ["weightDecay", 1e-9],
    ["schedule", "cosine"],
    ["loss", "mean-squared-error"],
    ["balance", false],
    ["patience", 9],
    ["keep", "last"],
    ["seed", 2],
    ["optimizer", "adam"],
  ] as const)("the setting %s", async (name, value) => {
    const message = await refusal({ [name]: value });
    expect(message).toContain(`${name} was `);
    if (name !== "optimizer") expect(message).toContain(`is now ${value}`);
  });

  test("the layers", async () => {
    const others = [
      [dense(9, "relu"), dense(5, "relu"), dense(1, "sigmoid")],
      [dense(10, "relu"), dense(5, "tanh"), dense(1, "sigmoid")],
      [dense(9, "relu"), dense(5, "tanh", { name: "other" }), dense(1, "sigmoid")],
    ];
    for (const layers of others) {
      expect(await refusal({}, examples, network({ inputs: 6, seed: 3, layers }))).toMatch(/other layers/);
    }
  });

  test("the kernels, and the backend", async () => {
    expect(await refusal({ kernels: "simd" })).toMatch(/the scalar kernels of backend wasm.*uses simd of wasm/);
    expect(await refusal({ backend: "reference", kernels: undefined })).toMatch(/uses float64 of reference/);
    const { kernels } = await openBackend();
    expect(await refusal({ backend: "auto", kernels: undefined })).toContain(`uses ${kernels} of wasm`);
  });

  test("a source that knows its own digest is not read for it", async () => {
    const { examples: source, reads } = recorded({ ...examples, digest: "00ff" });
    const checkpoint = await stopAt(0, { ...options, balance: false }, source);
    const before = reads.length;
    const net = fresh();
    const more = { ...options, balance: false, resume: checkpoint };
    await expect(trainThrough(net, { ...source, digest: "00fe" }, more)).rejects.toThrow(/training examples/);
    expect(reads.length).toBe(before);
    expect((await trainThrough(net, source, more)).length).toBe(3);
  });
});
