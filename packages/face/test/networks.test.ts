// The chain's networks: their shapes, what becomes of their weights, their inputs, and files that are others' than expected.

import { expect, test } from "vitest";
import { isSelfsameError, type Image } from "@selfsame/engine";
import type { ForwardNetwork } from "@selfsame/engine/forward";
import {
  descriptorNetwork,
  descriptorOf,
  descriptorStructure,
  detectorNetwork,
  fillDescriptorInput,
  fillDetectorInput,
  fillLandmarksInput,
  fillMeshInput,
  landmarksNetwork,
  landmarksStructure,
} from "../src/networks/index.ts";

/** Weights of these shapes, quantized to bytes as face-api's are. */
function files(tensors: Readonly<Record<string, readonly number[]>>) {
  const weights = Object.entries(tensors).map(([name, shape]) => ({
    name,
    shape,
    dtype: "float32",
    quantization: { dtype: "uint8", scale: 0.01, min: -1 },
  }));
  const places = new Map<string, readonly [start: number, end: number]>();
  let end = 0;
  for (const { name, shape } of weights)
    places.set(name, [end, (end += shape.reduce((product, side) => product * side, 1))]);
  const shard = new Uint8Array(end);
  for (let i = 0; i < end; i++) shard[i] = (i * 37 + (i >> 8) * 11) & 255;
  const read = (name: string) => Float32Array.from(shard.subarray(...places.get(name)!), (byte) => byte * 0.01 - 1);
  return { manifest: [{ paths: ["weights.bin"], weights }], shard, read };
}

/** Channels of dlib's blocks, in order. */
const BLOCKS: Record<string, number> = {
  conv32_1: 32,
  conv32_2: 32,
  conv32_3: 32,
  conv64_down: 64,
  conv64_1: 64,
  conv64_2: 64,
  conv64_3: 64,
  conv128_down: 128,
  conv128_1: 128,
  conv128_2: 128,
  conv256_down: 256,
  conv256_1: 256,
  conv256_2: 256,
  conv256_down_out: 256,
};

function descriptorTensors() {
  const tensors: Record<string, number[]> = {};
  const put = (name: string, window: number, channels: number, units: number) => {
    tensors[`${name}/conv/filters`] = [window, window, channels, units];
    for (const part of ["conv/bias", "scale/weights", "scale/biases"]) tensors[`${name}/${part}`] = [units];
  };
  put("conv32_down", 7, 3, 32);
  let before = 32;
  for (const [name, units] of Object.entries(BLOCKS)) {
    put(`${name}/conv1`, 3, before, units);
    put(`${name}/conv2`, 3, units, units);
    before = units;
  }
  return { ...tensors, fc: [256, 128] };
}

const parameters = (network: ForwardNetwork, name: string) => {
  const { offset, length } = network.plan.parameters.find((entry) => entry.name === name)!;
  return network.readParameters().subarray(offset, offset + length);
};

/** Where two arrays differ first; -1 where nowhere. */
function firstDifference(one: Float32Array, other: Float32Array): number {
  expect(one.length).toBe(other.length);
  return one.findIndex((value, i) => value !== other[i]);
}

const shapes = (network: ForwardNetwork) =>
  new Map(
    network.plan.layers.map(({ layer, shape: { height, width, channels } }) => [layer.name, [height, width, channels]]),
  );

test("the descriptor network has dlib's 29 layers and 128 answers", () => {
  const { manifest, shard } = files(descriptorTensors());
  const network = descriptorNetwork(manifest, shard);
  const weighted = network.structure.layers.filter(({ kind }) => kind === "convolution");
  expect(weighted).toHaveLength(30); // dlib's 29, and the last product in each cell
  const sides = shapes(network);
  expect(sides.get("conv32_down")).toEqual([72, 72, 32]);
  expect(sides.get("conv32_3")).toEqual([35, 35, 32]);
  expect(sides.get("conv64_down")).toEqual([17, 17, 64]);
  expect(sides.get("conv128_down")).toEqual([8, 8, 128]);
  expect(sides.get("conv256_down/conv2")).toEqual([3, 3, 256]);
  expect(sides.get("conv256_down")).toEqual([4, 4, 256]);
  expect(sides.get("conv256_down_out")).toEqual([2, 2, 256]);
  expect(sides.get("cells")).toEqual([2, 2, 128]);
  expect(sides.get("descriptor")).toEqual([1, 1, 128]);
  expect(network.structure.outputs).toEqual(["cells", "descriptor"]);
  expect(network.structure).toEqual(descriptorStructure());
});

test("a descriptor is the sum of the cells, weighed", () => {
  const cells = Float32Array.from({ length: 4 * 128 }, (_, i) => (i % 128) + [0, 8, 32, 64][Math.floor(i / 128)]!);
  const numbers = Array.from({ length: 128 }, (_, i) => i);
  expect([...descriptorOf(cells, [0.125, 0.25, 0.25, 0.375])]).toEqual(numbers.map((i) => i + 34));
  numbers.forEach((i) => expect(descriptorOf(cells)[i]).toBeCloseTo(1.075 * i + 0.305 * 104, 4));
  expect(() => descriptorOf(cells.subarray(0, 128))).toThrow(
    'descriptorOf: expected the 512 numbers of the layer "cells", got 128.',
  );
});

