// The checkpoint as a file: what it gives back, when it can be taken, and that nothing in it is believed unchecked.

import { describe, expect, test } from "vitest";
import { examplesFrom } from "../src/examples/from.ts";
import type { Examples } from "../src/examples/source.ts";
import { load, save } from "../src/file/model.ts";
import { dense } from "../src/network/layers.ts";
import { network } from "../src/network/network.ts";
import { PURPOSE, stream } from "../src/numbers/random.ts";
import { readCheckpoint } from "../src/training/checkpoint.ts";
import type { Progress } from "../src/training/progress.ts";
import { train, type TrainOptions } from "../src/training/train.ts";
import { blobs } from "./support/examples.ts";
import { reseal, withAbout, withHeader, withText } from "./support/files.ts";

const examples = blobs(40, 3);
const fresh = () => network({ inputs: 3, seed: 1, layers: [dense(4, "tanh"), dense(1, "sigmoid")] });
const options = { epochs: 4, batch: 8, optimizer: "adam", validation: blobs(10, 3, 1, 9) } as const;

/** A checkpoint after the second epoch. */
async function someCheckpoint(more: TrainOptions = {}, notes?: string): Promise<Uint8Array<ArrayBuffer>> {
  for await (const progress of train(fresh(), examples, { ...options, ...more })) {
    if (progress.epoch === 2) return progress.checkpoint(notes ?? null);
  }
  throw new Error("unreachable");
}

test("it gives back settings, position, numbers and the program's own notes", async () => {
  const net = fresh();
  const notes = { photos: ["a.jpg", "b.jpg"], "50%": 0.5, nothing: null };
  for await (const progress of train(net, examples, options)) {
    if (progress.epoch < 2) continue;
    const checkpoint = await readCheckpoint(await progress.checkpoint(notes));
    expect(checkpoint.structure).toEqual(net.structure);
    expect(checkpoint.settings).toEqual({
      epochs: 4,
      batch: 8,
      optimizer: "adam",
      learningRate: 0.001,
      momentum: 0,
      weightDecay: 0,
      schedule: "constant",
      loss: "binary-cross-entropy",
      balance: true,
      patience: 0,
      keep: "best",
      seed: 0,
    });
    expect(checkpoint.facts.name).toBe("wasm");
    expect(checkpoint.position).toMatchObject({ epoch: 2, step: 0, seen: 0, best: progress.best });
    expect(checkpoint.state.step).toBe(10);
    expect(checkpoint.state.slots.map((slot) => slot.length)).toEqual([21, 21]);
    expect(checkpoint.parameters).toEqual(net.readParameters());
    expect(checkpoint.notes).toEqual(notes);
    break;
  }
});

describe("once training has gone on, a report makes no checkpoint of what is no longer there", () => {
  const refused = { name: "SelfsameError", code: "checkpoint" };

  test("after the next report", async () => {
    let first: Progress | undefined;
    for await (const progress of train(fresh(), examples, options)) {
      if (first !== undefined) {
        await expect(first.checkpoint()).rejects.toMatchObject(refused);
        expect((await progress.checkpoint()).length).toBeGreaterThan(0);
      }
      first ??= progress;
    }
  });

  test("after the end, after the loop was left, after it failed", async () => {
    let kept: Progress | undefined;
    for await (const progress of train(fresh(), examples, options)) kept = progress;
    await expect(kept!.checkpoint()).rejects.toMatchObject(refused);
    for await (const progress of train(fresh(), examples, options)) {
      kept = progress;
      break;
    }
    await expect(kept!.checkpoint()).rejects.toMatchObject(refused);
    const run = async () => {
      for await (const progress of train(fresh(), examples, options)) {
        kept = progress;
        throw new Error("the loop's own");
      }
    };
    await expect(run()).rejects.toThrow("the loop's own");
    await expect(kept!.checkpoint()).rejects.toMatchObject(refused);
  });
});

