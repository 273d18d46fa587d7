// What stands under the model file: safetensors and JSON from strangers, read without the seal around them.
// model-file.test.ts has the lies that a sealed model can tell.

import { describe, expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors, type Tensor } from "../src/file/safetensors.ts";
import { decodeSealed, encodeSealed } from "../src/file/seal.ts";
import { load, save } from "../src/file/model.ts";
import { parseStrictJson } from "../src/file/strict-json.ts";
import { dense } from "../src/network/layers.ts";
import { network } from "../src/network/network.ts";
import { PURPOSE, stream } from "../src/numbers/random.ts";
import { put, withAbout } from "./support/files.ts";

const { below, bits, uniform } = stream(31, PURPOSE.drawing);

/** A file of a header, as JSON or as text, and so many bytes of data. */
const fileOf = (header: unknown, bytes: number) =>
  put({ text: typeof header === "string" ? header : JSON.stringify(header), data: new Uint8Array(bytes) });
const tensor = (start: unknown, end: unknown, shape: unknown, dtype = "F32") => ({
  dtype,
  shape,
  data_offsets: [start, end],
});

describe("safetensors", () => {
  test("metadata and tensors of either precision come back, whatever their names", () => {
    const metadata = new Map([
      ["format", "pt"],
      ["ключ", '"quoted" \\ ✓\u0000'],
    ]);
    const tensors = new Map<string, Tensor>([
      ["10", { shape: [2, 1], values: Float64Array.of(Math.PI, -0) }],
      ["nothing", { shape: [3, 0], values: new Float32Array(0) }],
      ["constructor", { shape: [], values: Float32Array.of(7) }],
      ["2", { shape: [3], values: Float32Array.of(NaN, -Infinity, 1e-45) }],
    ]);
    const file = decodeSafetensors(encodeSafetensors({ metadata, tensors }));
    expect(file.metadata).toEqual(metadata);
    expect(file.tensors.size).toBe(tensors.size);
    for (const [name, expected] of tensors) expect(file.tensors.get(name), name).toStrictEqual(expected);
  });

  test("a file that another program wrote, its tensors in any order and its header unpadded, is read", () => {
    const header = { b: tensor(4, 12, [2]), a: tensor(0, 4, [1, 1]), __metadata__: {} };
    const bytes = put({ text: `${JSON.stringify(header)} `, data: new Uint8Array(Float32Array.of(1, 2, 3).buffer) });
    const { tensors } = decodeSafetensors(bytes);
    expect(tensors.get("a")!.values).toEqual(Float32Array.of(1));
    expect(tensors.get("b")!.values).toEqual(Float32Array.of(2, 3));
    expect(decodeSafetensors(fileOf({}, 0)).tensors.size).toBe(0);
  });

  test("a view into larger memory is read at any place, time and again, and stays as it was", async () => {
    const values = Float32Array.of(1, 2);
    const bytes = await encodeSealed({ metadata: new Map(), tensors: new Map([["a", { shape: [2], values }]]) });
    for (const place of [0, 1, 2, 3]) {
      const memory = new Uint8Array(bytes.length + 8);
      memory.set(bytes, place);
      // As Node's Buffer: a Uint8Array whose slice is a view.
      const view = Object.assign(memory.subarray(place, place + bytes.length), {
        slice: (from?: number, to?: number) => memory.subarray(place + (from ?? 0), place + (to ?? bytes.length)),
      });
      for (let time = 0; time < 2; time++)
        expect(await decodeSealed(view, ({ tensors }) => tensors.get("a")!.values)).toEqual(values);
      expect([...memory.subarray(place, place + bytes.length)]).toEqual([...bytes]);
    }
  });

  test("what is read from a sealed file is a copy: neither side changes the other", async () => {
    const values = Float32Array.of(1, 2);
    const bytes = await encodeSealed({ metadata: new Map(), tensors: new Map([["a", { shape: [2], values }]]) });
    const before = bytes.slice();
    const read = await decodeSealed(bytes, ({ tensors }) => tensors.get("a")!.values);
    expect(bytes).toEqual(before);
    bytes.fill(0xff);
    values.fill(9);
    expect(read).toEqual(Float32Array.of(1, 2));
  });

  test.each<[string, unknown, number, RegExp]>([
    ["a tensor inside another", { a: tensor(0, 16, [4]), b: tensor(4, 8, [1]) }, 16, /overlap/],
    ["one place for two", { a: tensor(0, 8, [2]), b: tensor(0, 8, [2]) }, 8, /overlap/],
    ["a gap at the start", { a: tensor(4, 8, [1]) }, 8, /expected 0/],
    ["data that no tensor has", { a: tensor(0, 4, [1]) }, 8, /has more than it says/],
    ["data and no tensor", {}, 4, /has more than it says/],
    ["an end beyond the data", { a: tensor(0, 8, [2]) }, 4, /there are 4: out of range/],
    ["an end beyond whole numbers", { a: tensor(0, 1e300, [1]) }, 4, /no sound data_offsets/],
    ["an end before the start", { a: tensor(4, 0, [1]) }, 4, /out of range/],
    ["a shape that overflows", { a: tensor(0, 4, [2 ** 53 - 1, 2 ** 53 - 1]) }, 4, /needs/],
    ["a shape whose product is 0 times infinity", { a: tensor(0, 0, [...Array(30).fill(2 ** 50), 0]) }, 0, /needs NaN/],
    ["half a side", { a: tensor(0, 4, [0.5, 2]) }, 4, /no sound shape/],
    ["no shape", { a: tensor(0, 4, null) }, 4, /no sound shape/],
    ["an unknown type", { a: tensor(0, 4, [1], "BF16") }, 4, /type "BF16"/],
    ["a type from the prototype", { a: tensor(0, 4, [1], "toString") }, 4, /type "toString"/],
    ["metadata that is a list", { __metadata__: [] }, 0, /not a JSON object/],
    ["metadata that holds an object", { __metadata__: { a: {} } }, 0, /not a string/],
    ["text", '"header"', 0, /not a JSON object/],
    ["null", "null", 0, /not a JSON object/],
    ["nothing", "", 0, /expected a value/],
  ])("a header with %s is refused", (_, header, bytes, reason) => {
    expect(() => decodeSafetensors(fileOf(header, bytes))).toThrow(reason);
  });

  test("a header that is not UTF-8 is refused", () => {
    const bytes = fileOf({ abc: tensor(0, 4, [1]) }, 4);
    for (const wrong of [0xff, 0xc0, 0x80]) {
      bytes[10] = wrong;
      expect(() => decodeSafetensors(bytes)).toThrow();
    }
  });
});

