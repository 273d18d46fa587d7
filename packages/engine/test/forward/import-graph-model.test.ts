// TensorFlow.js graph models: what each operation becomes, on inputs small enough to compute by hand. That whole networks
// answer as TensorFlow.js does is shown by bench/face/networks.ts and by the tests of packages/face.

import { expect, test } from "vitest";
import { isSelfsameError, PURPOSE, stream } from "../../src/index.ts";
import { importGraphModel } from "../../src/forward/import/index.ts";

type Attributes = Record<string, unknown>;
interface Node {
  name: string;
  op: string;
  input?: string[];
  attr?: Attributes;
}
type Constants = Record<string, { shape: number[]; values: number[]; dtype?: "int32" }>;

const s = (text: string) => ({ s: btoa(text) });
const ints = (...values: number[]) => ({ list: { i: values.map(String) } });
const dims = (...sizes: number[]) => ({ shape: { dim: sizes.map((size) => ({ size: String(size) })) } });
const placeholder = (...sizes: number[]): Node => ({ name: "x", op: "Placeholder", attr: { shape: dims(...sizes) } });
const window = (padding: string, stride = 1, more: Attributes = {}) => ({
  padding: s(padding),
  strides: ints(1, stride, stride, 1),
  ...more,
});
const fusedOps = (...names: string[]) => ({ fused_ops: { list: { s: names.map((name) => btoa(name)) } } });
const numbers = (shape: number[], ...values: number[]) => ({ shape, values });
const whole = (...values: number[]) => ({ shape: [values.length], values, dtype: "int32" as const });

/** The nodes after the constants; outputs are those that nobody reads, or the signature's. */
function model(nodes: Node[], constants: Constants = {}, outputs?: Record<string, string>) {
  const entries = Object.entries(constants);
  const weights = entries.map(([name, { shape, dtype = "float32" }]) => ({ name, shape, dtype }));
  const bytes = entries.map(([, { values, dtype }]) =>
    dtype ? new Uint8Array(Int32Array.from(values).buffer) : new Uint8Array(Float32Array.from(values).buffer),
  );
  const given = outputs && Object.entries(outputs).map(([key, name]) => [key, { name }] as const);
  return {
    model: {
      modelTopology: { node: [...entries.map(([name]) => ({ name, op: "Const" })), ...nodes] },
      weightsManifest: [{ paths: ["net.bin"], weights }],
      ...(given && { signature: { outputs: Object.fromEntries(given) } }),
    },
    shards: [Uint8Array.from(bytes.flatMap((part) => [...part]))],
    address: "models/net.json",
  };
}

const ONE_TO_NINE = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const image = placeholder(-1, 3, 3, 1);
const pairs = placeholder(-1, 1, 2, 2);

