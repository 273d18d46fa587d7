// The same numbers in, the same bytes out: in Node of any version, in Chromium, with SIMD and without; with relaxed SIMD
// on any processor that fuses a multiplication and an addition, as those of the last ten years do. The digests are those
// of the saved files. A change here is a change of a promise: a new version of Selfsame trains to other bytes.

import { describe, expect, test } from "vitest";
import { save } from "../src/file/model.ts";
import { add, concatenate, dense, type LayerSpecification } from "../src/network/layers.ts";
import { network } from "../src/network/network.ts";
import type { TrainOptions } from "../src/training/train.ts";
import { blobs, trainThrough } from "./support/examples.ts";
import { sha256Of } from "./support/files.ts";
import { runsRelaxed, variants } from "./support/variants.ts";

interface Training {
  readonly layers: readonly LayerSpecification[];
  readonly outputs?: number;
  readonly options: TrainOptions;
  readonly wasm: string;
  readonly relaxed: string;
  readonly reference: string;
}

const TRAININGS: Readonly<Record<string, Training>> = {
  "sgd, relu and tanh": {
    layers: [dense(33, "relu"), dense(17, "tanh"), dense(1, "sigmoid")],
    options: { learningRate: 0.1 },
    wasm: "97b7c820e35ecf9e0794c01ed631e6a0c2fb6fd427f6a3784bc4479567f5c1d4",
    relaxed: "9491915fae71eabb131f18ba1e8c488a67574b53109b26e7562e5263ef7ca165",
    reference: "567dad4081728bfbd44a6a007a7e79caeb907148fcbc70af16c9bcce0adaedbc",
  },
  "momentum and decay, leaky relu and sigmoid, steps down": {
    layers: [dense(20, "leaky-relu"), dense(9, "sigmoid"), dense(1, "sigmoid")],
    options: { learningRate: 0.05, momentum: 0.9, weightDecay: 0.001, schedule: "step:1:0.5" },
    wasm: "0cf0fecc9e6d304e4c20d9aee4ac122a3ff186878a086f29bb9f888b3ceea696",
    relaxed: "50fcc3336038b8a5d2cdee212ccd8294ea64646fb45c6adc6114f518754ce809",
    reference: "b1ef5851e6d0eab97ef304e2453347991c17a97045260ff4990b3bc11717733a",
  },
  "adam along a cosine, relu and softmax": {
    layers: [dense(24, "relu"), dense(3, "softmax")],
    outputs: 3,
    options: { optimizer: "adam", learningRate: 0.01, weightDecay: 0.001, schedule: "cosine:1" },
    wasm: "ca398da43036dcbda864cbb4a4895d5b80372185ce3d642137fe81bc70da3c3b",
    relaxed: "d52e5761950fd87a910856beac276f6c223f888127f24b5b4d40374fb7ac6370",
    reference: "fc486e11beddb797b38c4be87e57b7525c82e5e05c74dd7fde2aee9540461d67",
  },
  "adam with validation, branches, the squared error": {
    layers: [
      dense(12, "tanh"),
      dense(12, "sigmoid"),
      add(["dense1", "dense2"]),
      concatenate(["add1", "input"]),
      dense(2, "identity", { initialization: "he-normal" }),
    ],
    outputs: 2,
    options: { optimizer: "adam", learningRate: 0.02, validation: blobs(30, 10, 2, 6), patience: 2 },
    wasm: "3134752dc05dbd0e515f38a5249ab70fec4230a7e3fb148c434d74689d75ac02",
    relaxed: "cbacfd17157518eb213bed9318db0812ebbac829ec16cc61fbdeed045936c4d3",
    reference: "1fba51672d3bb20f172548db1b7f8b4e624efef2e781bb0b26bd94fd001416be",
  },
};

const WIDER = {
  wasm: "1ea40f29b4d8e1a0338c5e7464e7327a8a07fa254a10f75697b5720cb097abac",
  relaxed: "2b3738d787f5b7929d006e0bf14555bf1cebfc4ab55ca6de451902457eb3ebec",
};

async function trainedFile({ layers, outputs, options }: Training, how: TrainOptions): Promise<string> {
  const net = network({ inputs: 10, seed: 42, layers });
  await trainThrough(net, blobs(150, 10, outputs), { epochs: 3, batch: 16, seed: 9, ...options, ...how });
  return sha256Of(await save(net));
}

describe.each(Object.entries(TRAININGS))("%s", (_, training) => {
  test("with SIMD kernels", async () => {
    expect(await trainedFile(training, { backend: "wasm", kernels: "simd" })).toBe(training.wasm);
  });

  test("with scalar kernels", async () => {
    expect(await trainedFile(training, { backend: "wasm", kernels: "scalar" })).toBe(training.wasm);
  });

  test.runIf(runsRelaxed())("with relaxed SIMD kernels, where the engine has them", async () => {
    // A processor that does not fuse rounds twice, as the SIMD kernels do.
    const file = await trainedFile(training, { backend: "wasm", kernels: "relaxed" });
    expect([training.relaxed, training.wasm]).toContain(file);
  });

  test("in the reference backend", async () => {
    expect(await trainedFile(training, { backend: "reference" })).toBe(training.reference);
  });
});

// Wide enough for several blocks of columns and for jobs that threads share; one example a step, then many.
describe.each(variants)("a wider network on one thread and on two, with %s kernels", (kernels) => {
  test.each([1, 2])("%i", async (threads) => {
    const net = network({
      inputs: 301,
      seed: 3,
      layers: [dense(257, "relu"), dense(129, "tanh"), dense(1, "sigmoid")],
    });
    const how = { backend: "wasm", kernels, threads, learningRate: 0.05 } as const;
    await trainThrough(net, blobs(90, 301), { ...how, batch: 1, epochs: 12 });
    await trainThrough(net, blobs(90, 301), { ...how, batch: 33, epochs: 5 });
    expect(kernels === "relaxed" ? [WIDER.relaxed, WIDER.wasm] : [WIDER.wasm]).toContain(
      await sha256Of(await save(net)),
    );
  });
});

test("a network that was not trained", async () => {
  const layers = [dense(50, "relu"), dense(40, "tanh"), dense(1, "sigmoid")];
  const net = network({ inputs: 64, seed: 9007199254740991, layers });
  expect(await sha256Of(await save(net))).toBe("9d031388a1c00cc485187f2f81d55c033228374ae0873f62816921df0e0eb4d4");
});
