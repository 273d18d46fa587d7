// Weights of TensorFlow.js manifests: what is read, and what is refused by name.

import { expect, test } from "vitest";
import { isSelfsameError, PURPOSE, stream } from "../../src/index.ts";
import { openWeights, parametersFrom, readWeights } from "../../src/forward/import/index.ts";
import { dense, ForwardNetwork, forwardStructure, type StoredNumbers } from "../../src/forward/index.ts";

const bytesOf = (values: Float32Array | Int32Array | Uint16Array | Uint8Array) => new Uint8Array(values.buffer);
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const group = (weights: object[], paths = ["net.bin"]) => ({ paths, weights });
const read = (manifest: unknown, ...shards: Uint8Array[]) =>
  readWeights({ manifest, shards, address: "https://example.org/models/net.json" });

test("plain float32 and int32 weights come out as they are stored", () => {
  const manifest = [
    group([
      { name: "a", shape: [1, 2], dtype: "float32" },
      { name: "b", shape: [3], dtype: "int32" },
      { name: "none", shape: [0, 4], dtype: "float32" },
    ]),
  ];
  const tensors = read(manifest, joined(bytesOf(Float32Array.of(0.5, -2)), bytesOf(Int32Array.of(-1, 2, 70000))));
  expect([...tensors.keys()]).toEqual(["a", "b", "none"]);
  expect(tensors.get("a")).toEqual({ shape: [1, 2], values: Float32Array.of(0.5, -2) });
  expect(tensors.get("b")).toEqual({ shape: [3], values: Int32Array.of(-1, 2, 70000) });
  expect(tensors.get("none")!.values.length).toBe(0);
});

test("float16 weights are exact, from the smallest to the largest", () => {
  // Bit patterns and values: IEEE 754-2008, binary16.
  const halves = Uint16Array.of(0x0000, 0x8001, 0x0001, 0x03ff, 0x0400, 0x3c00, 0xc000, 0x3555, 0x7bff);
  const values = [0, -(2 ** -24), 2 ** -24, 1023 * 2 ** -24, 2 ** -14, 1, -2, 1365 * 2 ** -12, 65504];
  const entry = { name: "h", shape: [9], dtype: "float32", quantization: { dtype: "float16" } };
  expect(Array.from(read([group([entry])], bytesOf(halves)).get("h")!.values)).toEqual(values);
});

test("uint8 and uint16 weights are scaled and moved as TensorFlow.js does it", () => {
  const manifest = [
    group([
      { name: "b", shape: [2], dtype: "float32", quantization: { dtype: "uint8", scale: 0.1, min: -1 } },
      { name: "s", shape: [2], dtype: "float32", quantization: { dtype: "uint16", scale: 0.001, min: 3 } },
      { name: "i", shape: [2], dtype: "int32", quantization: { dtype: "uint8", scale: 2.6, min: -10 } },
    ]),
  ];
  const shard = joined(Uint8Array.of(0, 255), bytesOf(Uint16Array.of(1, 65535)), Uint8Array.of(1, 4));
  const tensors = read(manifest, shard);
  expect(tensors.get("b")!.values).toEqual(Float32Array.of(-1, 255 * 0.1 - 1));
  expect(tensors.get("s")!.values).toEqual(Float32Array.of(3.001, 65535 * 0.001 + 3));
  expect(tensors.get("i")!.values).toEqual(Int32Array.of(-7, 0));
});

test("a weight may begin in one shard and end in the next, and groups have shards of their own", () => {
  const whole = bytesOf(Float32Array.of(1, 2, 3));
  const manifest = [
    group([{ name: "a", shape: [3], dtype: "float32" }], ["1.bin", "2.bin"]),
    group([{ name: "b", shape: [], dtype: "float32" }], ["3.bin"]),
  ];
  const tensors = read(manifest, whole.subarray(0, 5), whole.subarray(5), bytesOf(Float32Array.of(4)));
  expect(tensors.get("a")!.values).toEqual(Float32Array.of(1, 2, 3));
  expect(tensors.get("b")!.values).toEqual(Float32Array.of(4));
});

/** A weight (2, 3) of each kind of storage, and one that is moved by -1. */
function stored() {
  const manifest = [
    group([
      { name: "bytes", shape: [2, 3], dtype: "float32", quantization: { dtype: "uint8", scale: 0.1, min: -1 } },
      { name: "words", shape: [2, 3], dtype: "float32", quantization: { dtype: "uint16", scale: 0.01, min: 2 } },
      { name: "halves", shape: [2, 3], dtype: "float32", quantization: { dtype: "float16" } },
      { name: "plain", shape: [2, 3], dtype: "float32" },
    ]),
  ];
  const shard = joined(
    Uint8Array.of(0, 1, 2, 100, 200, 255),
    bytesOf(Uint16Array.of(0, 1, 2, 300, 400, 65535)),
    bytesOf(Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x8001, 0x7bff)),
    bytesOf(Float32Array.of(1, -2, 3.5, 0, -0, 1e-30)),
  );
  const files = { manifest, shards: [shard], address: "https://example.org/models/net.json" };
  return { shard, numbers: readWeights(files), tensors: openWeights(files) };
}

