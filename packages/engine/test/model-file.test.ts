// The model file: it comes back as it was, anyone can read it, and nothing that is wrong with it passes.

import { describe, expect, test, vi } from "vitest";
import { isSelfsameError } from "../src/errors.ts";
import type { FileSource } from "../src/file/bytes.ts";
import type { ModelFacts } from "../src/file/facts.ts";
import { load, save } from "../src/file/model.ts";
import { encodeSealed } from "../src/file/seal.ts";
import { add, concatenate, dense } from "../src/network/layers.ts";
import { network } from "../src/network/network.ts";
import { PURPOSE, stream } from "../src/numbers/random.ts";
import { readCheckpoint } from "../src/training/checkpoint.ts";
import { put, reseal, sha256Of, take, withAbout, withHeader, withText } from "./support/files.ts";

const layers = [
  dense(2, "tanh", { name: "hidden" }),
  concatenate(["hidden", "input"], { name: "both" }),
  dense(1, "sigmoid"),
];
const tiny = () => network({ inputs: 3, seed: 5, layers });
const facts: ModelFacts = {
  preparation: { size: 1, color: true, standardization: "photo" },
  classes: ["nein", "ja ✓"],
  threshold: 0.5,
  training: { epochs: 3, loss: 0.25, note: 'a "quoted" \\ line\n', history: [1, null, { deep: true }] },
};

/** A reader of its own, by the text of the format alone. */
function readSafetensors(bytes: Uint8Array): { metadata: Record<string, string>; tensors: Map<string, number[]> } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<string, never>;
  const { __metadata__: metadata, ...entries } = header;
  const tensors = new Map<string, number[]>();
  for (const [name, entry] of Object.entries(entries)) {
    const { dtype, shape, data_offsets } = entry as { dtype: string; shape: number[]; data_offsets: [number, number] };
    const [start, end] = data_offsets;
    if (dtype !== "F32" || end - start !== 4 * shape.reduce((a, b) => a * b, 1)) throw new Error(`tensor ${name}`);
    const values = Array.from({ length: (end - start) / 4 }, (_, i) =>
      view.getFloat32(8 + length + start + 4 * i, true),
    );
    tensors.set(name, values);
  }
  return { metadata: metadata as unknown as Record<string, string>, tensors };
}

