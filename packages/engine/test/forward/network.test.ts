// A forward-only network in its user's hands: what it answers, what it refuses, and what it is not.

import { expect, test } from "vitest";
import { Network } from "../../src/index.ts";
import {
  add,
  checkForwardStructure,
  convolution,
  dense,
  ForwardNetwork,
  forwardStructure,
  maxPool,
  type ForwardStructure,
} from "../../src/forward/index.ts";

const backend = "reference";

/** (2, 2, 1) -> the sum of all four -> twice that, and the largest. */
const structure = forwardStructure({
  input: { height: 2, width: 2, channels: 1 },
  layers: [
    convolution({ window: 2, units: 1, name: "sum" }),
    add(["sum", "sum"], { name: "twice", activation: "relu" }),
    maxPool({ window: 2, from: "input", name: "largest" }),
  ],
  outputs: ["largest", "twice"],
});
const parameters = Float32Array.of(1, 1, 1, 1, 0.5);
const made = () => new ForwardNetwork(structure, parameters);

test("forward answers with the outputs by name, for every example", async () => {
  const answers = await made().forward([1, 2, 3, 4, -1, -2, -3, -4], { backend });
  expect([...answers.keys()]).toEqual(["largest", "twice"]);
  expect([...answers.get("largest")!.values]).toEqual([4, -1]);
  expect([...answers.get("twice")!.values]).toEqual([21, 0]);
  expect(answers.get("twice")!.shape).toEqual({ height: 1, width: 1, channels: 1 });
});

test("whoever looks inside asks for layers by name", async () => {
  const answers = await made().forward([1, 2, 3, 4], { backend, layers: ["sum"] });
  expect([...answers.keys()]).toEqual(["sum"]);
  expect([...answers.get("sum")!.values]).toEqual([10.5]);
});

test("calls that overlap take turns", async () => {
  const network = made();
  const answers = await Promise.all([1, 2, 3].map((x) => network.forward([x, x, x, x], { backend, layers: ["sum"] })));
  expect(answers.map((answer) => answer.get("sum")!.values[0])).toEqual([4.5, 8.5, 12.5]);
});

test("inputs that are changed after the call change nothing", async () => {
  const inputs = Float32Array.of(1, 2, 3, 4);
  const answers = made().forward(inputs, { backend });
  inputs.fill(9);
  expect((await answers).get("largest")!.values[0]).toBe(4);
});

test("parameters that are neither numbers nor a source are refused", () => {
  for (const [wrong, kind] of [
    [[1, 1, 1, 1, 0.5], "Array"],
    [new Uint8Array(5), "Uint8Array"],
    [{}, "Object"],
    [{ read: 5 }, "Object"],
    [null, "Null"],
    [undefined, "Undefined"],
  ] as const) {
    const make = () => new ForwardNetwork(structure, wrong as unknown as Float32Array);
    expect(make).toThrow(expect.objectContaining({ code: "input" }) as Error);
    expect(make).toThrow(`expected a Float32Array or a source with a function "read", got ${kind}.`);
  }
});

test.each(["reference", "wasm"] as const)("a source that leaves out a number is refused by %s", async (backend) => {
  const telling = (bias: readonly number[]) =>
    new ForwardNetwork(structure, {
      read: ({ name }, into) => into.set(name === "sum.weights" ? [1, 1, 1, 1] : bias),
    });
  const whole = await telling([0.5]).forward([1, 2, 3, 4], { backend });
  expect([...whole.get("twice")!.values]).toEqual([21]);
  for (const [bias, came] of [
    [[], "NaN"],
    [[Infinity], "Infinity"],
  ] as const)
    await expect(telling(bias).forward([1, 2, 3, 4], { backend })).rejects.toMatchObject({
      code: "input",
      message: `parameters: number 0 of "sum.bias" is ${came} after the source's "read"; expected a finite number.`,
    });
});

test("a disposed network runs again", async () => {
  const network = made();
  const first = network.forward([1, 2, 3, 4], { backend });
  network.dispose();
  expect(await network.forward([1, 2, 3, 4], { backend })).toEqual(await first);
});

test("an answer is the caller's own", async () => {
  const network = made();
  const first = await network.forward([1, 2, 3, 4], { backend });
  first.get("twice")!.values.fill(0);
  expect((await network.forward([1, 2, 3, 4], { backend })).get("twice")!.values[0]).toBe(21);
});

test.each([
  ["three numbers", [1, 2, 3], {}, "expected inputs (count, 2, 2, 1), got 3 numbers, which is no multiple of 4"],
  ["no numbers", [], {}, "got 0 numbers"],
  ["a number that is none", [1, 2, 3, 4, 5, NaN, 7, 8], {}, "input 1 of example 1 is NaN; expected a finite number"],
  ["a layer that there is not", [1, 2, 3, 4], { layers: ["sun"] }, 'no layer is called "sun"'],
] as const)("forward refuses %s", async (_, inputs, options, reason) => {
  await expect(made().forward(inputs, { backend, ...options })).rejects.toMatchObject({
    code: "input",
    message: expect.stringContaining(reason) as string,
  });
});

test("forward refuses a backend that there is not", async () => {
  await expect(made().forward([1, 2, 3, 4], { backend: "webgl" as "wasm" })).rejects.toMatchObject({ code: "input" });
});

test("parameters have to be as many as the structure's, and finite", () => {
  expect(() => new ForwardNetwork(structure, new Float32Array(4))).toThrow("parameters: expected 5 numbers, got 4");
  const broken = parameters.slice().fill(Infinity, 4);
  expect(() => new ForwardNetwork(structure, broken)).toThrow('number 0 of "sum.bias" is Infinity');
});

test("a structure from elsewhere is checked", () => {
  const broken = { ...structure, outputs: ["nowhere"] };
  expect(() => new ForwardNetwork(broken, parameters)).toThrow('no layer is called "nowhere"');
  expect(checkForwardStructure(JSON.parse(JSON.stringify(structure)) as ForwardStructure)).toEqual(structure);
});

test("what is read of a network is a copy, and what made it is its own unless handed over", () => {
  const mine = parameters.slice();
  const copied = new ForwardNetwork(structure, mine);
  const handed = new ForwardNetwork(structure, mine, true);
  mine[0] = 7;
  copied.readParameters()[0] = 8;
  expect(copied.readParameters()[0]).toBe(1);
  expect(handed.readParameters()[0]).toBe(7);
});

test("a forward-only network is not taken where a trainable one is wanted", () => {
  const isTrainable = (network: Network) => network instanceof Network;
  // @ts-expect-error A ForwardNetwork cannot be trained.
  expect(isTrainable(made())).toBe(false);
});

test("its table says shapes and that it runs forward only", () => {
  const one = forwardStructure({
    input: { height: 8, width: 8, channels: 3 },
    layers: [convolution({ window: 3, units: 64, activation: "relu" }), dense(10)],
  });
  expect(String(new ForwardNetwork(one, new Float32Array(1792 + 23050)))).toBe(
    [
      "layer         kind              from              output  parameters",
      "input                                          (8, 8, 3)           0",
      "convolution1  convolution relu  input         (6, 6, 64)       1,792",
      "dense1        dense             convolution1  (1, 1, 10)      23,050",
      "                                                              24,842",
      "forward only; answers: dense1",
    ].join("\n"),
  );
});
