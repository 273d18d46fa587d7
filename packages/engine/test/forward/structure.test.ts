// What a forward-only network may look like, what shapes follow, and how it is refused.

import { describe, expect, test } from "vitest";
import { isSelfsameError } from "../../src/errors.ts";
import { PURPOSE, stream } from "../../src/numbers/random.ts";
import {
  add,
  averagePool,
  checkForwardStructure,
  concatenate,
  convolution,
  dense,
  depthwiseConvolution,
  forwardPlanOf,
  forwardStructure,
  globalAverage,
  maxPool,
  pad,
  prelu,
  reshape,
  scale,
  type ForwardLayerSpecification,
  type ForwardStructure,
} from "../../src/forward/index.ts";

const INPUT = { height: 9, width: 12, channels: 3 };

/** The message of the error, which has to be of the kind "structure". */
function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (isSelfsameError(error, "structure")) return error.message;
    throw error;
  }
  throw new Error("it was taken");
}

const planned = (...layers: ForwardLayerSpecification[]) => forwardPlanOf(forwardStructure({ input: INPUT, layers }));
const shapeAfter = (...layers: ForwardLayerSpecification[]) => Object.values(planned(...layers).layers.at(-1)!.shape);

describe("shapes", () => {
  test.each([
    ["a convolution without padding", [convolution({ window: 3, units: 5 })], [7, 10, 5]],
    ["a convolution that fits twice and a half", [convolution({ window: 4, stride: 2, units: 5 })], [3, 5, 5]],
    ["a padded convolution", [convolution({ window: 3, stride: 2, units: 5, padding: "same" })], [5, 6, 5]],
    ["a depthwise convolution", [depthwiseConvolution({ window: [1, 5], stride: [1, 4] })], [9, 2, 3]],
    ["a pool, whose stride is its window", [maxPool({ window: 2 })], [4, 6, 3]],
    ["an overlapping pool", [averagePool({ window: 3, stride: 2, padding: "same" })], [5, 6, 3]],
    ["a dense layer", [dense(7)], [1, 1, 7]],
    ["a global average", [globalAverage()], [1, 1, 3]],
    ["a pad", [pad({ top: 1, right: 2, channels: [3, 4] })], [10, 14, 10]],
    ["a reshape", [reshape({ height: 4, width: 27, channels: 3 })], [4, 27, 3]],
    ["a sum", [scale(), prelu(), add(["input", "prelu1"])], [9, 12, 3]],
    ["a concatenation of rows", [concatenate(["input", "input"], { axis: "height" })], [18, 12, 3]],
    ["a concatenation of columns", [concatenate(["input", "input"], { axis: "width" })], [9, 24, 3]],
    ["a concatenation of channels", [concatenate(["input", "input", "input"])], [9, 12, 9]],
  ] as const)("%s hands on what its documentation says", (_, layers, expected) => {
    expect(shapeAfter(...layers)).toEqual(expected);
  });

  test("same padding is TensorFlow's: the smaller half first, and only as much as the last window needs", () => {
    const paddingOf = (window: number, stride: number) => {
      const [first] = planned(maxPool({ window, stride, padding: "same" })).layers;
      return first!.layer.kind === "max-pool" ? Object.values(first!.layer.padding) : [];
    };
    // top, bottom, left, right for an input of (9, 12)
    expect(paddingOf(3, 1)).toEqual([1, 1, 1, 1]);
    expect(paddingOf(3, 2)).toEqual([1, 1, 0, 1]);
    expect(paddingOf(4, 1)).toEqual([1, 2, 1, 2]);
    expect(paddingOf(2, 2)).toEqual([0, 1, 0, 0]);
    expect(paddingOf(1, 2)).toEqual([0, 0, 0, 0]);
  });

  test("parameters lie weights then bias, layer by layer, and none of them trains", () => {
    const plan = planned(
      convolution({ window: [3, 2], units: 5, name: "c" }),
      depthwiseConvolution({ window: 3, name: "d" }),
      prelu({ name: "p" }),
      scale({ name: "s" }),
      dense(4, "identity", { name: "e" }),
    );
    expect(plan.parameters.map(({ name, shape, offset, length }) => [name, shape, offset, length])).toEqual([
      ["c.weights", [3, 2, 3, 5], 0, 90],
      ["c.bias", [5], 90, 5],
      ["d.weights", [3, 3, 5], 95, 45],
      ["d.bias", [5], 140, 5],
      ["p.weights", [5], 145, 5],
      ["s.weights", [5], 150, 5],
      ["s.bias", [5], 155, 5],
      ["e.weights", [225, 4], 160, 900],
      ["e.bias", [4], 1060, 4],
    ]);
    expect(plan.parameterCount).toBe(1064);
    expect(plan.parameters.some(({ trains }) => trains)).toBe(false);
  });
});