test("a sealed structure that claims billions of numbers is refused before any room is made for them", async () => {
  const bytes = await save(network({ inputs: 3, seed: 1, layers: [dense(2, "tanh"), dense(1, "sigmoid")] }));
  // 4 GB exactly, which a network may need, if its file has it.
  const wide = await withAbout(bytes, (about) => {
    about.structure.inputs = 32767;
    about.structure.layers = [{ ...about.structure.layers[0], units: 32768 }];
  });
  await expect(load(wide)).rejects.toMatchObject({ code: "model-file", message: /it has 4 tensors.* needs 2/ });
  const tall = await withAbout(bytes, (about) => (about.structure.inputs = 2 ** 28));
  await expect(load(tall)).rejects.toMatchObject({ code: "model-file", message: /needs \(268435456, 2\)/ });
});

test("bytes in the middle of a pool, whose slice does not copy as Node's does not, load right and stay as they were", async () => {
  class Pooled extends Uint8Array {
    override slice(start?: number, end?: number): Uint8Array<ArrayBuffer> {
      return this.subarray(start, end) as Uint8Array<ArrayBuffer>;
    }
  }
  const net = network({ inputs: 3, seed: 1, layers: [dense(2, "tanh"), dense(1, "sigmoid")] });
  const file = await save(net);
  for (const offset of [0, 1, 5]) {
    const pool = new ArrayBuffer(file.length + 16);
    new Uint8Array(pool).fill(0xab).set(file, offset);
    const before = new Uint8Array(pool).slice();
    const again = await load(new Pooled(pool, offset, file.length));
    expect(new Uint8Array(pool)).toEqual(before);
    new Uint8Array(pool).fill(0);
    expect(again.readParameters()).toEqual(net.readParameters());
  }
});

test("an error names the address that a wrong file came from", async () => {
  const url = "https://example.org/model.safetensors";
  const from = (response: Response) => Object.defineProperty(response, "url", { value: url });
  await expect(load(from(new Response("<!doctype html><title>Hello")))).rejects.toMatchObject({
    code: "model-file",
    message: /^https:\/\/example\.org\/model\.safetensors: this is an HTML page/,
  });
  await expect(load(from(new Response("", { status: 503, statusText: "Busy" })))).rejects.toMatchObject({
    code: "model-file",
    message: /^https:\/\/example\.org\/model\.safetensors: the server answered 503 Busy/,
  });
});