/** What a message says that nobody wrote. */
const UNSAID = /\[object|TypeError|RangeError|Cannot read|not a function|not iterable/;

/** Why a file is refused; fails where it is not. */
async function refusal(source: FileSource, code = "model-file"): Promise<string> {
  const error = await load(source).then(
    () => undefined,
    (caught: unknown) => caught as Error,
  );
  expect(error).toMatchObject({ name: "SelfsameError", code });
  expect(error!.message).not.toMatch(UNSAID);
  return error!.message;
}

describe("a saved network", () => {
  test("comes back with its structure, its numbers, its facts, and answers the same", async () => {
    const net = tiny();
    net.facts = facts;
    const again = await load(await save(net));
    expect(again.structure).toEqual(net.structure);
    expect(again.readParameters()).toEqual(net.readParameters());
    expect(again.facts).toEqual(facts);
    const inputs = [0.5, -1, 2, 1, 1, 1];
    expect(await again.forward(inputs)).toEqual(await net.forward(inputs));
    expect(await save(again)).toEqual(await save(net));
  });

  test("is the same bytes each time, and others where anything differs", async () => {
    const one = await save(tiny());
    expect(await save(tiny())).toEqual(one);
    const other = tiny();
    const parameters = other.readParameters();
    parameters[0]! += 2 ** -24;
    other.writeParameters(parameters);
    expect(await save(other)).not.toEqual(one);
    const named = tiny();
    named.facts = { classes: ["no", "yes"] };
    expect(await save(named)).not.toEqual(one);
  });

  test("can be read by any reader of safetensors, and says what it is", async () => {
    const net = tiny();
    net.facts = facts;
    const bytes = await save(net);
    const { metadata, tensors } = readSafetensors(bytes);
    expect([...tensors.keys()]).toEqual(net.plan.parameters.map((entry) => entry.name));
    expect(Float32Array.from([...tensors.values()].flat())).toEqual(net.readParameters());
    expect(JSON.parse(metadata["selfsame"]!)).toEqual({
      format: "selfsame-model",
      version: 1,
      structure: net.structure,
      facts,
    });
    expect((bytes.length - 4 * net.plan.parameterCount) % 8, "the tensors' bytes are aligned").toBe(0);
  });

  test("of a network that sees aligned faces says so, and loaders that would show it whole photos refuse it", async () => {
    const net = tiny();
    const preparation = { size: 1, color: true, standardization: "photo", face: "finder-1" } as const;
    net.facts = { preparation };
    const bytes = await save(net);
    expect((await load(bytes)).facts).toEqual({ preparation });
    // Version 1, which every loader reads, knows no faces: it would leave the word out and take photos whole.
    expect(JSON.parse(readSafetensors(bytes).metadata["selfsame"]!)).toMatchObject({ version: 2 });
    const disguised = await withAbout(bytes, (about) => (about.version = 1));
    expect(await refusal(disguised)).toMatch(/names what finds faces, which format version 1 does not have/);
    for (const face of ["", 7, null, "x".repeat(257)]) {
      const odd = await withAbout(bytes, (about) => (about.facts = { preparation: { ...preparation, face } }));
      expect(await refusal(odd)).toMatch(/does not name what finds the faces/);
    }
  });

  test("vouches for itself: SHA-256 of the file with these digits zeroed", async () => {
    const bytes = await save(tiny());
    const digits = readSafetensors(bytes).metadata["sha256"]!;
    const at = new TextDecoder("latin1").decode(bytes).indexOf(digits);
    expect(await sha256Of(bytes.slice().fill(0x30, at, at + 64))).toBe(digits);
    expect(await reseal(bytes)).toEqual(bytes);
  });

  test("can be loaded from a file, a response, a buffer, or the middle of one", async () => {
    const bytes = await save(tiny());
    const framed = new Uint8Array(bytes.length + 10);
    framed.set(bytes, 3);
    const sources: FileSource[] = [
      bytes.buffer,
      framed.subarray(3, 3 + bytes.length),
      new Blob([bytes]),
      new File([bytes], "model.safetensors"),
      new Response(bytes),
    ];
    for (const source of sources) expect((await load(source)).readParameters()).toEqual(tiny().readParameters());
  });

  test("is not written where a number is not finite, or a fact could not be read again", async () => {
    for (const wrong of [NaN, Infinity, -Infinity]) {
      const net = tiny();
      const parameters = net.readParameters();
      parameters[7] = wrong;
      net.writeParameters(parameters);
      await expect(save(net)).rejects.toMatchObject({ code: "model-file", message: /hidden.bias/ });
    }
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    for (const wrong of [
      { threshold: NaN },
      { threshold: 1.5 },
      { classes: "yes" },
      { preparation: { size: 2, color: true, standardization: "photo" } },
      { training: [1] },
      { training: circle },
    ]) {
      const net = tiny();
      net.facts = wrong as never;
      await expect(save(net), JSON.stringify(Object.keys(wrong))).rejects.toMatchObject({
        code: "input",
        message: /^save: /,
      });
    }
  });
});

describe("what is no model is named as what it is", () => {
  const page = "<!DOCTYPE html>\n<html><head><title>Not found</title></head></html>";

  test("a page that came in place of the file", async () => {
    for (const text of [
      page,
      `\n  ${page.toLowerCase()}`,
      `\ufeff${page}`,
      "<html lang=en>",
      "<!-- made by --><html>",
    ]) {
      const bytes = new TextEncoder().encode(text);
      for (const source of [bytes, new Blob([bytes]), new Response(text)]) {
        expect(await refusal(source)).toMatch(/this is an HTML page, not a model/);
      }
    }
    const file = new File([page], "face.safetensors");
    expect(await refusal(file)).toMatch(/^face\.safetensors: /);
  });

  test("a response that failed", async () => {
    expect(await refusal(new Response(page, { status: 404, statusText: "Not Found" }))).toMatch(
      /answered 404 Not Found/,
    );
  });

  test("what is not bytes at all", async () => {
    for (const [source, said] of [
      ["model.safetensors", /the text "model.safetensors"/],
      [Promise.resolve(new Uint8Array(8)), /a promise, which must be awaited/],
      [undefined, /got undefined/],
      [1e10, /got number/],
    ] as const) {
      expect(await refusal(source as never, "input")).toMatch(said);
    }
  });

  test("an empty file, a short one, a text", async () => {
    expect(await refusal(new Uint8Array(0))).toMatch(/0 bytes/);
    expect(await refusal(Uint8Array.of(1, 2, 3))).toMatch(/3 bytes/);
    await refusal(new TextEncoder().encode("hello, I am a text file of some length"));
    await refusal(new Uint8Array(1000));
    await refusal(new Uint8Array(1000).fill(255));
  });

  test("a safetensors file of another program", async () => {
    const bytes = await save(tiny());
    const strange = await withHeader(bytes, (header) => (header.__metadata__ = { format: "pt" }));
    expect(await refusal(strange)).toMatch(/Selfsame did not write it/);
    expect(await refusal(await withHeader(bytes, (header) => delete header.__metadata__))).toMatch(
      /Selfsame did not write it/,
    );
  });

  test("a model of a later version", async () => {
    const bytes = await save(tiny());
    const later = await withAbout(bytes, (about) => (about.version = 3));
    expect(await refusal(later, "model-version")).toMatch(/version 3; this Selfsame reads up to 2\. Update it/);
    for (const version of [0, -1, 1.5, "1", null]) {
      expect(await refusal(await withAbout(bytes, (about) => (about.version = version)))).toMatch(/format version/);
    }
  });
});

describe("damage is found", () => {
  test("wherever the file is cut short, or goes on", async () => {
    const bytes = await save(tiny());
    for (let length = 0; length < bytes.length; length++) await refusal(bytes.subarray(0, length));
    expect(await refusal(bytes.subarray(0, bytes.length - 3))).toMatch(/cut short/);
    expect(await refusal(bytes.subarray(0, 100))).toMatch(/cut short/);
    const longer = new Uint8Array(bytes.length + 4);
    longer.set(bytes);
    await refusal(longer);
    expect(await refusal(await reseal(longer))).toMatch(/more than it says/);
  });

  test("whichever bit is flipped", async () => {
    const bytes = await save(tiny());
    for (let at = 0; at < bytes.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        bytes[at]! ^= 1 << bit;
        await refusal(bytes);
        bytes[at]! ^= 1 << bit;
      }
    }
    expect((await load(bytes)).readParameters()).toEqual(tiny().readParameters());
  });
});

