// The same numbers in, the same bytes out: in Node of any version, in Chromium, with SIMD and without. The digests are
// those of the saved files. A change here is a change of a promise: a new version of Selfsame trains to other bytes.

import { describe, expect, test } from "vitest";
import { save } from "../src/file/model.ts";
import { add, concatenate, dense, type LayerSpecification } from "../src/network/layers.ts";
import { network } from "../src/network/network.ts";
import type { TrainOptions } from "../src/training/train.ts";
import { blobs, trainThrough } from "./support/examples.ts";
import { sha256Of } from "./support/files.ts";

interface Training {
  readonly layers: readonly LayerSpecification[];
  readonly outputs?: number;
  readonly options: TrainOptions;
  readonly wasm: string;
  readonly reference: string;
}

const TRAININGS: Readonly<Record<string, Training>> = {
  "sgd, relu and tanh": {
    layers: [dense(33, "relu"), dense(17, "tanh"), dense(1, "sigmoid")],
    options: { learningRate: 0.1 },
    wasm: "ef6c3cfa71a3411d2886560c3cb7db97351397cb0ba1a8f241ee19b692db14e7",
    reference: "567dad4081728bfbd44a6a007a7e79caeb907148fcbc70af16c9bcce0adaedbc",
  },
  "momentum and decay, leaky relu and sigmoid, steps down": {
    layers: [dense(20, "leaky-relu"), dense(9, "sigmoid"), dense(1, "sigmoid")],
    options: { learningRate: 0.05, momentum: 0.9, weightDecay: 0.001, schedule: "step:1:0.5" },
    wasm: "21eef8499638a18f89a45166b766bb64da2e9a45aa8a1a2e6ad7ac49dd26e0ae",
    reference: "b1ef5851e6d0eab97ef304e2453347991c17a97045260ff4990b3bc11717733a",
  },
  "adam along a cosine, relu and softmax": {
    layers: [dense(24, "relu"), dense(3, "softmax")],
    outputs: 3,
    options: { optimizer: "adam", learningRate: 0.01, weightDecay: 0.001, schedule: "cosine:1" },
    wasm: "4a49e2bd3f1e07b3903b5d91150d84fe43cb363e53c3855702be958d5fe84b81",
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
    wasm: "92b16ca593bfc1aceb8b53e0137e74ffcefa978983eb223a4a2b2df00fdb7b6e",
    reference: "1fba51672d3bb20f172548db1b7f8b4e624efef2e781bb0b26bd94fd001416be",
  },
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

  test("in the reference backend", async () => {
    expect(await trainedFile(training, { backend: "reference" })).toBe(training.reference);
  });
});

test("a network that was not trained", async () => {
  const layers = [dense(50, "relu"), dense(40, "tanh"), dense(1, "sigmoid")];
  const net = network({ inputs: 64, seed: 9007199254740991, layers });
  expect(await sha256Of(await save(net))).toBe("9d031388a1c00cc485187f2f81d55c033228374ae0873f62816921df0e0eb4d4");
});
