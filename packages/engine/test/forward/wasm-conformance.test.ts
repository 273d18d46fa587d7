// Every variant of the forward-only kernels against the reference, through one table of cases, with layers computed
// together and one by one; SIMD against scalar kernels bit for bit.

import { describe, expect, test } from "vitest";
import type { KernelVariant } from "../../src/backends/choose.ts";
import {
  add,
  convolution,
  depthwiseConvolution,
  forwardStructure,
  globalAverage,
  prelu,
  scale,
} from "../../src/forward/layers.ts";
import { forwardPlanOf, sizeOf, type PlannedForwardLayer } from "../../src/forward/plan.ts";
import { openForwardReference } from "../../src/forward/reference/open.ts";
import type { Answer } from "../../src/forward/session.ts";
import { openForwardWasm } from "../../src/forward/wasm/open.ts";
import { patchesOf } from "../../src/forward/wasm/winograd.ts";
import { forwardCases, forwardInputsOf, forwardParametersOf, type ForwardCase } from "../support/forward-cases.ts";
import { expectNear, largest, ROUNDOFF } from "../support/near.ts";
import { variants } from "../support/variants.ts";

/** Roundings in a sigmoid: an exp, a sum and a division, each a few of them. */
const ACTIVATION_ROUNDINGS = 8;
/**
 * F(m x m, r x r) makes a sum of terms that are larger than itself, which enlarges their errors. Along one side an output
 * is the sum over points p of A_p (G_p g) (B_p d), and with independent numbers of one size in d and g its terms are
 * |A_p| |G_p| |B_p| large (Euclidean lengths of the rows): added as squares, up to 1.29^2 times (m = 2), 2.44^2 times
 * (m = 3, r = 4) or 2.67^2 times (m = 4) what the r terms of the sum as it stands are. In two dimensions that is 1.67,
 * 5.97 and 7.13 times. The weights are rounded once more; on the ways there and back are at most 2 roundings in a row for
 * each side (m = 2), or 3 and 4.
 */
const WINOGRAD = {
  2: { larger: 1.67, roundings: 1 + 2 * 2 + 2 * 2 },
  3: { larger: 5.97, roundings: 1 + 2 * 3 + 2 * 4 },
  4: { larger: 7.13, roundings: 1 + 2 * 3 + 2 * 4 },
};

/** 3x3 windows over maps and channels that patches of 2x2 and 4x4 and panels of 8 do not make up; endings of every kind. */
const patches = (
  [
    [4, 4, 24, 16],
    [6, 6, 16, 16],
    [8, 8, 16, 40],
    [7, 6, 17, 31],
    [6, 9, 23, 40],
    [11, 13, 16, 16],
    [12, 35, 24, 17],
  ] as const
).map(([height, width, channels, units], index): ForwardCase => {
  const same = { window: 3, padding: "same" } as const;
  const structure = forwardStructure({
    input: { height, width, channels },
    layers: [
      convolution({ ...same, units, activation: "relu", name: "start" }),
      convolution({ ...same, units }),
      scale({ name: "scaled" }),
      add(["scaled", "start"]),
      prelu(),
      convolution({ ...same, units, activation: index % 2 === 0 ? "relu6" : "sigmoid" }),
      convolution({ ...same, units: 16, padding: index === 3 ? "valid" : "same" }),
      globalAverage(),
    ],
  });
  return { name: `3x3 windows over (${height}, ${width}, ${channels}) to ${units}`, structure, count: 2 };
});

/** Large windows that move by two, over few channels: sides even and odd, and of either kind. */
const strides = (
  [
    [17, 23, 3, 5, "same"],
    [24, 15, 3, 7, "valid"],
    [19, 20, 4, [5, 6], { top: 2, bottom: 1, left: 0, right: 3 }],
    [16, 27, 2, [8, 7], "same"],
    [21, 21, 9, 5, "valid"],
    [18, 33, 3, [3, 7], "same"],
  ] as const
).map(([height, width, channels, window, padding]): ForwardCase => {
  const structure = forwardStructure({
    input: { height, width, channels },
    layers: [
      convolution({ window, stride: 2, units: 24, padding, activation: "relu", name: "start" }),
      convolution({ window: 5, stride: 2, units: 17, padding: "same", name: "inner" }),
      prelu(),
    ],
  });
  return { name: `windows ${String(window)} by two over (${height}, ${width}, ${channels})`, structure, count: 2 };
});

/** Windows that see but padding from some of their cells; a single cell of many units; a tile less than another. */
const corners = [
  { height: 1, width: 1, units: 40 },
  { height: 1, width: 2, units: 33 },
  { height: 2, width: 3, units: 32 },
  { height: 7, width: 1, units: 65 },
].map(({ height, width, units }): ForwardCase => {
  const layers = [
    convolution({ window: 5, units, padding: "same" }),
    convolution({ window: 5, units: 72, stride: 3, padding: "same", activation: "relu" }),
    convolution({ window: 3, units: 16, padding: { top: 4, bottom: 2, left: 3, right: 5 } }),
  ];
  const structure = forwardStructure({ input: { height, width, channels: 9 }, layers });
  return { name: `windows wider than a map (${height}, ${width})`, structure, count: 1 };
});

