// Parameters in memory: weights (window, channels, units) as panels of 8 units, one behind the other, in the order in
// which a tile reads them; weights by channel likewise, 8 channels after the other. Padding is 0: padded channels stay 0 through every layer.

import type { Numbers } from "../../backends/backend.ts";
import type { ReadEntry } from "../parameters.ts";
import type { ForwardPlan, PlannedForwardLayer } from "../plan.ts";
import { INPUT, type ForwardStructure } from "../structure.ts";
import type { ForwardKernels } from "./kernels.ts";
import { inputCell, LINE_BYTES, padded, PANEL } from "./maps.ts";
import { seenWindow } from "./windows.ts";
import { depthOf, patchesOf, type Patches } from "./winograd.ts";

/** Bytes behind the weights that kernels may read when they fetch some ahead: a cache line for each of 8 readers. */
const READ_ON = 8 * LINE_BYTES;

/** Addresses in bytes. */
export interface WeightPlace {
  readonly planned: PlannedForwardLayer;
  readonly weights: number;
  /** From a panel to the next; an odd number of cache lines, so that the same row of all panels falls into different sets. */
  readonly panelStride: number;
  readonly bias: number;
  /** Numbers of a cell that the layer reads, padding included. */
  readonly cell: number;
  readonly bytes: number;
}

/** Where the parameters of each layer lie, by its name, from `start` on; and the first byte behind them. */
export function placeWeights(
  structure: ForwardStructure,
  plan: ForwardPlan,
  start: number,
): { readonly places: ReadonlyMap<string, WeightPlace>; readonly end: number } {
  const places = new Map<string, WeightPlace>();
  let at = start;
  for (const planned of plan.layers) {
    const { layer, inputs, shape, parameters } = planned;
    if (parameters.length === 0) continue;
    const input = inputs[0]!;
    const cell = layer.from[0] === INPUT ? inputCell(structure) : padded(input.channels, PANEL);
    const isSum = layer.kind === "convolution" || layer.kind === "dense";
    const patches = patchesOf(planned);
    const planes = patches?.planes ?? 1;
    const isWindow = isSum || layer.kind === "depthwise-convolution";
    const { size } = seenWindow(planned);
    const window = isWindow ? size[0] * size[1] : 1;
    const depth = patches === undefined ? window * cell : depthOf(patches, cell);
    const panelStride = padded(depth * PANEL * 4, 2 * LINE_BYTES) + LINE_BYTES;
    const panels = Math.ceil(shape.channels / PANEL);
    const weights = at;
    const bytes = padded(isSum ? planes * panels * panelStride : window * cell * 4, LINE_BYTES);
    const bias = weights + bytes;
    at = bias + padded(panels * PANEL * 4, LINE_BYTES);
    places.set(layer.name, { planned, weights, panelStride, bias, cell, bytes });
  }
  return { places, end: at + READ_ON };
}

/** Windows (window, window, channels, units) from which kernels make planes; the units are whole panels. */
interface Windows {
  readonly channels: number;
  readonly units: number;
  /** How many numbers they are. */
  readonly length: number;
}

function windowsOf({ planned, cell }: WeightPlace, patches: Patches): Windows {
  const channels = patches.step === 1 ? planned.inputs[0]!.channels : depthOf(patches, cell);
  const units = padded(planned.shape.channels, PANEL);
  return { channels, units, length: patches.window * patches.window * channels * units };
}

/** Bytes of room aside that writing the weights takes. */
export function asideOf(places: ReadonlyMap<string, WeightPlace>): number {
  const bytes = [...places.values()].map((place) => {
    const patches = patchesOf(place.planned);
    return patches === undefined ? 0 : windowsOf(place, patches).length * 4;
  });
  return Math.max(0, ...bytes);
}