describe("a header that lies is not believed, though its seal fits", () => {
  type Header = Record<string, { shape: unknown; data_offsets: unknown; dtype: unknown }>;
  const W = "hidden.weights"; // (3, 2): bytes 0 to 24
  const B = "hidden.bias"; // (2): bytes 24 to 32

  test.each<[string, (header: Header) => void, RegExp]>([
    ["tensors that overlap", (h) => (h[B]!.data_offsets = [20, 28]), /overlap or a gap/],
    ["a gap between tensors", (h) => ((h[B]!.data_offsets = [28, 32]), (h[B]!.shape = [1])), /overlap or a gap/],
    ["two tensors in one place", (h) => ((h[W]!.data_offsets = [24, 32]), (h[W]!.shape = [2])), /overlap or a gap/],
    [
      "a place beyond the file",
      (h) => ((h[B]!.data_offsets = [24, 2 ** 40]), (h[B]!.shape = [2 ** 38 - 6])),
      /out of range/,
    ],
    ["a place that ends before it starts", (h) => (h[B]!.data_offsets = [32, 24]), /out of range/],
    ["a negative place", (h) => (h[W]!.data_offsets = [-8, 24]), /data_offsets/],
    ["half a byte", (h) => (h[W]!.data_offsets = [0.5, 24.5]), /data_offsets/],
    ["three places", (h) => (h[W]!.data_offsets = [0, 12, 24]), /data_offsets/],
    ["no place", (h) => delete (h[W] as Partial<Header[string]>).data_offsets, /data_offsets/],
    ["a place of text", (h) => (h[W]!.data_offsets = ["0", "24"]), /data_offsets/],
    ["a shape of another size", (h) => (h[W]!.shape = [3, 3]), /needs 36 bytes/],
    ["a turned shape", (h) => (h[W]!.shape = [2, 3]), /has shape \(2, 3\); its structure needs \(3, 2\)/],
    ["a flat shape", (h) => (h[W]!.shape = [6]), /has shape \(6\)/],
    ["a negative shape", (h) => (h[W]!.shape = [-3, -2]), /no sound shape/],
    ["a shape beyond numbers", (h) => (h[W]!.shape = [2 ** 52, 2 ** 52, 2 ** 52]), /needs/],
    ["a shape of text", (h) => (h[W]!.shape = "3,2"), /no sound shape/],
    ["numbers of another type", (h) => (h[W]!.dtype = "F16"), /type "F16"/],
    ["numbers of no type", (h) => (h[W]!.dtype = ["F32"]), /type/],
    ["float64 in place of float32", (h) => ((h[W]!.dtype = "F64"), (h[W]!.shape = [3])), /not float32/],
    ["a tensor that is a number", (h) => ((h as Record<string, unknown>)[W] = 7), /not a JSON object/],
    ["a tensor that is null", (h) => ((h as Record<string, unknown>)[W] = null), /not a JSON object/],
    [
      "one tensor too many",
      (h) => (h["more"] = { dtype: "F32", shape: [0], data_offsets: [0, 0] }),
      /5 tensors; its structure needs 4/,
    ],
    ["a tensor by another name", (h) => ((h["hidden.bias2"] = h[B]!), delete h[B]), /no tensor "hidden.bias"/],
    [
      "metadata that is no text",
      (h) => ((h as Record<string, Record<string, unknown>>)["__metadata__"]!["more"] = 1),
      /not a string/,
    ],
  ])("%s", async (_, change, reason) => {
    expect(await refusal(await withHeader(await save(tiny()), change as never))).toMatch(reason);
  });

  test.each<[string, (text: string) => string, RegExp]>([
    ["a tensor given twice", (t) => t.replace(`"${B}":`, `"${W}":`), /"hidden.weights" a second time/],
    ["a key given twice, once in disguise", (t) => t.replace(`"${B}":`, `"hid\\u0064en.weights":`), /a second time/],
    ["__proto__", (t) => t.replace("{", '{"__proto__":{"dtype":"F32"},'), /the key __proto__/],
    ["__proto__ in disguise", (t) => t.replace("{", '{"__pr\\u006fto__":{},'), /the key __proto__/],
    ["nesting without end", (t) => t.replace("{", `{"a":${"[".repeat(5000)}${"]".repeat(5000)},`), /nesting/],
    ["a list in place of the header", (t) => `[${t}]`, /not a JSON object/],
    ["no JSON", (t) => t.replace("{", "{'a':1,"), /expected a string/],
    ["a comma too many", (t) => t.trimEnd().replace(/\}$/, ",}"), /expected a string/],
    ["more after the end", (t) => `${t.trimEnd()}{}`, /expected the end/],
    ["a bare control character", (t) => t.replace("{", '{"a\u0001":1,'), /expected a string/],
    ["a number that is none", (t) => t.replace("[0,24]", "[0,0x18]"), /expected/],
    ["a number with a leading zero", (t) => t.replace("[0,24]", "[0,024]"), /expected/],
    ["no seal", (t) => t.replace('"sha256"', '"sha255"'), /no sha256/],
    [
      "a seal in capitals",
      (t) => t.replace(/"sha256":"[0-9a-f]{64}"/, (seal) => seal.toUpperCase().replace("SHA", "sha")),
      /sha256/,
    ],
  ])("%s", async (_, change, reason) => {
    expect(await refusal(await withText(await save(tiny()), change))).toMatch(reason);
  });

  test("tensors that share bytes, in a file that is shorter for it", async () => {
    const bytes = await save(tiny());
    const shared = await withHeader(bytes, (header) => {
      header[B].data_offsets = [16, 24];
      header["dense1.weights"].data_offsets = [24, 44];
      header["dense1.bias"].data_offsets = [44, 48];
    });
    const shorter = shared.subarray(0, shared.length - 8);
    expect(await refusal(await reseal(shorter))).toMatch(/"hidden.bias" starts at byte 16 of the data; expected 24/);
  });

  test("a seal that stands there twice, so that nobody knows which is meant", async () => {
    const { text, data } = take(await save(tiny()));
    const [seal] = /"[0-9a-f]{64}"/.exec(text)!;
    const twice = text.replace('"sha256"', `"other":${seal},"sha256"`);
    expect(await refusal(put({ text: twice, data }))).toMatch(/exactly once/);
  });

  test("bytes that are no text", async () => {
    const bytes = await save(tiny());
    bytes[12] = 0xff;
    await refusal(await reseal(bytes));
  });

  test("a header longer than the file, than the format allows, than any file", async () => {
    const bytes = await save(tiny());
    for (const length of [BigInt(bytes.length - 7), 100_000_001n, 2n ** 40n, 2n ** 63n, 2n ** 64n - 1n]) {
      const lying = bytes.slice();
      new DataView(lying.buffer).setBigUint64(0, length, true);
      expect(await refusal(await reseal(lying))).toMatch(/claims a header/);
    }
  });

  type About = { structure: { inputs: unknown; layers: Record<string, unknown>[] }; facts: unknown; format: unknown };
  test.each<[string, (about: About) => void, RegExp]>([
    ["no structure", (a) => delete (a as Partial<About>).structure, /inputs and layers/],
    ["layers that are no list", (a) => (a.structure.layers = { length: 3 } as never), /at least one layer/],
    ["no layers", (a) => (a.structure.layers = []), /at least one layer/],
    ["a layer that is null", (a) => (a.structure.layers[1] = null as never), /layer 2 is null/],
    ["an unknown layer", (a) => (a.structure.layers[1]!["kind"] = "attention"), /"attention"/],
    ["a layer of a strange kind", (a) => (a.structure.layers[1]!["kind"] = { a: 1 }), /no layer is called/],
    ["an unknown activation", (a) => (a.structure.layers[0]!["activation"] = "gelu"), /"gelu"/],
    [
      "an activation from the prototype",
      (a) => (a.structure.layers[0]!["activation"] = "constructor"),
      /"constructor"/,
    ],
    ["an unknown initialization", (a) => (a.structure.layers[0]!["initialization"] = "zeros"), /"zeros"/],
    [
      "a layer that reads itself",
      (a) => (a.structure.layers[1]!["from"] = ["both", "input"]),
      /"both", which is no layer before it/,
    ],
    [
      "a layer that reads a later one",
      (a) => (a.structure.layers[1]!["from"] = ["dense1", "input"]),
      /"dense1", which is no layer before it/,
    ],
    ["a layer that reads nothing", (a) => (a.structure.layers[0]!["from"] = null), /expected the names/],
    ["a layer that reads an object", (a) => (a.structure.layers[0]!["from"] = [{}]), /no layer before it/],
    ["a name that is taken", (a) => (a.structure.layers[1]!["name"] = "hidden"), /name is taken/],
    ["a name that is none", (a) => (a.structure.layers[1]!["name"] = "__proto__"), /"?__proto__"?; a name is/],
    ["units beyond memory", (a) => (a.structure.layers[0]!["units"] = 2 ** 40), /bytes; the limit is 4294967296/],
    ["units that are no number", (a) => (a.structure.layers[0]!["units"] = "2"), /units: expected a whole number/],
    ["fewer units", (a) => (a.structure.layers[0]!["units"] = 1), /shape/],
    ["half an input", (a) => (a.structure.inputs = 2.5), /inputs: expected a whole number/],
    [
      "layers that double until nothing holds them",
      (a) => {
        const double = (_: unknown, i: number) => ({
          kind: "concatenate",
          name: `c${i}`,
          from: Array(2).fill(i ? `c${i - 1}` : "both"),
        });
        a.structure.layers.splice(2, 0, ...Array.from({ length: 2000 }, double));
      },
      /bytes for one example; the limit/,
    ],
    ["too many layers", (a) => (a.structure.layers = Array(10_001).fill(a.structure.layers[0])), /10001 layers/],
    ["facts that are a list", (a) => (a.facts = []), /facts is not a JSON object/],
    ["a threshold beyond 1", (a) => (a.facts = { threshold: 2 }), /threshold/],
    ["classes that are numbers", (a) => (a.facts = { classes: [1, 2] }), /classes/],
    [
      "photos of another size",
      (a) => (a.facts = { preparation: { size: 2, color: true, standardization: "none" } }),
      /12 inputs/,
    ],
    [
      "photos of no size",
      (a) => (a.facts = { preparation: { size: 0, color: true, standardization: "none" } }),
      /size/,
    ],
    [
      "photos of unknown color",
      (a) => (a.facts = { preparation: { size: 1, color: 1, standardization: "none" } }),
      /color/,
    ],
    [
      "an unknown standardization",
      (a) => (a.facts = { preparation: { size: 1, color: true, standardization: "z" } }),
      /"z"/,
    ],
    ["a training summary of text", (a) => (a.facts = { training: "long" }), /training/],
    ["another format", (a) => (a.format = "selfsame-profile"), /"selfsame-profile"/],
  ])("%s", async (_, change, reason) => {
    expect(await refusal(await withAbout(await save(tiny()), change as never))).toMatch(reason);
  });

  test("parameters that are not finite", async () => {
    const bytes = await save(tiny());
    for (const wrong of [NaN, Infinity]) {
      new DataView(bytes.buffer).setFloat32(bytes.length - 4, wrong, true);
      expect(await refusal(await reseal(bytes))).toMatch(/"dense1.bias" holds a number that is not finite/);
    }
  });
});

