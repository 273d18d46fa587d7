// Every variant of the forward-only kernels against the reference, through one table of cases, with layers computed
// together and one by one; SIMD against scalar kernels bit for bit.

import { describe, expect, test } from "vitest";
import type { KernelVariant } from "../../src/backends/choose.ts";
import { add, convolution, forwardStructure, globalAverage, prelu, scale } from "../../src/forward/layers.ts";
import { forwardPlanOf, sizeOf } from "../../src/forward/plan.ts";
import { openForwardReference } from "../../src/forward/reference/open.ts";
import type { Answer } from "../../src/forward/session.ts";
import { openForwardWasm } from "../../src/forward/wasm/open.ts";
import { isWinograd } from "../../src/forward/wasm/winograd.ts";
import { forwardCases, forwardInputsOf, forwardParametersOf, type ForwardCase } from "../support/forward-cases.ts";
import { expectNear, largest, ROUNDOFF } from "../support/near.ts";
import { variants } from "../support/variants.ts";

/** Roundings in a sigmoid: an exp, a sum and a division, each a few of them. */
const ACTIVATION_ROUNDINGS = 8;
/** Sums on the ways there and back of F(2x2, 3x3): two of 2 there, two of 3 back, on numbers up to 4 times as large. */
const WINOGRAD_ROUNDINGS = 4 * (2 + 2 + 3 + 3);

/** 3x3 windows over maps and channels that patches of 2x2 and panels of 8 do not make up; endings of every kind. */
const patches = (
  [
    [6, 6, 16, 16],
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

const cases = [...forwardCases, ...patches, ...corners];

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
        return layer.window[0] * layer.window[1] * channels + (isWinograd(planned) ? WINOGRAD_ROUNDINGS : 0);
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
