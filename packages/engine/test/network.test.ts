// A network as its user holds it: how it is built, printed, filled and asked. What it computes is in conformance.test.ts.

import { describe, expect, test } from "vitest";
import { batchWithin } from "../src/backends/batch-size.ts";
import { structureOf } from "../src/network/build.ts";
import { add, concatenate, dense, type LayerSpecification } from "../src/network/layers.ts";
import { network } from "../src/network/network.ts";
import { planOf } from "../src/network/plan.ts";
import { layerRows } from "../src/network/table.ts";
import { PURPOSE, stream } from "../src/numbers/random.ts";

const thrown = (code: string, message: RegExp) =>
  expect.objectContaining({ name: "SelfsameError", code, message: expect.stringMatching(message) as string });

describe("a network that cannot be is refused when it is built, naming the layer", () => {
  const h = dense(4, "relu", { name: "h" });
  test.each<[string, readonly unknown[], RegExp]>([
    ["no layers", [], /at least one layer, such as dense\(1, "sigmoid"\)/],
    ["0 units", [dense(0)], /layer "dense1": units: expected a whole number of at least 1, got 0/],
    ["NaN units", [h, dense(NaN)], /layer "dense1": units: .* got NaN/],
    ["one unit and a half", [dense(1.5)], /units: .* got 1.5/],
    ["negative units", [dense(-3)], /units: .* got -3/],
    ["units as text", [dense("8" as never)], /units: .* got "8"/],
    ["an unknown activation", [dense(4, "swish" as never)], /"swish"; there are "identity", "relu", "leaky-relu"/],
    ["an unknown initialization", [dense(4, "relu", { initialization: "ones" as never })], /"ones"; there are "he-/],
    ["an unknown layer", [{ ...h, kind: "convolution" }], /no layer is called "convolution"; there are "dense"/],
    ["a name twice", [h, h], /layer "h": the name is taken/],
    ["the input's name", [dense(4, "relu", { name: "input" })], /layer "input": the name is taken/],
    ["an empty name", [dense(4, "relu", { name: "" })], /layer 1 is named /],
    ["a name with a space", [h, dense(4, "relu", { name: "my layer" })], /layer 2 is named "my layer"; a name is/],
    ["a name with a dot", [dense(4, "relu", { name: "h.weights" })], /a name is a letter, then/],
    ["a name of Object's", [dense(4, "relu", { name: "__proto__" })], /a name is a letter, then/],
    ["an endless name", [dense(4, "relu", { name: "x".repeat(65) })], /a name is a letter, then/],
    ["a source that is none", [h, dense(4, "relu", { from: "g" })], /reads "g", .*there are "input", "h"/],
    ["a source that comes later", [dense(4, "relu", { from: "h" }), h], /reads "h", which is no layer before it/],
    ["itself as a source", [dense(4, "relu", { name: "me", from: "me" })], /reads "me", which is no layer before it/],
    ["dense with two sources", [h, { ...dense(4), from: ["h", "input"] }], /no layer before it|concatenate them first/],
    ["softmax in the middle", [dense(4, "softmax"), dense(2)], /layer "dense1": softmax is for the last layer/],
    ["a sum of two widths", [h, add(["h", "input"])], /"add1": adds .* "h" is 4 wide and "input" 3/],
    ["a sum of one", [h, add(["h"])], /add reads two layers or more, got 1/],
    ["nothing side by side", [concatenate([])], /concatenate reads two layers or more, got 0/],
  ])("%s", (_, layers, message) => {
    const build = () => network({ inputs: 3, seed: 0, layers: layers as LayerSpecification[] });
    expect(build).toThrow(thrown("structure", message));
  });

  test.each([0, -1, 1.5, NaN, Infinity, "4", null])("%s inputs", (inputs) => {
    const build = () => network({ inputs: inputs as number, seed: 0, layers: [dense(1)] });
    expect(build).toThrow(thrown("structure", /network: inputs: expected a whole number of at least 1/));
  });

  test.each([-1, 0.5, NaN, 2 ** 53, "7", undefined])("seed %s", (seed) => {
    const build = () => network({ inputs: 3, seed: seed as number, layers: [dense(1)] });
    expect(build).toThrow(thrown("input", /seed: expected a whole number from 0 to/));
  });

  test("more than 4 GB, with the byte count, and exactly 4 GB not", () => {
    const build = () => network({ inputs: 40_000, seed: 0, layers: [dense(40_000, "relu"), dense(1)] });
    // (40000 * 40000 + 40000 + 40000 + 1) * 4
    expect(build).toThrow(thrown("structure", /its 1600080001 parameters need 6400320004 bytes; the limit is 4294967/));
    expect(planOf(structureOf(32_767, [dense(32_768)])).parameterCount * 4).toBe(2 ** 32);
    expect(() => structureOf(32_768, [dense(32_768)])).toThrow(thrown("structure", /need 4295098368 bytes/));
    expect(() => structureOf(1, [dense(2 ** 52)])).toThrow(thrown("structure", /bytes; the limit/));
  });

  test("one whose layers double until one example is more than 4 GB", () => {
    const double = Array.from({ length: 60 }, (_, i) => concatenate(Array(2).fill(i ? `concatenate${i}` : "input")));
    expect(() => network({ inputs: 1, seed: 0, layers: double })).toThrow(
      thrown("structure", /bytes for one example; the limit is 4294967296 \(4 GB\)/),
    );
  });
});

describe("a structure", () => {
  test("fills in names, connections and initializations", () => {
    const { structure } = network({
      inputs: 2,
      seed: 0,
      layers: [dense(3, "leaky-relu"), dense(3, "tanh"), add(["dense1", "dense2"]), dense(1)],
    });
    expect(structure).toEqual({
      inputs: 2,
      layers: [
        dense(3, "leaky-relu", { name: "dense1", from: ["input"] as never, initialization: "he-normal" }),
        dense(3, "tanh", { name: "dense2", from: ["dense1"] as never, initialization: "glorot-uniform" }),
        { kind: "add", name: "add1", from: ["dense1", "dense2"] },
        dense(1, "identity", { name: "dense3", from: ["add1"] as never, initialization: "glorot-uniform" }),
      ],
    });
  });

  test("is nobody's to change, neither later by what it was made from", () => {
    const from = ["input", "input"];
    const { structure } = network({ inputs: 2, seed: 0, layers: [concatenate(from), dense(1)] });
    from[0] = "elsewhere";
    expect(structure.layers[0]!.from).toEqual(["input", "input"]);
    for (const part of [structure, structure.layers, ...structure.layers, structure.layers[0]!.from])
      expect(Object.isFrozen(part)).toBe(true);
  });

  test("prints as a table", () => {
    const net = network({
      inputs: 64,
      seed: 0,
      layers: [
        dense(1000, "relu", { name: "left", from: "input" }),
        dense(24, "tanh", { name: "right", from: "input" }),
        concatenate(["left", "right"]),
        dense(2, "softmax", { name: "answer" }),
      ],
    });
    expect(`\n${net}\n`).toBe(`
layer         kind           from          output  parameters
input                                          64           0
left          dense relu     input           1000      65,000
right         dense tanh     input             24       1,560
concatenate1  concatenate    left + right    1024           0
answer        dense softmax  concatenate1       2       2,050
                                                       68,610
`);
    expect(layerRows(net.plan).map((row) => row.parameters)).toEqual([65_000, 1_560, 0, 2_050]);
  });

  test("has its parameters in a table without gaps", () => {
    const { plan } = network({ inputs: 5, seed: 0, layers: [dense(3, "relu"), dense(2)] });
    expect(plan.parameters.map(({ name, shape, offset, length }) => [name, [...shape], offset, length])).toEqual([
      ["dense1.weights", [5, 3], 0, 15],
      ["dense1.bias", [3], 15, 3],
      ["dense2.weights", [3, 2], 18, 6],
      ["dense2.bias", [2], 24, 2],
    ]);
    expect([plan.parameterCount, plan.outputs]).toEqual([26, 2]);
  });
});

describe("the first parameters", () => {
  const INPUTS = 300;
  const UNITS = 200;
  const COUNT = INPUTS * UNITS;
  /** Deviations of the estimate that a seed may be away: beyond 5, one seed in 2 million. */
  const FAR = 5;
  const weights = (layer: LayerSpecification, seed = 3) => {
    const net = network({ inputs: INPUTS, seed, layers: [layer] });
    const [entry, bias] = net.plan.parameters;
    const all = net.readParameters();
    expect(
      all.subarray(bias!.offset).every((value) => value === 0),
      "biases are 0",
    ).toBe(true);
    return all.subarray(0, entry!.length);
  };
  const mean = (values: Float32Array) => values.reduce((sum, x) => sum + x, 0) / values.length;
  const square = (values: Float32Array) => values.reduce((sum, x) => sum + x * x, 0) / values.length;

  test.each(["relu", "leaky-relu"] as const)("before %s are normal with He's deviation", (activation) => {
    const drawn = weights(dense(UNITS, activation));
    const variance = 2 / INPUTS;
    expect(Math.abs(mean(drawn))).toBeLessThan(FAR * Math.sqrt(variance / COUNT));
    // The square of a normal number deviates by sqrt(2) of its mean.
    expect(Math.abs(square(drawn) / variance - 1)).toBeLessThan(FAR * Math.sqrt(2 / COUNT));
    // 4.55% of normal numbers are beyond two deviations.
    const beyond = drawn.filter((x) => Math.abs(x) > 2 * Math.sqrt(variance)).length / COUNT;
    expect(Math.abs(beyond - 0.0455)).toBeLessThan(FAR * Math.sqrt((0.0455 * 0.9545) / COUNT));
  });

  test.each(["identity", "sigmoid", "tanh", "softmax"] as const)(
    "before %s are uniform to Glorot's limits",
    (activation) => {
      const drawn = weights(dense(UNITS, activation));
      const limit = Math.sqrt(6 / (INPUTS + UNITS));
      const most = drawn.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
      expect(most).toBeLessThanOrEqual(Math.fround(limit));
      // All of COUNT numbers below this is one seed in e^20.
      expect(most).toBeGreaterThan(limit * (1 - 20 / COUNT));
      expect(Math.abs(mean(drawn))).toBeLessThan(FAR * (limit / Math.sqrt(3 * COUNT)));
      // The square of a uniform number has mean 1/3 and variance 1/5 - 1/9 = 4/45: it deviates by sqrt(0.8) of its mean.
      expect(Math.abs(square(drawn) / (limit ** 2 / 3) - 1)).toBeLessThan(FAR * Math.sqrt(0.8 / COUNT));
    },
  );

  test("can be asked to be the other kind", () => {
    const he = weights(dense(UNITS, "tanh", { initialization: "he-normal" }));
    expect(he).toEqual(weights(dense(UNITS, "relu")));
  });

  test("follow from the seed and the layer's place, from nothing else", () => {
    expect(weights(dense(UNITS))).toEqual(weights(dense(UNITS)));
    expect(weights(dense(UNITS), 3)).not.toEqual(weights(dense(UNITS), 4));
    expect(weights(dense(UNITS), 3), "all 53 bits of a seed count").not.toEqual(weights(dense(UNITS), 3 + 2 ** 40));
    const two = network({ inputs: 9, seed: 3, layers: [dense(9), dense(9)] }).readParameters();
    expect(two.subarray(0, 81)).not.toEqual(two.subarray(90, 171));
    const more = network({ inputs: 9, seed: 3, layers: [dense(9), dense(9), dense(4)] }).readParameters();
    expect(more.subarray(0, two.length)).toEqual(two);
  });
});

describe("forward", () => {
  const INPUTS = 5;
  const COUNT = 600; // more than twice as many as go through at once
  const build = (seed = 1) =>
    network({ inputs: INPUTS, seed, layers: [dense(13, "relu"), dense(7, "tanh"), dense(3, "softmax")] });
  const random = stream(11, PURPOSE.drawing);
  const inputs = Float32Array.from({ length: COUNT * INPUTS }, random.normal);
  const row = (index: number) => inputs.subarray(index * INPUTS, (index + 1) * INPUTS);

  test.each(["auto", "reference"] as const)("of many examples is each one's own, bit for bit: %s", async (backend) => {
    const net = build();
    const together = await net.forward(inputs, { backend });
    expect(together.length).toBe(COUNT * 3);
    const alone = new Float32Array(together.length);
    for (let i = 0; i < COUNT; i++) alone.set(await net.forward(row(i), { backend }), 3 * i);
    expect(together).toEqual(alone);
    for (let i = 0; i < COUNT; i++)
      expect(together[3 * i]! + together[3 * i + 1]! + together[3 * i + 2]!).toBeCloseTo(1, 5);
    net.dispose();
  });

  test("takes as many examples at once as memory allows, and always one", () => {
    const within = (width: number) => batchWithin(planOf(structureOf(width, [dense(1)])), width, 256);
    expect(within(4)).toBe(256);
    expect(within(2 ** 22 - 1)).toBe(8); // 2^22 numbers of 8 bytes fit 2^28 bytes 8 times
    expect(within(2 ** 22)).toBe(7);
    expect(within(2 ** 27)).toBe(1);
  });

  test("takes any array of numbers and leaves it as it was", async () => {
    const net = build();
    const expected = await net.forward(row(0));
    const given = [...row(0)];
    expect(await net.forward(given)).toEqual(expected);
    expect(given).toEqual([...row(0)]);
    expect(await net.forward(Float64Array.from(given))).toEqual(expected);
    const late = Float32Array.from(given);
    const asked = net.forward(late);
    late.fill(NaN); // what was asked with is what was given then
    expect(await asked).toEqual(expected);
    net.dispose();
  });

  test("refuses a wrong length", async () => {
    for (const length of [0, 1, INPUTS - 1, INPUTS + 1]) {
      await expect(build().forward(new Float32Array(length))).rejects.toEqual(
        thrown("input", new RegExp(`expected inputs \\(count, 5\\), got ${length} numbers`)),
      );
    }
  });

  test("names the first input that is not finite by example and place", async () => {
    for (const [value, shown] of [
      [NaN, "NaN"],
      [-Infinity, "-Infinity"],
      [1e39, "Infinity"], // beyond float32
    ] as const) {
      const wrong = [...inputs.subarray(0, 4 * INPUTS)];
      wrong[2 * INPUTS + 3] = value;
      wrong[3 * INPUTS] = NaN;
      await expect(build().forward(wrong)).rejects.toEqual(
        thrown("input", new RegExp(`forward: input 3 of example 2 is ${shown}; expected a finite number`)),
      );
    }
  });

  test("refuses a backend that is none, and answers the next question", async () => {
    const net = build();
    await expect(net.forward(row(0), { backend: "gpu" as never })).rejects.toEqual(thrown("input", /"gpu"; there are/));
    expect((await net.forward(row(0))).length).toBe(3);
    net.dispose();
  });

  test("can be asked many things at once", async () => {
    const net = build();
    const whole = await net.forward(inputs);
    const reference = await net.forward(inputs, { backend: "reference" });
    const asked = Array.from({ length: 40 }, (_, i) => {
      const [first, last] = i % 3 === 0 ? [i, i + 1] : i % 3 === 1 ? [i, i + 9] : [0, COUNT];
      const backend = i % 4 === 0 ? "reference" : "auto";
      const expected = (backend === "auto" ? whole : reference).subarray(3 * first, 3 * last);
      return net
        .forward(inputs.subarray(first * INPUTS, last * INPUTS), { backend })
        .then((got) => ({ got, expected }));
    });
    for (const { got, expected } of await Promise.all(asked)) expect(got).toEqual(expected);
    net.dispose();
  });
});

describe("parameters", () => {
  const build = (seed: number) => network({ inputs: 4, seed, layers: [dense(6, "tanh"), dense(2)] });
  const inputs = Float32Array.from({ length: 4 * 300 }, stream(12, PURPOSE.drawing).normal);

  test("that are written are the ones that forward uses from then on", async () => {
    const net = build(1);
    const [first, second] = [await net.forward(inputs), await build(2).forward(inputs)];
    expect(first).not.toEqual(second);
    net.writeParameters(build(2).readParameters());
    expect(await net.forward(inputs)).toEqual(second);
    net.writeParameters([...build(1).readParameters()]);
    expect(await net.forward(inputs)).toEqual(first);
    net.dispose();
  });

  test("written while an answer is on its way never mix with those before", async () => {
    const net = build(1);
    const [first, second] = [await net.forward(inputs), await build(2).forward(inputs)];
    const asked = net.forward(inputs);
    net.writeParameters(build(2).readParameters());
    const after = net.forward(inputs);
    const answer = await asked;
    expect([[...first], [...second]]).toContainEqual([...answer]);
    expect(await after).toEqual(second);
    net.dispose();
  });

  test("written, or given back, at any moment of a long answer leave it whole", async () => {
    const long = Float32Array.from({ length: 4 * 2000 }, (_, i) => inputs[i % inputs.length]!);
    const [first, zero] = [await build(1).forward(long), new Float32Array(build(1).plan.parameterCount)];
    for (let moment = 0; moment < 24; moment++) {
      const net = build(1);
      await net.forward(inputs);
      const asked = net.forward(long);
      for (let turn = 0; turn < moment; turn++) await Promise.resolve();
      if (moment % 2 === 0) net.writeParameters(zero);
      else net.dispose();
      const answer = await asked;
      const isWhole = answer.every((value, i) => value === first[i]) || answer.every((value) => value === 0);
      expect(isWhole, `after ${moment} turns`).toBe(true);
      net.dispose();
    }
  });

  test("are handed out and taken in as copies", () => {
    const net = build(1);
    const values = net.readParameters();
    const before = values.slice();
    values.fill(0);
    expect(net.readParameters()).toEqual(before);
    net.writeParameters(values);
    values.fill(1);
    expect(net.readParameters().every((value) => value === 0)).toBe(true);
  });

  test("of another count are refused and change nothing", () => {
    const net = build(1);
    const before = net.readParameters();
    for (const length of [0, before.length - 1, before.length + 1]) {
      expect(() => net.writeParameters(new Float32Array(length))).toThrow(
        thrown("input", new RegExp(`parameters: expected ${before.length} numbers, got ${length}`)),
      );
    }
    expect(net.readParameters()).toEqual(before);
  });

  test("stay when the network's memory is given back, before, during and after a question", async () => {
    const net = build(1);
    net.dispose();
    const first = await net.forward(inputs);
    net.dispose();
    net.dispose();
    expect(await net.forward(inputs)).toEqual(first);
    const asked = net.forward(inputs);
    net.dispose();
    expect(await asked).toEqual(first);
    net.dispose();
  });
});