test("weights that become numbers when they are asked for are the same ones, times a factor for each unit or not", () => {
  const { numbers, tensors } = stored();
  const factors = Float32Array.of(0.3, -7, 1.1);
  for (const [name, tensor] of tensors) {
    const values = numbers.get(name)!.values as Float32Array;
    const into = new Float32Array(6);
    tensor.read(into);
    expect(into, name).toEqual(values);
    tensor.times(factors).read(into);
    expect(into, name).toEqual(values.map((value, i) => value * factors[i % 3]!));
    expect(() => tensor.times(Float32Array.of(1e38, 1, 1e38)).read(into), name).toThrow(/not finite/);
  }
});

test("bytes that were handed to another thread are missed, and not taken for weights", () => {
  const { shard, tensors } = stored();
  structuredClone(shard, { transfer: [shard.buffer] });
  expect(() => tensors.get("bytes")!.read(new Float32Array(6))).toThrow(/the bytes of "bytes" in .*net\.bin are gone/);
});

test("a network of stored weights answers as one of the numbers does", async () => {
  const { numbers, tensors } = stored();
  const structure = forwardStructure({ input: { height: 1, width: 1, channels: 2 }, layers: [dense(3, "identity")] });
  const [weights, bias] = [tensors.get("bytes")!, Float32Array.of(1, 2, 3)];
  const parameters = new Map<string, Float32Array | StoredNumbers>([
    ["dense1.weights", weights],
    ["dense1.bias", bias],
  ]);
  const network = new ForwardNetwork(structure, parametersFrom(structure, parameters, "net.json"));
  const flat = Float32Array.of(...numbers.get("bytes")!.values, ...bias);
  expect(network.readParameters()).toEqual(flat);
  for (const backend of ["reference", "wasm"] as const) {
    const [answer, expected] = await Promise.all(
      [network, new ForwardNetwork(structure, flat)].map((one) => one.forward([3, -4], { backend })),
    );
    expect(answer).toEqual(expected);
  }
  parameters.set("dense1.bias", Float32Array.of(1, Infinity, 3));
  expect(() => parametersFrom(structure, parameters, "net.json")).toThrow(/net\.json: dense1\.bias: number 1 is not/);
});

test("a file that is not what was expected is named with its address", () => {
  const manifest = [group([{ name: "a", shape: [2], dtype: "float32" }], ["net.bin"])];
  const page = new TextEncoder().encode("\uFEFF\n<!DOCTYPE html><title>404</title>");
  const good = new Uint8Array(8);
  const at = "https://example.org/models/net";
  const cases: [unknown, Uint8Array[], string][] = [
    [manifest, [new Uint8Array(7)], `${at}.bin: it has 7 bytes; its manifest describes 8. It is cut short`],
    [manifest, [new Uint8Array(12)], `${at}.bin: it has 12 bytes; its manifest describes 8.`],
    [manifest, [page], `${at}.bin: this is an HTML page`],
    [page, [good], `${at}.json: this is an HTML page`],
    [new TextEncoder().encode("[{"), [good], `${at}.json: this is not JSON`],
    [manifest, [], `${at}.json: it has 1 shards (net.bin), 0 came`],
    [manifest, [bytesOf(Float32Array.of(1, NaN))], `${at}.bin: its weight "a" holds a number that is not finite`],
    [{}, [good], `${at}.json: expected a TensorFlow.js weights manifest`],
    [[{ paths: ["net.bin"] }], [good], `${at}.json: a group's weights`],
    [[group([{ name: "a", shape: [2], dtype: "bool" }])], [good], `weight "a" has dtype "bool"`],
    [[group([{ name: "a", shape: [-2], dtype: "float32" }])], [good], `weight "a" has shape [-2]`],
    [[group([{ name: "a", shape: [1e9, 1e9], dtype: "float32" }])], [good], "which nothing can hold"],
    [[group([{ name: "a", shape: [1e12], dtype: "float32" }])], [good], "its manifest describes 4000000000000"],
    [
      [group([{ name: "a", shape: [8], dtype: "float32", quantization: { dtype: "uint8", scale: 1 } }])],
      [good],
      "min undefined",
    ],
    [
      [group([{ name: "a", shape: [8], dtype: "float32", quantization: { dtype: "int4", scale: 1, min: 0 } }])],
      [good],
      '"int4"',
    ],
    [[...manifest, group([{ name: "a", shape: [2], dtype: "float32" }])], [good, good], 'the weight "a" twice'],
  ];
  for (const [source, shards, message] of cases) {
    const error = thrown(() => read(source, ...shards));
    expect(isSelfsameError(error, "model-file"), message).toBe(true);
    expect((error as Error).message).toContain(message);
  }
});

test("a corrupted manifest is read or refused, and never ends otherwise", () => {
  const text = JSON.stringify([
    group([
      { name: "a", shape: [2, 3], dtype: "float32", quantization: { dtype: "uint8", scale: 0.1, min: -1 } },
      { name: "b", shape: [2], dtype: "int32" },
    ]),
  ]);
  const random = stream(1, PURPOSE.drawing);
  let refused = 0;
  for (let round = 0; round < 500; round++) {
    const bytes = new TextEncoder().encode(text);
    for (let flips = 0; flips < 3; flips++) bytes[random.below(bytes.length)] = 32 + random.below(95);
    const error = thrown(() => read(bytes, new Uint8Array(14)));
    if (error === undefined) continue;
    expect(isSelfsameError(error, "model-file"), String(error)).toBe(true);
    refused++;
  }
  expect(refused).toBeGreaterThan(100);
});

function thrown(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