test("10,000 seeded corruptions: each is refused in words or loads exactly what it says", async () => {
  const AWKWARD = [
    "null",
    "-1",
    "0",
    "1e999",
    "[]",
    "{}",
    '""',
    "9007199254740993",
    "0.5",
    '"__proto__"',
    "true",
    "4294967296",
  ];
  const residual = network({
    inputs: 2,
    seed: 1,
    layers: [dense(2, "relu"), add(["dense1", "input"]), dense(1, "sigmoid")],
  });
  residual.facts = { classes: ["a", "b"], threshold: 0.5 };
  const files = [await save(residual), await save(tiny())];
  const random = stream(20, PURPOSE.drawing);
  const below = random.below;
  const piece = <T extends Uint8Array | string>(whole: T): T => {
    const from = below(whole.length);
    return whole.slice(from, from + 1 + below(40)) as T;
  };
  const cutInto = (bytes: Uint8Array, at: number, removed: number, added: Uint8Array) =>
    Uint8Array.from([...bytes.subarray(0, at), ...added, ...bytes.subarray(at + removed)]);

  /** One change to the file's bytes, wherever it falls. */
  function spoilBytes(bytes: Uint8Array): Uint8Array {
    const at = below(bytes.length);
    switch (below(5)) {
      case 0:
        for (let flips = below(8); flips >= 0; flips--) bytes[below(bytes.length)]! ^= 1 << below(8);
        return bytes;
      case 1:
        return bytes.slice(0, at);
      case 2:
        bytes.set(piece(bytes).subarray(0, bytes.length - at), at);
        return bytes;
      case 3:
        return cutInto(
          bytes,
          at,
          0,
          Uint8Array.from({ length: 1 + below(9) }, () => below(256)),
        );
      default:
        return cutInto(bytes, at, 1 + below(9), new Uint8Array(0));
    }
  }
  /** One change to the header's text, which stays a header: its length is set right. */
  function spoilText(bytes: Uint8Array): Uint8Array {
    const { text, data } = take(bytes);
    const values = [...text.matchAll(/\d+(?:\.\d+)?|\\?"[^"\\]*\\?"|\[[^[\]]*\]/g)];
    const { index, 0: value } = values[below(values.length)]!;
    const end = index + value.length;
    const swap = (by: string) => put({ text: text.slice(0, index) + by + text.slice(end), data });
    switch (below(4)) {
      case 0:
        return swap(value.replace(/\d/, () => String(below(10))));
      case 1:
        return swap(AWKWARD[below(AWKWARD.length)]!.replaceAll('"', value.startsWith("\\") ? '\\"' : '"'));
      case 2:
        return swap(values[below(values.length)]![0]);
      default:
        return put({ text: text.slice(0, end) + piece(text) + text.slice(end), data });
    }
  }

  const reasons = new Set<string>();
  let loaded = 0;
  for (let round = 0; round < 10_000; round++) {
    const good = files[round % 2]!;
    const spoiled = (below(2) === 0 ? spoilBytes : spoilText)(good.slice());
    const isSealed = below(3) > 0;
    const bytes = isSealed ? await reseal(spoiled) : spoiled;
    const isSame = bytes.length === good.length && bytes.every((byte, i) => byte === good[i]);
    try {
      const again = await load(bytes);
      if (!isSealed) expect(isSame, `round ${round}: damage passed the seal`).toBe(true);
      const { metadata, tensors } = readSafetensors(bytes);
      expect(again.structure, `round ${round}`).toEqual(JSON.parse(metadata["selfsame"]!).structure);
      const numbers = again.plan.parameters.flatMap((entry) => tensors.get(entry.name)!);
      expect([...again.readParameters()], `round ${round}`).toEqual(numbers);
      expect(numbers.every(Number.isFinite)).toBe(true);
      loaded++;
    } catch (error) {
      if (!isSelfsameError(error, "model-file") && !isSelfsameError(error, "model-version")) throw error;
      expect(error.message, `round ${round}`).not.toMatch(UNSAID);
      reasons.add(error.message.replace(/"[^]*"|[\d.]+/g, "#").slice(0, 90));
    }
  }
  // Far behind the seal, and not always in vain.
  expect(reasons.size).toBeGreaterThan(40);
  expect(loaded).toBeGreaterThan(100);
});

test("a page that is not secure is named as the cause, not the file", async () => {
  const bytes = await save(tiny());
  vi.stubGlobal("crypto", undefined);
  try {
    const unavailable = { name: "SelfsameError", code: "backend-unavailable" };
    await expect(load(bytes)).rejects.toMatchObject(unavailable);
    await expect(save(tiny())).rejects.toMatchObject(unavailable);
    await expect(readCheckpoint(bytes)).rejects.toMatchObject(unavailable);
  } finally {
    vi.unstubAllGlobals();
  }
});

test("a file beyond 2^31 - 1 bytes is refused with its size and the way out", async () => {
  // Three times the same numbers: what counts is what would be written.
  const tensor = { shape: [2 ** 28], values: new Float32Array(2 ** 28) };
  const tensors = new Map(["parameters", "slot0", "slot1"].map((name) => [name, tensor]));
  await expect(encodeSealed({ metadata: new Map(), tensors })).rejects.toMatchObject({
    code: "model-file",
    message: expect.stringMatching(/it has 3221225472 bytes; .*2147483647\. .*narrower.*plain SGD/) as string,
  });
});