test("the factor and addend after each convolution become part of its weights and bias", () => {
  const { manifest, shard, read } = files(descriptorTensors());
  const network = descriptorNetwork(manifest, shard);
  for (const name of ["conv32_down", "conv64_down/conv1", "conv256_down_out/conv2"]) {
    const factors = read(`${name}/scale/weights`);
    const addends = read(`${name}/scale/biases`);
    const weights = read(`${name}/conv/filters`).map((value, i) => value * factors[i % factors.length]!);
    const bias = read(`${name}/conv/bias`).map((value, i) => value * factors[i]! + addends[i]!);
    expect(firstDifference(parameters(network, `${name}.weights`), weights)).toBe(-1);
    expect(firstDifference(parameters(network, `${name}.bias`), bias)).toBe(-1);
  }
  expect(firstDifference(parameters(network, "cells.weights"), read("fc"))).toBe(-1);
});

test("the landmark networks, full and tiny, answer with x and y of 68 points", () => {
  for (const [size, blocks] of [
    ["full", 4],
    ["tiny", 3],
  ] as const) {
    const structure = landmarksStructure(size);
    expect(structure.layers.filter(({ kind }) => kind === "depthwise-convolution")).toHaveLength(blocks * blocks - 1);
    expect(structure.layers.at(-1)).toMatchObject({ kind: "dense", units: 136, name: "landmarks" });
  }
});

test("each convolution of a block reads the sum of all before it", () => {
  const layers = new Map(landmarksStructure().layers.map((layer) => [layer.name, layer]));
  expect(layers.get("dense2/conv3/depthwise")!.from).toEqual(["dense2/sum2"]);
  expect(layers.get("dense2/sum3")!.from).toEqual(["dense2/conv0", "dense2/conv1", "dense2/conv2", "dense2/conv3"]);
  expect(layers.get("dense3/conv0/depthwise")!.from).toEqual(["dense2/sum3"]);
});

test("files of another network, cut short or a page are refused with their address", () => {
  const { manifest, shard } = files({ ...descriptorTensors(), fc: [128, 256] });
  const page = new TextEncoder().encode("<!doctype html>");
  const graph = {
    modelTopology: {
      node: [
        { name: "x", op: "Placeholder", attr: { shape: { shape: { dim: [1, 8, 8, 3].map((size) => ({ size })) } } } },
        { name: "y", op: "Relu", input: ["x"] },
      ],
    },
    weightsManifest: [],
  };
  const at = "https://example.org/m.json";
  const refused: [() => unknown, string][] = [
    [
      () => descriptorNetwork(manifest, shard, at),
      `${at}: expected the weight "fc" of shape (256, 128), got (128, 256)`,
    ],
    [
      () => landmarksNetwork(manifest, shard, at),
      `${at}: expected the weight "dense0/conv0/filters" of shape (3, 3, 3, 32), got none`,
    ],
    [() => descriptorNetwork(manifest, shard.subarray(1), at), "https://example.org/weights.bin: it has"],
    [() => descriptorNetwork(manifest, page, at), "https://example.org/weights.bin: this is an HTML page"],
    [() => detectorNetwork(page, shard, at), `${at}: this is an HTML page`],
    [
      () => detectorNetwork({ ...graph, weightsManifest: [{ paths: ["w"], weights: [] }] }, new Uint8Array(0), at),
      `${at}: expected a network with (256, 256, 3)`,
    ],
  ];
  for (const [open, message] of refused) {
    const error = thrown(open);
    expect(isSelfsameError(error, "model-file"), message).toBe(true);
    expect((error as Error).message).toContain(message);
  }
});

test("red, green and blue go in by their own mean and in their own scale", () => {
  const chip = (side: number): Image => ({
    width: side,
    height: side,
    channels: 3,
    data: Uint8Array.from({ length: side * side * 3 }, (_, i) => [255, 128, 0][i % 3]!),
  });
  const filled = (fill: (image: Image, into: Float32Array) => void, side: number) => {
    const into = new Float32Array(side * side * 3);
    fill(chip(side), into);
    return Array.from(into.slice(-3));
  };
  const near = (values: number[], expected: number[]) =>
    values.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 6));
  near(filled(fillDescriptorInput, 150), [132.218 / 256, 10.999 / 256, -104.298 / 256]);
  near(
    filled((image, into) => fillDescriptorInput(image, into, 255), 150),
    [132.218 / 255, 10.999 / 255, -104.298 / 255],
  );
  near(filled(fillLandmarksInput, 112), [132.218 / 255, 10.999 / 255, -104.298 / 255]);
  near(filled(fillDetectorInput, 256), [1, 128 / 127.5 - 1, -1]);
  near(filled(fillMeshInput, 192), [1, 128 / 255, 0]);
});

test("a chip of another size or with four channels is refused", () => {
  const into = new Float32Array(150 * 150 * 3);
  const image = (side: number, channels: 3 | 4, bytes = side * side * channels): Image => ({
    width: side,
    height: side,
    channels,
    data: new Uint8Array(bytes),
  });
  expect(() => fillDescriptorInput(image(112, 3), into)).toThrow(/expected an RGB chip of 150x150, got 112x112/);
  expect(() => fillDescriptorInput(image(150, 4), into)).toThrow(/4 channels/);
  expect(() => fillDescriptorInput(image(150, 3, 10), into)).toThrow(/10 bytes/);
  expect(() => fillDescriptorInput(image(150, 3), new Float32Array(3))).toThrow(
    /expected room for 67500 numbers, got 3/,
  );
});

function thrown(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