/** Into memory that is 0; at `aside` there is room, which is not 0 afterwards. */
export function writeWeights(
  memory: Float32Array,
  place: WeightPlace,
  read: ReadEntry,
  kernels: ForwardKernels,
  aside: number,
): void {
  const { planned, cell } = place;
  const { layer, inputs, shape } = planned;
  const [weights, bias] = planned.parameters;
  const { channels } = inputs[0]!;
  if (bias !== undefined) memory.set(read(bias), place.bias / 4);
  const numbers = read(weights!);
  const patches = patchesOf(planned);
  if (patches !== undefined) {
    const { side, window } = patches;
    const windows = windowsOf(place, patches);
    writeWindows(memory.subarray(aside / 4, aside / 4 + windows.length), windows, patches, place, numbers);
    kernels.makePlanes(side, window, aside, windows.channels, windows.units, place.weights, place.panelStride);
    return;
  }
  const isSum = layer.kind === "convolution" || layer.kind === "dense";
  const units = isSum ? shape.channels : 1;
  const { first, size } = seenWindow(planned);
  const columns = layer.kind === "convolution" || layer.kind === "depthwise-convolution" ? layer.window[1] : size[1];
  const cells = isSum || layer.kind === "depthwise-convolution" ? size[0] * size[1] : 1;
  for (let one = 0; one < cells; one++) {
    const row = first[0] + Math.floor(one / size[1]);
    const column = first[1] + (one % size[1]);
    const from = (row * columns + column) * channels * units;
    const to = place.weights / 4 + one * (isSum ? cell : 1) * PANEL;
    if (isSum) writePanels(memory, to, place.panelStride / 4, numbers, from, channels, units);
    else writePanels(memory, to, cells * PANEL, numbers, from, 1, channels);
  }
}

/**
 * The weights (channels, units) of one cell of the window, from place `from` of `numbers` on, to every panel: the first is
 * at place `to` of the memory, the next `step` numbers on. Eight at a time are written out: there are millions, and they
 * are in the way of the first answer.
 */
function writePanels(
  memory: Float32Array,
  to: number,
  step: number,
  numbers: Numbers,
  from: number,
  channels: number,
  units: number,
): void {
  for (let channel = 0; channel < channels; channel++, to += PANEL) {
    const end = from + units;
    let at = to;
    for (; from + PANEL <= end; from += PANEL, at += step) {
      memory[at] = numbers[from]!;
      memory[at + 1] = numbers[from + 1]!;
      memory[at + 2] = numbers[from + 2]!;
      memory[at + 3] = numbers[from + 3]!;
      memory[at + 4] = numbers[from + 4]!;
      memory[at + 5] = numbers[from + 5]!;
      memory[at + 6] = numbers[from + 6]!;
      memory[at + 7] = numbers[from + 7]!;
    }
    for (; from < end; from++, at++) memory[at] = numbers[from]!;
  }
}

/**
 * Weights of windows that move by two become those of windows of half the side that move by one over cells of 2 x 2:
 * weight (2 i + a, 2 j + b, channel) goes to (i, j, a, b, channel), and what there is none for is 0.
 */
function writeWindows(
  into: Float32Array,
  windows: Windows,
  { window, step }: Patches,
  { planned, cell }: WeightPlace,
  numbers: Numbers,
): void {
  const { layer, inputs, shape } = planned;
  if (layer.kind !== "convolution") return;
  const units = shape.channels;
  const isWhole = windows.units === units;
  // Runs of numbers that stay together.
  const runs = isWhole ? 1 : inputs[0]!.channels;
  const run = (inputs[0]!.channels * units) / runs;
  if (!isWhole || step > 1) into.fill(0);
  let from = 0;
  for (let row = 0; row < layer.window[0]; row++) {
    for (let column = 0; column < layer.window[1]; column++) {
      const place = Math.floor(row / step) * window + Math.floor(column / step);
      const part = (row % step) * step + (column % step);
      let to = (place * windows.channels + part * cell) * windows.units;
      for (let one = 0; one < runs; one++, from += run, to += windows.units) {
        into.set(numbers.subarray(from, from + run), to);
      }
    }
  }
}