test.each<[string, number, number, TrainOptions]>([
  ["parameters", 1, 100, { learningRate: 1e38 }],
  ["the optimizer's memory", 1000, 1e18, { optimizer: "adam" }],
])("an update that overflows %s leaves no checkpoint that could replace a good one", async (_, input, target, more) => {
  const rows = (value: number) => Array.from({ length: 128 }, () => [value]);
  const net = network({ inputs: 1, seed: 1, layers: [dense(1)] });
  const many = examplesFrom({ inputs: rows(input), targets: rows(target) });
  for await (const progress of train(net, many, { epochs: 1, batch: 64, report: "steps", ...more })) {
    expect(progress).toMatchObject({ at: "steps", step: 1 });
    expect(Number.isFinite(progress.loss)).toBe(true);
    await expect(progress.checkpoint()).rejects.toMatchObject({
      name: "SelfsameError",
      code: "loss-not-finite",
      message: expect.stringMatching(/at the update of step 1\./) as string,
    });
    return;
  }
  throw new Error("there was no report");
});

test("training waits for a checkpoint that was not awaited", async () => {
  const late: Examples = {
    ...examples,
    read: async (indices, into, moment) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      await examples.read(indices, into, moment);
    },
  };
  const checkpoints: Promise<Uint8Array>[] = [];
  for await (const progress of train(fresh(), late, options)) {
    checkpoints.push(progress.checkpoint());
    if (progress.epoch === 3) break;
  }
  const whole = fresh();
  for await (const _ of train(whole, examples, options));
  for (const [index, resume] of checkpoints.entries()) {
    expect((await readCheckpoint(await resume)).position.epoch).toBe(index + 1);
    const resumed = fresh();
    for await (const _ of train(resumed, examples, { ...options, resume: await resume }));
    expect(resumed.readParameters()).toEqual(whole.readParameters());
  }
});