const cases: { what: string; nodes: Node[]; constants?: Constants; input: number[]; expected: number[] }[] = [
  {
    what: "Conv2D, SAME with the odd cell after",
    nodes: [image, { name: "y", op: "Conv2D", input: ["x", "w"], attr: window("SAME", 2) }],
    constants: { w: numbers([2, 2, 1, 1], 1, 1, 1, 1) },
    input: ONE_TO_NINE,
    expected: [12, 9, 15, 9],
  },
  {
    what: "Conv2D, EXPLICIT padding",
    nodes: [
      image,
      {
        name: "y",
        op: "Conv2D",
        input: ["x", "w"],
        attr: window("EXPLICIT", 2, { explicit_paddings: ints(0, 0, 1, 0, 0, 0, 0, 0) }),
      },
    ],
    constants: { w: numbers([2, 2, 1, 1], 1, 1, 1, 1) },
    input: ONE_TO_NINE,
    expected: [3, 24],
  },
  {
    what: "_FusedConv2D with bias and slopes",
    nodes: [
      pairs,
      {
        name: "y",
        op: "_FusedConv2D",
        input: ["x", "w", "b", "p"],
        attr: window("VALID", 1, fusedOps("BiasAdd", "Prelu")),
      },
    ],
    constants: { w: numbers([1, 1, 2, 2], 1, 0, 0, 1), b: numbers([2], -2, 0), p: numbers([1, 1, 2], 0.5, 3) },
    input: [1, -1, 4, 2],
    expected: [-0.5, -3, 2, 2],
  },
  {
    what: "DepthwiseConv2dNative",
    nodes: [pairs, { name: "y", op: "DepthwiseConv2dNative", input: ["x", "w"], attr: window("VALID") }],
    constants: { w: numbers([1, 2, 2, 1], 1, 10, 2, 20) },
    input: [1, 2, 3, 4],
    expected: [7, 100],
  },
  {
    what: "MaxPool and AvgPool, padding not counted",
    nodes: [
      image,
      { name: "m", op: "MaxPool", input: ["x"], attr: window("SAME", 2, { ksize: ints(1, 2, 2, 1) }) },
      { name: "a", op: "AvgPool", input: ["x"], attr: window("SAME", 2, { ksize: ints(1, 2, 2, 1) }) },
      { name: "y", op: "Sub", input: ["m", "zero"] },
      { name: "z", op: "AddV2", input: ["y", "a"] },
    ],
    constants: { zero: numbers([], 0) },
    input: ONE_TO_NINE,
    expected: [5 + 3, 6 + 4.5, 8 + 7.5, 9 + 9],
  },
  {
    what: "Mul, Add, Sub and RealDiv by constants from either side",
    nodes: [
      pairs,
      { name: "a", op: "Mul", input: ["two", "x"] },
      { name: "b", op: "Add", input: ["each", "a"] },
      { name: "c", op: "Sub", input: ["each", "b"] },
      { name: "d", op: "Sub", input: ["c", "two"] },
      { name: "e", op: "RealDiv", input: ["d", "two"] },
    ],
    constants: { two: numbers([], 2), each: numbers([2], 1, 10) },
    input: [1, 2, 3, 4],
    expected: [-2, -3, -4, -5],
  },
  {
    what: "FusedBatchNormV3",
    nodes: [
      pairs,
      {
        name: "y",
        op: "FusedBatchNormV3",
        input: ["x", "gamma", "beta", "mean", "variance"],
        attr: { is_training: { b: false }, epsilon: { f: 1 } },
      },
    ],
    constants: {
      gamma: numbers([2], 2, 1),
      beta: numbers([2], 0, 5),
      mean: numbers([2], 1, 0),
      variance: numbers([2], 3, 0),
    },
    input: [1, 2, 3, 4],
    expected: [0, 7, 2, 9],
  },
  {
    what: "Relu, Relu6 and Sigmoid",
    nodes: [
      placeholder(1, 1, 1, 3),
      { name: "r", op: "Relu", input: ["x"] },
      { name: "s", op: "Relu6", input: ["r"] },
      { name: "h", op: "Sub", input: ["s", "s6"] },
      { name: "y", op: "Sigmoid", input: ["h"] },
    ],
    constants: { s6: numbers([3], 0, 3, 6) },
    input: [-5, 3, 9],
    expected: [0.5, 0.5, 0.5],
  },
  {
    what: "Mean over the plane, then MatMul with a transposed matrix",
    nodes: [
      pairs,
      { name: "m", op: "Mean", input: ["x", "axes"] },
      { name: "y", op: "MatMul", input: ["m", "w"], attr: { transpose_b: { b: true } } },
    ],
    constants: { axes: whole(1, -2), w: numbers([3, 2], 1, 0, 0, 1, 1, 1) },
    input: [1, 2, 3, 6],
    expected: [2, 4, 6],
  },
  {
    what: "Reshape of all numbers, then _FusedMatMul",
    nodes: [
      pairs,
      { name: "f", op: "Reshape", input: ["x", "flat"] },
      { name: "y", op: "_FusedMatMul", input: ["f", "w", "b"], attr: fusedOps("BiasAdd", "Relu") },
    ],
    constants: { flat: whole(-1, 4), w: numbers([4, 2], 1, -1, 1, -1, 1, -1, 1, -1), b: numbers([2], 1, 1) },
    input: [1, 2, 3, 4],
    expected: [11, 0],
  },
  {
    what: "Pad of plane and channels, then Squeeze and ConcatV2",
    nodes: [
      placeholder(-1, 1, 1, 2),
      { name: "p", op: "PadV2", input: ["x", "cells", "zero"] },
      { name: "q", op: "Squeeze", input: ["p"], attr: { squeeze_dims: ints(1) } },
      { name: "y", op: "ConcatV2", input: ["q", "q", "axis"] },
    ],
    constants: {
      cells: { shape: [4, 2], values: [0, 0, 0, 0, 1, 0, 0, 1], dtype: "int32" },
      zero: numbers([], 0),
      axis: { shape: [], values: [-1], dtype: "int32" },
    },
    input: [1, 2],
    expected: [0, 0, 0, 0, 0, 0, 1, 2, 0, 1, 2, 0],
  },
];