/** Blocks whose sums go on from one another, as densely connected ones do, and of which some are asked for or read twice. */
const dense = [3, 16].map((channels): ForwardCase => {
  const same = { window: 3, padding: "same" } as const;
  const block = (name: string, from: string) => [
    depthwiseConvolution({ ...same, name: `${name}/window`, from }),
    convolution({ window: 1, units: 16, name }),
  ];
  const layers = [
    convolution({ ...same, units: 16, name: "a" }),
    ...block("b", "a"),
    add(["a", "b"], { name: "ab", activation: "relu" }),
    ...block("c", "ab"),
    add(["a", "b", "c"], { name: "abc", activation: "sigmoid" }),
    ...block("d", "abc"),
    add(["a", "b", "c", "d"], { name: "abcd" }),
    add(["a", "b", "c"], { name: "again", activation: "relu6" }),
    add(["b", "b", "b"], { name: "thrice" }),
    add(["abcd", "again", "thrice"]),
  ];
  const structure = forwardStructure({ input: { height: 7, width: 9, channels }, layers, outputs: ["add1", "ab"] });
  return { name: `sums that go on from sums, of ${channels} channels`, structure, count: 2 };
});

/** More weights than near caches hold, behind a depthwise convolution: all rows at a time, two parts, row by row. */
const far = [
  { height: 7, width: 7 },
  { height: 9, width: 14 },
  { height: 3, width: 31 },
].map(({ height, width }): ForwardCase => {
  const layers = [
    depthwiseConvolution({ window: 3, padding: "same", activation: "relu" }),
    convolution({ window: 1, units: 120, activation: "relu" }),
  ];
  const structure = forwardStructure({ input: { height, width, channels: 128 }, layers });
  return { name: `many channels of (${height}, ${width})`, structure, count: 1 };
});

const cases = [...forwardCases, ...patches, ...strides, ...corners, ...dense, ...far];

/**
 * How many roundings lie on a number's way through the network. A sum of n products is off by about sqrt(n) roundings of
 * sum|x y|, which is about sqrt(n) times the sum itself where the terms' signs are random: n roundings of the sum's own
 * size. Along the way the lengths add up.
 */
function roundingsOf({ structure }: ForwardCase): number {
  const lengths = forwardPlanOf(structure).layers.map((planned) => {
    const { layer, inputs } = planned;
    const { channels } = inputs[0]!;
    switch (layer.kind) {
      case "convolution":
        return roundingsOfWindow(planned, layer.window[0] * layer.window[1] * channels);
      case "depthwise-convolution":
      case "average-pool":
        return layer.window[0] * layer.window[1];
      case "dense":
      case "global-average":
        return sizeOf(inputs[0]!);
      default:
        return layer.from.length;
    }
  });
  return lengths.reduce((sum, length) => sum + length + 1 + ACTIVATION_ROUNDINGS, 0);
}

function roundingsOfWindow(planned: PlannedForwardLayer, length: number): number {
  const patches = patchesOf(planned);
  if (patches === undefined) return length;
  const { larger, roundings } = WINOGRAD[patches.side];
  return larger * (length + roundings);
}

const everyLayer = ({ structure }: ForwardCase) => structure.layers.map(({ name }) => name);

function openingOf(one: ForwardCase) {
  const { structure } = one;
  return { structure, plan: forwardPlanOf(structure), parameters: forwardParametersOf(one) };
}

type Answers = ReadonlyMap<string, Answer>;

/** Compares as bits, which is faster than what is told about a difference. */
function expectSame(actual: Answers, expected: Answers, names: readonly string[], what: string): void {
  expect([...actual.keys()], what).toEqual(names);
  for (const name of names) {
    const [bits, others] = [actual, expected].map((one) => new Uint32Array(one.get(name)!.values.buffer));
    const wrong = bits!.findIndex((word, i) => word !== others![i]);
    expect([wrong, bits!.length], `${what}: the first number of "${name}" that differs`).toEqual([-1, others!.length]);
  }
}

const outputsOf = new Map<KernelVariant, Map<string, Answers>>();

describe.each(variants)("the %s kernels", (kernels) => {
  const all = new Map<string, Answers>();
  outputsOf.set(kernels, all);

  test.each(cases)("answer as the reference does: $name", async (one) => {
    const session = await openForwardWasm(openingOf(one), { kernels });
    const inputs = forwardInputsOf(one);
    await session.run(inputs.map((x) => x * 7).reverse(), one.count); // what it leaves in memory must not matter
    const outputs = await session.run(inputs, one.count);
    const layers = await session.run(inputs, one.count, everyLayer(one));
    const again = await session.run(inputs, one.count);
    session.dispose();

    const reference = await openForwardReference(openingOf(one));
    const expected = await reference.run(inputs, one.count, everyLayer(one));
    const size = Math.max(1, ...[...expected.values()].map(({ values }) => largest(values)));
    const allowed = roundingsOf(one) * ROUNDOFF.float32 * size;
    for (const [name, { shape, values }] of expected) {
      expect(layers.get(name)!.shape).toEqual(shape);
      expectNear(layers.get(name)!.values, values, allowed, name);
    }
    expectSame(outputs, layers, one.structure.outputs, "together, beside one by one");
    expectSame(again, outputs, one.structure.outputs, "after other layers were asked for");
    all.set(one.name, outputs);
  });
});

test("SIMD kernels and those without answer with the same bits", () => {
  const [simd, scalar] = [outputsOf.get("simd")!, outputsOf.get("scalar")!];
  expect([...scalar.keys()]).toEqual(cases.map(({ name }) => name));
  for (const { name, structure } of cases) expectSame(simd.get(name)!, scalar.get(name)!, structure.outputs, name);
});