describe("what is no sound checkpoint is refused with the reason", () => {
  async function refusal(bytes: Uint8Array): Promise<string> {
    const error = await readCheckpoint(bytes).then(
      () => undefined,
      (caught: unknown) => caught as Error,
    );
    expect(error).toMatchObject({ name: "SelfsameError", code: "checkpoint" });
    return error!.message;
  }

  test.each<[string, (about: Record<string, never>) => void, RegExp]>([
    ["another format", (about) => Object.assign(about, { format: "selfsame-model" }), /not a selfsame-checkpoint/],
    ["another version", (about) => Object.assign(about, { version: 2 }), /version 2/],
    ["no structure", (about) => delete about["structure"], /layers/],
    ["a lying structure", (about) => Object.assign(about, { structure: { inputs: 3, layers: [7] } }), /layer 1 is 7/],
    ["no settings", (about) => delete about["settings"], /settings/],
    ["settings of nonsense", (about) => Object.assign(about["settings"]!, { learningRate: -1 }), /learningRate/],
    ["a setting of another type", (about) => Object.assign(about["settings"]!, { balance: "yes" }), /balance/],
    ["no backend", (about) => delete about["facts"], /backend/],
    ["a backend that does not exist", (about) => Object.assign(about["facts"]!, { name: "cuda" }), /backend/],
    ["kernels that are no name", (about) => Object.assign(about["facts"]!, { kernels: 4 }), /kernels/],
    ["the other backend's numbers", (about) => Object.assign(about["facts"]!, { name: "reference" }), /type/],
    ["no digests", (about) => delete about["digests"], /digests/],
    ["one digest", (about) => Object.assign(about, { digests: [""] }), /digests/],
    ["digests that are numbers", (about) => Object.assign(about, { digests: [1, 2] }), /digests/],
    ["no position", (about) => delete about["position"], /position/],
    ["more epochs than there are", (about) => Object.assign(about["position"]!, { epoch: 5 }), /epoch is 5/],
    ["a negative epoch", (about) => Object.assign(about["position"]!, { epoch: -1 }), /epoch is -1/],
    ["half a step", (about) => Object.assign(about["position"]!, { step: 0.5 }), /step is 0.5/],
    ["a sum that is text", (about) => Object.assign(about["position"]!, { lossSum: "0" }), /sum of losses is "0"/],
    ["a sum that is null", (about) => Object.assign(about["position"]!, { weightSum: null }), /sum of weights is null/],
    ["more right than seen", (about) => Object.assign(about["position"]!, { right: 1 }), /right answers is 1/],
    ["a best epoch to come", (about) => Object.assign(about["position"]!["best"]!, { epoch: 3 }), /best epoch is 3/],
    ["a best loss that is none", (about) => Object.assign(about["position"]!["best"]!, { loss: null }), /best loss/],
    [
      "no numbers of an earlier best",
      (about) => Object.assign(about["position"]!["best"]!, { epoch: 1 }),
      /no tensor "best"/,
    ],
    ["no count of updates", (about) => delete about["optimizerStep"], /count of updates/],
    ["updates below none", (about) => Object.assign(about, { optimizerStep: -1 }), /count of updates is -1/],
    [
      "an optimizer of other memory",
      (about) => Object.assign(about["settings"]!, { optimizer: "sgd" }),
      /slot0" too many/,
    ],
  ])("%s", async (_, change, reason) => {
    expect(await refusal(await withAbout(await someCheckpoint(), change))).toMatch(reason);
  });

  test("tensors that are missing, too many or of another length", async () => {
    const bytes = await someCheckpoint({ validation: undefined, optimizer: "sgd", momentum: 0.9 });
    const rename = (from: string, to: string) =>
      withText(bytes, (text) => text.replace(`"${from}":{"dtype"`, `"${to}":{"dtype"`));
    expect(await refusal(await rename("slot0", "slot1"))).toMatch(/"slot1" too many/);
    expect(await refusal(await rename("parameters", "weights"))).toMatch(/"weights" too many/);
    const short = await withHeader(bytes, (header) => {
      header.parameters.shape = [20];
      header.parameters.data_offsets[1] -= 4;
      header.slot0.shape = [22];
      header.slot0.data_offsets[0] -= 4;
    });
    expect(await refusal(short)).toMatch(/"parameters" has 20 numbers; its structure needs 21/);
  });

  test("parameters that are not finite", async () => {
    const bytes = await someCheckpoint({ validation: undefined, optimizer: "sgd" });
    new DataView(bytes.buffer).setFloat32(bytes.length - 4, NaN, true);
    expect(await refusal(await reseal(bytes))).toMatch(/"parameters" holds a number that is not finite/);
  });

  test("an optimizer's memory that is not finite", async () => {
    const bytes = await someCheckpoint({ validation: undefined, optimizer: "sgd", momentum: 0.9 });
    new DataView(bytes.buffer).setFloat32(bytes.length - 4, Infinity, true);
    expect(await refusal(await reseal(bytes))).toMatch(/"slot0" holds a number that is not finite/);
  });

  test("a model, a page, and damage", async () => {
    const bytes = await someCheckpoint();
    expect(await refusal(await save(fresh()))).toMatch(/not a selfsame-checkpoint but a "selfsame-model"/);
    await expect(load(bytes)).rejects.toThrow(/not a selfsame-model but a "selfsame-checkpoint"/);
    expect(await refusal(new TextEncoder().encode("<!DOCTYPE html><title>404</title>"))).toMatch(
      /an HTML page, not a checkpoint/,
    );
    expect(await refusal(bytes.subarray(0, bytes.length - 1))).toMatch(/cut short/);
    expect(await refusal(new Uint8Array(0))).toMatch(/0 bytes/);
    const random = stream(4, PURPOSE.drawing);
    for (let round = 0; round < 300; round++) {
      const flipped = bytes.slice();
      flipped[random.below(bytes.length)]! ^= 1 << random.below(8);
      await refusal(flipped);
    }
  });
});
