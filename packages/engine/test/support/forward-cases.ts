// One table of forward-only networks with awkward shapes. Kernels work on tiles of 4, 5 and 8: channels and widths are
// 1, a tile less one, a tile, a tile and one, and primes; every kind of layer meets every one of them.

import {
  activation,
  add,
  averagePool,
  concatenate,
  convolution,
  dense,
  depthwiseConvolution,
  forwardStructure,
  globalAverage,
  maxPool,
  pad,
  prelu,
  reshape,
  scale,
  type ForwardLayerSpecification,
  type WindowOptions,
} from "../../src/forward/layers.ts";
import { forwardPlanOf, sizeOf } from "../../src/forward/plan.ts";
import type { ForwardActivation, ForwardStructure, Padding } from "../../src/forward/structure.ts";
import { PURPOSE, stream } from "../../src/numbers/random.ts";

export interface ForwardCase {
  readonly name: string;
  readonly structure: ForwardStructure;
  /** Examples in one run. */
  readonly count: number;
}

const CHANNELS = [1, 3, 7, 8, 9, 31, 33, 64] as const;
const WIDTHS = [1, 4, 5, 6, 9, 10, 11] as const;
const HEIGHTS = [1, 2, 5] as const;
const ACTIVATIONS: readonly ForwardActivation[] = ["relu", "identity", "relu6", "sigmoid"];
/** No two sides alike. */
const UNEVEN: Padding = { top: 1, bottom: 0, left: 2, right: 3 };

type Sides = readonly [height: number, width: number, channels: number];

function caseOf(
  what: string,
  [height, width, channels]: Sides,
  layers: readonly ForwardLayerSpecification[],
  { count = 2, outputs }: { count?: number; outputs?: readonly string[] } = {},
): ForwardCase {
  const structure = forwardStructure({ input: { height, width, channels }, layers, ...(outputs && { outputs }) });
  return { name: `${what} of (${height}, ${width}, ${channels})`, structure, count };
}

const cycled = <T>(values: readonly T[], index: number): T => values[index % values.length]!;

/** The windows of real networks and some of nobody's. */
const WINDOWS: readonly WindowOptions[] = [
  { window: 1 },
  { window: 1, stride: 2 },
  { window: 3, padding: "same" },
  { window: 3, stride: 2, padding: "same" },
  { window: 2, stride: 2, padding: "same" },
  { window: 5, padding: "same" },
  { window: 5, stride: 2, padding: "same" },
  { window: 7, stride: 2, padding: "same" },
  { window: [1, 3], stride: [1, 2], padding: "same" },
  { window: [5, 2], stride: [3, 1], padding: "same" },
  { window: [2, 6], stride: 1, padding: UNEVEN },
];

const shown = ({ window, stride = 1, padding = "valid" }: WindowOptions) =>
  `window ${String(window)} stride ${String(stride)} ${typeof padding === "string" ? padding : "uneven"}`;

/** Every window over every count of channels, beside changing units and sizes. */
const windows = WINDOWS.flatMap((window, w) =>
  CHANNELS.flatMap((channels, c) => {
    const units = cycled(CHANNELS, c * 3 + w + 1);
    const sides: Sides = [cycled([5, 2, 7, 3], c + w), cycled(WIDTHS.slice(1), c + 2 * w), channels];
    const which = { activation: cycled(ACTIVATIONS, c + w) };
    const about = shown(window);
    return [
      caseOf(`convolution to ${units}, ${about},`, sides, [convolution({ ...window, units, ...which })]),
      caseOf(`depthwise convolution, ${about},`, sides, [depthwiseConvolution({ ...window, ...which })]),
    ];
  }),
);

/** Every height beside every width. */
const sizes = HEIGHTS.flatMap((height, h) =>
  WIDTHS.flatMap((width, w) => {
    const channels = cycled(CHANNELS, h + w);
    const units = cycled(CHANNELS, 3 * h + w + 2);
    const sides: Sides = [height, width, channels];
    return [
      caseOf(`convolution 1 to ${units}`, sides, [convolution({ window: 1, units, activation: "relu" })]),
      caseOf(`convolution 3 to ${units}`, sides, [convolution({ window: 3, units, padding: "same" })], { count: 1 }),
      caseOf("depthwise convolution 3", sides, [depthwiseConvolution({ window: 3, padding: "same" })]),
      caseOf("depthwise convolution 5 by 2", sides, [
        depthwiseConvolution({ window: 5, stride: 2, padding: "same", activation: "relu6" }),
      ]),
      caseOf("max pool", sides, [maxPool({ window: 3, stride: 2, padding: "same" })]),
      caseOf("average pool", sides, [averagePool({ window: 3, stride: 2, padding: "same" })]),
    ];
  }),
);