test("a sealed file's own words cannot be taken for its seal", async () => {
  const digits = "0".repeat(64);
  const tensors = new Map<string, Tensor>();
  const inside = await encodeSealed({ metadata: new Map([["about", JSON.stringify({ note: digits })]]), tensors });
  expect(decodeSafetensors(inside).metadata.get("sha256")).not.toBe(digits);
});

describe("strict JSON", () => {
  const WORDS = ["", "a", "__proto", "constructor", "toString", "10", "2", '"', "\\", "é✓😀", "\u0000\n\t", "\ud800"];

  function anything(depth: number): unknown {
    switch (below(depth > 4 ? 5 : 7)) {
      case 0:
        return below(2) === 0;
      case 1:
        return null;
      case 2:
        return bits();
      case 3:
        return (uniform() - 0.5) * 10 ** (below(600) - 300);
      case 4:
        return WORDS[below(WORDS.length)]! + WORDS[below(WORDS.length)]!;
      case 5:
        return Array.from({ length: below(4) }, () => anything(depth + 1));
      default:
        return Object.fromEntries(
          Array.from({ length: below(4) }, () => [WORDS[below(WORDS.length)], anything(depth + 1)]),
        );
    }
  }
  const outcome = (parse: (text: string) => unknown, text: string) => {
    try {
      return JSON.stringify(parse(text));
    } catch {
      return "refused";
    }
  };

  test("reads what JSON.parse reads, as JSON.parse reads it", () => {
    for (let round = 0; round < 1000; round++) {
      const value = anything(0);
      const text = JSON.stringify(value, null, [0, 2, "\t"][round % 3]);
      expect(JSON.stringify(parseStrictJson(text))).toBe(JSON.stringify(value));
    }
    for (const text of [" 1 ", "\r\n\t[ ]", "-0", "1E+2", "0.10e-05", "1e999", '"\\u00E9\\/\\b"', "{ }", '{"":{}}'])
      expect(Object.is(JSON.stringify(parseStrictJson(text)), JSON.stringify(JSON.parse(text))), text).toBe(true);
    expect(parseStrictJson("-0")).toBe(-0);
  });

  test("refuses what JSON.parse refuses, and beyond that only __proto__ and keys given twice", () => {
    const STRANGE = [..."{}[]\",:\\ue+-.01 \n\u00a0\ufeff'/x"];
    let refused = 0;
    let read = 0;
    for (let round = 0; round < 5000; round++) {
      const text = JSON.stringify(anything(0));
      const at = below(text.length + 1);
      const changed = text.slice(0, at) + STRANGE[below(STRANGE.length)]! + text.slice(at + below(2));
      const expected = outcome(JSON.parse, changed);
      if (expected === "refused") refused++;
      else read++;
      const got = outcome(parseStrictJson, changed);
      // Keys with escapes are not compared: of '{"\\n":1,"\\"":2}' V8's JSON.parse may read the second key as "\\" (Node 24, 26).
      const isSame = changed.includes("\\") ? (got === "refused") === (expected === "refused") : got === expected;
      if (!isSame) expect(() => parseStrictJson(changed)).toThrow(/a second time|__proto__/);
    }
    expect(refused).toBeGreaterThan(500);
    expect(read).toBeGreaterThan(500);
  });

  test.each<[string, string, RegExp]>([
    ["a key twice", '{"a":1,"b":2,"a":3}', /"a" a second time/],
    ["a key twice in disguise", '{"a":1,"\\u0061":1}', /"a" a second time/],
    ["__proto__", '{"__proto__":1}', /__proto__/],
    ["__proto__ deep inside", '[{"a":{"__pr\\u006fto__":{}}}]', /__proto__/],
    ["lists without end", "[".repeat(1_000_000), /64 levels of nesting/],
    ["objects without end", '{"a":'.repeat(1_000_000), /64 levels of nesting/],
    ["a text without end", '"abc', /to its end at character 4/],
    ["more than one value", "1 2", /the end at character 2/],
  ])("refuses %s", (_, text, reason) => {
    expect(() => parseStrictJson(text)).toThrow(reason);
  });

  test("keys that objects are born with are keys like any other", () => {
    const value = parseStrictJson('{"constructor":1,"toString":2,"hasOwnProperty":3}') as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(["constructor", "toString", "hasOwnProperty"]);
    expect((parseStrictJson("{}") as Record<string, unknown>)["toString"]).toBeUndefined();
  });

  test("a text of twenty million characters is read: what is written can be read again", () => {
    // Beyond what one regular expression with alternatives holds on its stack.
    expect((parseStrictJson(`["${"a".repeat(20_000_000)}"]`) as string[])[0]).toHaveLength(20_000_000);
  });
});