test("layers without names are counted, read the layer before them, and the last one answers", () => {
  const structure = forwardStructure({
    input: INPUT,
    layers: [maxPool({ window: 2 }), maxPool({ window: 2, name: "second" }), maxPool({ window: 1 }), globalAverage()],
  });
  expect(structure.layers.map(({ name, from }) => [name, ...from])).toEqual([
    ["max-pool1", "input"],
    ["second", "max-pool1"],
    ["max-pool2", "second"],
    ["global-average1", "max-pool2"],
  ]);
  expect(structure.outputs).toEqual(["global-average1"]);
});

test("a checked structure is a copy that nobody can change", () => {
  const mine = JSON.parse(
    JSON.stringify(
      forwardStructure({
        input: INPUT,
        layers: [
          convolution({ window: 3, units: 2 }),
          pad({ top: 1 }),
          reshape({ height: 1, width: 1, channels: 160 }),
        ],
      }),
    ),
  ) as ForwardStructure;
  const checked = checkForwardStructure(mine);
  expect(checked).toEqual(mine);
  const parts: object[] = [checked];
  while (parts.length > 0) {
    const part = parts.pop()!;
    expect(Object.isFrozen(part)).toBe(true);
    parts.push(...Object.values(part).filter((value): value is object => typeof value === "object"));
  }
  (mine.layers[0] as { name: string }).name = "changed";
  expect(checked.layers[0]!.name).toBe("convolution1");
});

test("the names of other frameworks' graphs pass as they are", () => {
  const name = "StatefulPartitionedCall/model_1/conv-2.b:0";
  expect(forwardStructure({ input: INPUT, layers: [prelu({ name })] }).outputs).toEqual([name]);
});

/** A sound structure with one part replaced, as a file might say it. */
const changed = (
  change: Record<string, unknown>,
  of: ForwardLayerSpecification = convolution({ window: 3, units: 2 }),
) => {
  const sound = forwardStructure({ input: INPUT, layers: [of] });
  return { ...sound, layers: [{ ...sound.layers[0], ...change }] } as unknown as ForwardStructure;
};
const sound = forwardStructure({ input: INPUT, layers: [prelu({ name: "a" }), prelu({ name: "b" })] });
const PADDING = { top: 0, bottom: 0, left: 0, right: 0 };
const HUGE = 2 ** 40;