const channels = CHANNELS.flatMap((count, c) => {
  const sides: Sides = [cycled([2, 5, 1], c), cycled(WIDTHS, c), count];
  const which = cycled(ACTIVATIONS, c);
  const branches = [
    convolution({ window: 1, units: count, name: "left" }),
    convolution({ window: 1, units: count, name: "right", from: "input" }),
  ];
  return [
    caseOf(`dense to ${cycled(CHANNELS, c + 3)}`, sides, [dense(cycled(CHANNELS, c + 3), which)], { count: 3 }),
    caseOf("max pool 2", [4, 6, count], [maxPool({ window: 2 })]),
    caseOf("average pool 2", [4, 6, count], [averagePool({ window: 2 })]),
    caseOf("average pool, uneven", [4, 6, count], [averagePool({ window: [2, 4], stride: [1, 3], padding: UNEVEN })]),
    caseOf("max pool, uneven", [4, 6, count], [maxPool({ window: [2, 4], stride: [1, 3], padding: UNEVEN })]),
    caseOf("global average", sides, [globalAverage()]),
    caseOf("pad", sides, [pad({ ...UNEVEN, channels: [c % 3, (c * 5) % 7] })]),
    caseOf("pad of channels", sides, [pad({ channels: [0, count] })]),
    caseOf("scale", sides, [scale({ activation: which })]),
    caseOf("PReLU", sides, [prelu()]),
    caseOf(`activation ${which}`, sides, [activation(which)]),
    caseOf(`sum ${which}`, sides, [...branches, add(["left", "right"], { activation: which })]),
    caseOf("concatenation of channels", sides, [...branches, concatenate(["left", "input", "right"])]),
    caseOf("concatenation of rows", sides, [...branches, concatenate(["left", "right"], { axis: "height" })]),
    caseOf("concatenation of columns", sides, [...branches, concatenate(["right", "left"], { axis: "width" })]),
    caseOf("reshape", sides, [reshape({ height: sides[2], width: sides[0], channels: sides[1] }), scale()]),
  ];
});

/** As dlib's residual network: the shortcut of a smaller block is pooled, and its missing channels are zeros. */
const residual = [
  convolution({ window: 7, units: 9, stride: 2 }),
  scale({ activation: "relu" }),
  maxPool({ window: 3, stride: 2, name: "start" }),
  convolution({ window: 3, units: 9, padding: "same" }),
  scale({ activation: "relu" }),
  convolution({ window: 3, units: 9, padding: "same" }),
  scale({ name: "first" }),
  add(["first", "start"], { activation: "relu", name: "block1" }),
  convolution({ window: 3, units: 16, stride: 2 }),
  scale({ activation: "relu" }),
  convolution({ window: 3, units: 16, padding: "same" }),
  scale(),
  pad({ bottom: 1, right: 1, name: "second" }),
  averagePool({ window: 2, from: "block1" }),
  pad({ channels: [0, 7], name: "shortcut" }),
  add(["second", "shortcut"], { activation: "relu" }),
  globalAverage(),
  dense(5),
];

/** As single-shot detectors: depthwise blocks, heads at two scales, all answers one behind the other. */
const detector = [
  convolution({ window: 5, units: 8, stride: 2, padding: "same", activation: "relu", name: "start" }),
  depthwiseConvolution({ window: 3, padding: "same" }),
  convolution({ window: 1, units: 8, name: "in" }),
  add(["start", "in"], { activation: "relu", name: "near" }),
  depthwiseConvolution({ window: 3, stride: 2, padding: "same" }),
  convolution({ window: 1, units: 11 }),
  maxPool({ window: 2, from: "near" }),
  pad({ channels: [0, 3], name: "wide" }),
  add(["wide", "convolution1"], { activation: "relu", name: "far" }),
  convolution({ window: 1, units: 2, from: "near" }),
  reshape({ height: 128, width: 1, channels: 1 }, { name: "nearScores" }),
  convolution({ window: 1, units: 6, from: "far" }),
  reshape({ height: 96, width: 1, channels: 1 }, { name: "farScores" }),
  concatenate(["nearScores", "farScores"], { axis: "height", name: "scores" }),
  convolution({ window: 1, units: 16, from: "far", name: "boxes" }),
];

