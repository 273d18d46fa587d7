// Examples in memory: what comes back when they are read, and what is refused before training begins.

import { describe, expect, test } from "vitest";
import { allBatches, checkExamples } from "../src/examples/batches.ts";
import { digestOf } from "../src/examples/digest.ts";
import { examplesFrom, type ArrayExamples } from "../src/examples/from.ts";
import { dense } from "../src/network/layers.ts";
import { network } from "../src/network/network.ts";

const inputs = [[1, 2, 3], Float32Array.of(4, 5, 6), Uint8Array.of(7, 8, 9)];
const targets = [[1, 0], Float64Array.of(0, 1), [0.5, 0.5]];
const room = (rows: number) => ({
  inputs: new Float32Array(3 * rows),
  targets: new Float32Array(2 * rows),
  weights: new Float32Array(rows).fill(1),
});

describe("examples from arrays", () => {
  test("arrays that are not rows in two lists are refused with the way to give them", () => {
    const flat = [[0, 1]] as unknown as Parameters<typeof examplesFrom>[0];
    expect(() => examplesFrom(flat)).toThrow(/expected \{ inputs, targets \}, both arrays of rows/);
  });

  test("say how many they are and how wide, and read any rows in any order", async () => {
    const examples = examplesFrom({ inputs, targets, weights: [1, 0.5, 0] });
    expect(examples).toMatchObject({ count: 3, inputs: 3, outputs: 2 });
    const into = room(4);
    await examples.read(Uint32Array.of(2, 0, 2, 1), into, { epoch: 0 });
    expect([...into.inputs]).toEqual([7, 8, 9, 1, 2, 3, 7, 8, 9, 4, 5, 6]);
    expect([...into.targets]).toEqual([0.5, 0.5, 1, 0, 0.5, 0.5, 0, 1]);
    expect([...into.weights]).toEqual([0, 1, 0, 0.5]);
  });

  test("without weights leave the ones they are given", async () => {
    const into = room(2);
    await examplesFrom({ inputs, targets }).read(Uint32Array.of(1, 2), into, { epoch: 3 });
    expect([...into.weights]).toEqual([1, 1]);
  });

  test("are gone through in order, the last batch with the rest", async () => {
    const seen: number[][] = [];
    for await (const batch of allBatches(examplesFrom({ inputs, targets, weights: [1, 2, 3] }), 2)) {
      seen.push([batch.count, ...batch.inputs, ...batch.weights]);
    }
    expect(seen).toEqual([
      [2, 1, 2, 3, 4, 5, 6, 1, 2],
      [1, 7, 8, 9, 3],
    ]);
  });

  test("are known by a digest that every number of theirs is in", async () => {
    const digest = (changed: Partial<ArrayExamples>) =>
      digestOf(examplesFrom({ inputs, targets, weights: [1, 1, 1], ...changed }));
    const original = await digest({});
    expect(original).toMatch(/^[0-9a-f]{64}$/);
    expect(await digest({ inputs: inputs.map((row) => [...row]) })).toBe(original);
    const others = [
      await digest({ inputs: [inputs[1]!, inputs[0]!, inputs[2]!] }),
      await digest({ inputs: [inputs[0]!, inputs[1]!, [7, 8, 9.5]] }),
      await digest({
        targets: [
          [1, 0],
          [0, 1],
          [0.5, 0.25],
        ],
      }),
      await digest({ weights: [1, 1, 2] }),
    ];
    expect(new Set([original, ...others]).size).toBe(5);
    expect(await digestOf({ ...examplesFrom({ inputs, targets }), digest: "c0ffee" })).toBe("c0ffee");
  });

  test.each<[string, ArrayExamples, RegExp]>([
    ["none", { inputs: [], targets: [] }, /expected at least one example, got none/],
    [
      "fewer targets",
      { inputs, targets: targets.slice(1) },
      /as many targets and weights as inputs \(3\), got 2 targets/,
    ],
    ["more weights", { inputs, targets, weights: [1, 1, 1, 1] }, /inputs \(3\), got 3 targets and 4 weights/],
    ["no weights at all", { inputs, targets, weights: [] }, /and 0 weights/],
    ["a shorter input", { inputs: [[1], [1], []], targets }, /inputs 2 has 0 numbers, the first has 1/],
    ["a longer target", { inputs, targets: [[1], [1, 0], [1]] }, /targets 1 has 2 numbers, the first has 1/],
    ["empty inputs", { inputs: [[], [], []], targets }, /the rows of inputs are empty/],
    ["empty targets", { inputs, targets: [[], [], []] }, /the rows of targets are empty/],
    ["a negative weight", { inputs, targets, weights: [1, -0.5, 1] }, /weight 1 is -0.5; expected a finite number/],
    ["a weight that is no number", { inputs, targets, weights: [1, 1, NaN] }, /weight 2 is NaN/],
    ["a weight without end", { inputs, targets, weights: [Infinity, 1, 1] }, /weight 0 is Infinity/],
  ])("%s are refused", (_, examples, reason) => {
    expect(() => examplesFrom(examples)).toThrow(
      expect.objectContaining({ code: "examples", message: expect.stringMatching(reason) as string }),
    );
  });
});

describe("any source", () => {
  const net = network({ inputs: 3, seed: 0, layers: [dense(2, "softmax")] });

  test("must fit the network", () => {
    expect(() => checkExamples(examplesFrom({ inputs, targets }), net)).not.toThrow();
    const narrow = examplesFrom({ inputs: [[1, 2]], targets: [[1]] });
    expect(() => checkExamples(narrow, net, "validation")).toThrow(
      "validation: the network takes 3 inputs and gives 2 outputs, but an example has 2 and 1.",
    );
    for (const count of [0, -1, 1.5, NaN]) {
      expect(() => checkExamples({ ...examplesFrom({ inputs, targets }), count }, net)).toThrow(/at least one example/);
    }
  });

  test("that gives a weight which is none is named by the example", async () => {
    for (const wrong of [-1, NaN, Infinity]) {
      const source = examplesFrom({ inputs, targets });
      const broken = {
        ...source,
        read(indices: Uint32Array, into: ReturnType<typeof room>) {
          if (indices.includes(2)) into.weights[indices.indexOf(2)] = wrong;
        },
      };
      const reading = (async () => {
        for await (const batch of allBatches(broken, 2)) expect(batch.count).toBe(2);
      })();
      await expect(reading).rejects.toMatchObject({
        code: "examples",
        message: `examples: the weight of example 2 is ${wrong}; expected a finite number of at least 0.`,
      });
    }
  });
});