test.each(cases)("$what gives what it does in TensorFlow", async ({ nodes, constants, input, expected }) => {
  const network = importGraphModel(model(nodes, constants));
  const answers = await network.forward(input, { backend: "reference" });
  const [answer] = answers.values();
  expect(answers.size).toBe(1);
  expected.forEach((value, index) => expect(answer!.values[index]).toBeCloseTo(value, 5));
  expect(answer!.values.length).toBe(expected.length);
});

const convolved: Node[] = [
  pairs,
  { name: "c", op: "Conv2D", input: ["x", "w"], attr: window("VALID") },
  { name: "b", op: "BiasAdd", input: ["c", "bias"] },
  { name: "r", op: "Relu", input: ["b"] },
];
const folding = { w: numbers([1, 1, 2, 2], 1, 0, 0, 1), bias: numbers([2], -2, 1) };

test("a bias and an activation become the convolution's own", async () => {
  const network = importGraphModel(model(convolved, folding));
  expect(network.structure.layers).toHaveLength(1);
  expect(network.structure.layers[0]).toMatchObject({ kind: "convolution", name: "r", activation: "relu" });
  const { values } = (await network.forward([1, 2, 3, -4], { backend: "reference" })).get("r")!;
  expect(Array.from(values)).toEqual([0, 3, 1, 0]);
});

test("what another node or the outputs also read is not folded away", async () => {
  const shared = importGraphModel(model(convolved, folding, { sum: "b", rectified: "r" }));
  expect(shared.structure.outputs).toEqual(["sum", "rectified"]);
  const answers = await shared.forward([1, 2, 3, -4], { backend: "reference" });
  expect(Array.from(answers.get("sum")!.values)).toEqual([-1, 3, 1, -3]);
  expect(Array.from(answers.get("rectified")!.values)).toEqual([0, 3, 1, 0]);
});

test("outputs carry the names of the signature, and one node may answer under two", async () => {
  const twice = importGraphModel(model(convolved, folding, { "first:0": "r:0", second: "r" }));
  expect(twice.structure.outputs).toEqual(["first", "second"]);
  const answers = await twice.forward([3, 0, 3, 0], { backend: "reference" });
  expect(answers.get("second")!.values).toEqual(answers.get("first")!.values);
});

test("height and width that the graph leaves open are the caller's to say", () => {
  const open = model([placeholder(-1, -1, -1, 3), { name: "y", op: "Relu", input: ["x"] }]);
  expect(() => importGraphModel(open)).toThrow(/node "x" \(Placeholder\): its shape is \(-1, -1, -1, 3\); say what/);
  const input = { height: 4, width: 5, channels: 3 };
  expect(importGraphModel({ ...open, input }).structure.input).toEqual(input);
  expect(() => importGraphModel({ ...open, input: { ...input, channels: 1 } })).toThrow(
    /not the input that was asked for/,
  );
});