const graphs = [
  caseOf("residual network", [31, 23, 3], residual, { count: 3, outputs: ["dense1", "block1"] }),
  caseOf("detector", [16, 16, 3], detector, { outputs: ["boxes", "scores"] }),
  caseOf(
    "PReLU blocks",
    [9, 11, 3],
    [
      convolution({ window: 3, units: 16, stride: 2, padding: "same" }),
      prelu({ name: "start" }),
      convolution({ window: 1, units: 8 }),
      prelu(),
      depthwiseConvolution({ window: 3, padding: "same" }),
      convolution({ window: 1, units: 16, name: "end" }),
      add(["end", "start"]),
      prelu(),
      convolution({ window: [5, 6], units: 7 }),
      reshape({ height: 7, width: 1, channels: 1 }),
    ],
  ),
  caseOf(
    "chain where every layer is read twice",
    [5, 6, 9],
    [
      convolution({ window: 3, units: 9, padding: "same", name: "a" }),
      add(["a", "input"], { name: "b" }),
      add(["a", "b"], { name: "c", activation: "relu" }),
      add(["c", "c", "b", "input"], { name: "d" }),
      concatenate(["d", "a", "d"]),
      convolution({ window: 1, units: 3 }),
    ],
    { outputs: ["convolution1", "b"] },
  ),
  caseOf(
    "a layer that nothing reads and an output in the middle",
    [4, 5, 3],
    [
      convolution({ window: 3, units: 8, name: "middle" }),
      convolution({ window: 1, units: 4, name: "unread" }),
      activation("relu", { from: "middle" }),
      convolution({ window: 2, units: 1 }),
    ],
    { outputs: ["convolution1", "middle"] },
  ),
  caseOf(
    "nothing but moves",
    [4, 6, 3],
    [pad({ top: 1 }), reshape({ height: 6, width: 15, channels: 1 }), activation("identity")],
  ),
  caseOf(
    "three examples large enough to share among threads",
    [40, 37, 16],
    [
      convolution({ window: 3, units: 64, padding: "same", activation: "relu" }),
      depthwiseConvolution({ window: 3, stride: 2, padding: "same" }),
      convolution({ window: 1, units: 33 }),
    ],
    { count: 3 },
  ),
  caseOf(
    "large windows and many channels, large enough to share among threads",
    [61, 53, 3],
    [
      convolution({ window: 7, units: 32, stride: 2, activation: "relu" }),
      convolution({ window: 3, units: 32, padding: "same" }),
      maxPool({ window: 3, stride: 2 }),
      depthwiseConvolution({ window: 3, padding: "same" }),
      convolution({ window: 1, units: 128, activation: "relu" }),
      depthwiseConvolution({ window: 3, stride: 2, padding: "same" }),
      convolution({ window: 1, units: 128, activation: "relu" }),
      convolution({ window: 3, units: 64, padding: "same" }),
    ],
    { count: 1 },
  ),
  caseOf("one example of a long row", [1, 1025, 8], [convolution({ window: [1, 7], units: 9, padding: "same" })], {
    count: 1,
  }),
];

export const forwardCases: readonly ForwardCase[] = [...windows, ...sizes, ...channels, ...graphs];

/** Weights whose sums stay near 1 in size, biases and slopes that are not 0: float32 numbers. */
export function forwardParametersOf({ structure }: ForwardCase, seed = 1): Float32Array {
  const plan = forwardPlanOf(structure);
  const parameters = new Float32Array(plan.parameterCount);
  plan.layers.forEach(({ layer, parameters: entries }, index) => {
    for (const { name, shape, offset, length } of entries) {
      const random = stream(seed, PURPOSE.drawing, index, name.endsWith(".bias") ? 1 : 0);
      const units = layer.kind === "convolution" || layer.kind === "dense" ? shape[shape.length - 1]! : 1;
      const isSum = layer.kind === "convolution" || layer.kind === "depthwise-convolution" || layer.kind === "dense";
      const terms = layer.kind === "depthwise-convolution" ? shape[0]! * shape[1]! : length / units;
      const size = name.endsWith(".bias") ? 0.2 : isSum ? 1 / Math.sqrt(terms) : 1;
      for (let i = 0; i < length; i++) parameters[offset + i] = size * random.normal();
    }
  });
  return parameters;
}

/** Inputs (count, height, width, channels): float32 numbers. */
export function forwardInputsOf({ structure, count }: ForwardCase, seed = 1): Float32Array {
  const random = stream(seed, PURPOSE.drawing, 0, 2);
  return Float32Array.from({ length: count * sizeOf(structure.input) }, random.normal);
}