describe("a structure that cannot be is refused with the layer and the reason", () => {
  test.each<[string, unknown, string]>([
    ["nothing", null, "network: expected its input, layers and outputs, got null"],
    ["no input", { ...sound, input: undefined }, "network: input: expected { height, width, channels }, got undefined"],
    [
      "an empty input",
      { ...sound, input: { ...INPUT, width: 0 } },
      "network: input.width: expected a whole number of at least 1, got 0",
    ],
    ["no layers", { ...sound, layers: [] }, "expected at least one layer"],
    ["10,001 layers", { ...sound, layers: Array(10_001).fill(sound.layers[0]) }, "10001 layers; the limit is 10000"],
    ["a layer that is none", { ...sound, layers: [7] }, "network: layer 1: expected a layer"],
    ["no name", changed({ name: undefined }), "layer 1 is named undefined; a name is 1 to 200 letters"],
    ["a name with a space", changed({ name: "a b" }), 'layer 1 is named "a b"'],
    ["a name too long", changed({ name: "a".repeat(201) }), "layer 1 is named"],
    ["a name that tables cannot have", changed({ name: "__proto__" }), 'layer 1 is named "__proto__"'],
    ["a name twice", { ...sound, layers: [sound.layers[0], sound.layers[0]] }, 'layer "a": the name is taken'],
    ["the input's name", changed({ name: "input" }), 'layer "input": the name is taken'],
    ["no source", changed({ from: undefined }), "expected the names of the layers it reads"],
    [
      "a source after it",
      { ...sound, layers: [...sound.layers].reverse() },
      'layer "b": reads "a", which is no layer before it; there are "input"',
    ],
    ["two sources where one is read", changed({ from: ["input", "input"] }), "convolution reads one layer, got 2"],
    [
      "one source where two are read",
      changed({ from: ["input"] }, add(["input", "input"])),
      "add reads two layers or more, got 1",
    ],
    ["a kind that there is not", changed({ kind: "softmax" }), 'no layer is called "softmax"; there are "convolution"'],
    [
      "an activation that there is not",
      changed({ activation: "tanh" }),
      'no activation is called "tanh"; there are "identity", "relu", "relu6", "sigmoid"',
    ],
    [
      "an axis that there is not",
      changed({ axis: "depth" }, concatenate(["input", "input"])),
      'no axis is called "depth"',
    ],
    ["half a unit", changed({ units: 0.5 }), "units: expected a whole number of at least 1, got 0.5"],
    ["a window of one number", changed({ window: 3 }), "window: expected two whole numbers, got 3"],
    ["a stride of 0", changed({ stride: [1, 0] }), "stride: expected a whole number of at least 1, got 0"],
    [
      "padding below 0",
      changed({ padding: { ...PADDING, left: -1 } }),
      "padding.left: expected a whole number of at least 0, got -1",
    ],
    [
      "a padding with a name",
      changed({ padding: "same" }),
      'padding: expected { top, bottom, left, right }, got "same"',
    ],
    [
      "a window larger than the input",
      changed({ window: [10, 3] }),
      "its window is 10 in height, its input 9 and 9 with padding",
    ],
    [
      "a pool with a window outside",
      changed({ padding: { ...PADDING, left: 2 } }, maxPool({ window: 2 })),
      "its padding in width is 2 before and 0 after, its window 2",
    ],
    [
      "a pad of channels below 0",
      changed({ channels: [0, -1] }, pad({})),
      "channels: expected a whole number of at least 0, got -1",
    ],
    [
      "a reshape to another count",
      changed({ shape: { ...INPUT, height: 8 } }, reshape(INPUT)),
      "(9, 12, 3) is 324 numbers and (8, 12, 3) is 288",
    ],
    ["more parameters than 4 GB", changed({ units: HUGE }), "the limit is 4294967296 (4 GB)"],
    ["more numbers than 4 GB", changed({ padding: { ...PADDING, top: HUGE } }), "numbers for one example"],
    ["no outputs", { ...sound, outputs: [] }, "network: outputs: expected the names of the layers that answer"],
    [
      "an output that there is not",
      { ...sound, outputs: ["c"] },
      'network: outputs: no layer is called "c"; there are "a", "b"',
    ],
    ["the input as an output", { ...sound, outputs: ["input"] }, 'no layer is called "input"'],
    ["an output twice", { ...sound, outputs: ["a", "a"] }, '"a" is named twice'],
  ])("%s", (_, structure, reason) => {
    expect(refusal(() => checkForwardStructure(structure as ForwardStructure))).toContain(reason);
  });

  test.each<[string, readonly ForwardLayerSpecification[], string]>([
    [
      "a sum of unlike shapes",
      [maxPool({ window: 2, name: "half" }), add(["half", "input"])],
      'layer "add1": adds layers of one shape, but "half" is (4, 6, 3) and "input" (9, 12, 3). Pad or reshape one of them.',
    ],
    [
      "a join of unlike sides",
      [maxPool({ window: [1, 2], name: "half" }), concatenate(["input", "half"], { axis: "height" })],
      'layer "concatenate1": joins layers along height, the other axes equal, but "input" is (9, 12, 3) and "half" (9, 6, 3)',
    ],
    [
      "a padding of no such name",
      [maxPool({ window: 2, padding: "sane" as "same" })],
      'padding: expected { top, bottom, left, right }, got "sane"',
    ],
    ["no layers", [], "at least one layer"],
  ])("%s, written by hand", (_, layers, reason) => {
    expect(refusal(() => forwardStructure({ input: INPUT, layers }))).toContain(reason);
  });

  test("2,000 damaged structures are refused as structures or are sound ones", () => {
    const random = stream(4, PURPOSE.drawing);
    const odd = [null, true, -1, 0, 0.5, 3, 2 ** 31, 2 ** 53, "", "input", "a", "relu", [], [1], [1, 2], {}, Array(2)];
    const whole = forwardStructure({
      input: INPUT,
      layers: [
        convolution({ window: 3, units: 4, stride: 2, padding: "same" }),
        prelu(),
        pad({ channels: [0, 2], name: "a" }),
        averagePool({ window: 2 }),
        concatenate(["average-pool1", "average-pool1"], { axis: "width" }),
        reshape({ height: 1, width: 6, channels: 12 }),
        dense(3, "sigmoid"),
      ],
    });
    let refused = 0;
    for (let i = 0; i < 2000; i++) {
      const copy = JSON.parse(JSON.stringify(whole)) as Record<string, unknown>;
      let part = copy;
      for (;;) {
        const key = Object.keys(part)[random.below(Object.keys(part).length)]!;
        const next = part[key];
        if (typeof next === "object" && next !== null && random.below(8) > 0) {
          part = next as Record<string, unknown>;
          continue;
        }
        if (random.below(4) === 0) delete part[key];
        else part[key] = odd[random.below(odd.length)];
        break;
      }
      try {
        const checked = checkForwardStructure(copy as unknown as ForwardStructure);
        expect(checkForwardStructure(checked)).toEqual(checked);
      } catch (error) {
        if (!isSelfsameError(error, "structure")) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(1500);
    expect(refused).toBeLessThan(2000);
  });
});