test("what our layers cannot do is refused with the node and the operation", () => {
  const filter = { w: numbers([1, 1, 1, 1], 1) };
  const conv = (attr: Attributes, w = filter) =>
    model([image, { name: "y", op: "Conv2D", input: ["x", "w"], attr: { ...window("SAME"), ...attr } }], w);
  const on = (op: string, attr: Attributes = {}, constants: Constants = {}) =>
    model([image, { name: "y", op, input: ["x", ...Object.keys(constants)], attr }], constants);
  const refused: [object, string][] = [
    [on("Softmax"), 'models/net.json: node "y" (Softmax): this operation cannot be read; supported are Add, '],
    [conv({ data_format: s("NCHW") }), 'node "y" (Conv2D): its data_format is NCHW'],
    [conv({ dilations: ints(1, 2, 2, 1) }), "its dilations are [1,2,2,1]"],
    [conv({ strides: ints(2, 1, 1, 1) }), "its strides is [2,1,1,1]"],
    [conv({ padding: s("ODD") }), "its padding is ODD"],
    [conv({}, { w: numbers([1, 1, 2, 1], 1, 1) }), "Groups are not supported"],
    [conv({}, { w: numbers([1, 0, 1, 1e9]) }), "its filter has shape (1, 0, 1, 1000000000)"],
    [
      model([placeholder(1, 1, 1, 1e12), { name: "y", op: "Mul", input: ["x", "w"] }], filter),
      "its input has 1000000000000 channels",
    ],
    [conv(fusedOps("BiasAdd", "Elu"), filter), 'node "y" (Conv2D): expected at least 3 inputs, got 2'],
    [
      model(
        [image, { name: "y", op: "_FusedConv2D", input: ["x", "w"], attr: { ...window("SAME"), ...fusedOps("Elu") } }],
        filter,
      ),
      "its fused_ops are Elu",
    ],
    [on("DepthwiseConv2dNative", window("SAME"), { w: numbers([1, 1, 1, 2], 1, 1) }), "the depth multiplier must be 1"],
    [on("Mul", {}, { w: numbers([3, 1], 1, 2, 3) }), "expected one number, or one for each of 1 channels"],
    [on("PadV2", {}, { p: whole(0, 0, 1, 1, 1, 1, 0, 0), v: numbers([], 1) }), "it pads with 1"],
    [on("Reshape", {}, { s: whole(-1, 2) }), "expected as many numbers for each example"],
    [on("Reshape", {}, { s: whole(9) }), "it makes (9) of (batch, 3, 3, 1)"],
    [on("Mean", {}, { a: whole(1) }), "it is over axes [1]"],
    [on("ConcatV2", {}, { c: numbers([1], 0), a: whole(0) }), "input 2 is a constant"],
    [on("FusedBatchNormV3"), "is_training is true"],
    [model([image, { name: "y", op: "AddV2", input: ["x", "x:1"] }]), 'only first results (":0")'],
    [model([image, { name: "y", op: "AddV2", input: ["x", "z"] }]), 'reads "z", which is no node'],
    [
      model([
        image,
        { name: "y", op: "AddV2", input: ["x", "z"] },
        { name: "z", op: "Relu", input: ["y"] },
        { name: "out", op: "Relu", input: ["z"] },
      ]),
      "in a circle",
    ],
    [model([{ name: "y", op: "Identity", input: ["c"] }], { c: numbers([1], 1) }), "expected one input, got 0"],
    [
      model([image, { name: "y", op: "Relu", input: ["x"] }], {}, { out: "nothing" }),
      'output "nothing", which is no node',
    ],
    [model([image, { name: "c", op: "Const" }, { name: "y", op: "Mul", input: ["x", "c"] }]), "not among the weights"],
    [model([placeholder(1, 1e9, 1e9, 9), { name: "y", op: "Relu", input: ["x"] }]), "models/net.json: "],
    [{ model: { modelTopology: { model_config: {} } }, shards: [] }, "this is a TensorFlow.js layers model"],
    [{ model: { version: 1 }, shards: [] }, "expected a TensorFlow.js graph model"],
    [{ model: new TextEncoder().encode("<html>"), shards: [] }, "HTML page"],
  ];
  for (const [source, message] of refused) {
    const error = thrown(() => importGraphModel(source as Parameters<typeof importGraphModel>[0]));
    expect(isSelfsameError(error, "model-file"), `${message}: ${String(error)}`).toBe(true);
    expect((error as Error).message).toContain(message);
  }
});

test("a graph of any depth is walked without running out of stack", () => {
  const links = Array.from({ length: 50_000 }, (_, i) => ({ name: `i${i + 1}`, op: "Identity", input: [`i${i}`] }));
  const nodes = [placeholder(1, 1, 1, 1), { name: "i0", op: "Relu", input: ["x"] }, ...links];
  expect(importGraphModel(model(nodes)).structure.layers).toHaveLength(1);
});

test("a corrupted model is read or refused, and never ends otherwise", () => {
  const { model: json, shards } = model(convolved, folding, { answer: "r" });
  const text = JSON.stringify(json);
  const random = stream(2, PURPOSE.drawing);
  let refused = 0;
  for (let round = 0; round < 1000; round++) {
    const bytes = new TextEncoder().encode(text);
    for (let flips = random.below(3); flips >= 0; flips--) bytes[random.below(bytes.length)] = 32 + random.below(95);
    const error = thrown(() => importGraphModel({ model: bytes, shards }));
    if (error === undefined) continue;
    expect(isSelfsameError(error, "model-file"), `${String(error)} ${new TextDecoder().decode(bytes)}`).toBe(true);
    refused++;
  }
  expect(refused).toBeGreaterThan(300);
});

function thrown(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
