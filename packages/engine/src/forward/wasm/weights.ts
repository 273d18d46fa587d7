// Parameters in memory: weights (window, channels, units) as panels of 8 units, one behind the other, in the order in
// which a tile reads them; weights by channel as they are. Padding is 0: padded channels stay 0 through every layer.

import type { Numbers } from "../../backends/backend.ts";
import type { ParameterEntry } from "../../network/plan.ts";
import type { ForwardPlan, PlannedForwardLayer } from "../plan.ts";
import { INPUT, type ForwardStructure } from "../structure.ts";
import { inputCell, LINE_BYTES, padded, PANEL } from "./maps.ts";
import { seenWindow } from "./windows.ts";
import { isWinograd, PLANES, writeWinograd } from "./winograd.ts";

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
    const planes = isWinograd(planned) ? PLANES : 1;
    const isWindow = isSum || layer.kind === "depthwise-convolution";
    const { size } = seenWindow(planned);
    const window = planes > 1 || !isWindow ? 1 : size[0] * size[1];
    const panelStride = padded(window * cell * PANEL * 4, 2 * LINE_BYTES) + LINE_BYTES;
    const panels = Math.ceil(shape.channels / PANEL);
    const weights = at;
    const bytes = padded(isSum ? planes * panels * panelStride : window * cell * 4, LINE_BYTES);
    const bias = weights + bytes;
    at = bias + padded(panels * PANEL * 4, LINE_BYTES);
    places.set(layer.name, { planned, weights, panelStride, bias, cell, bytes });
  }
  return { places, end: at + READ_ON };
}

/** Into memory that is 0. */
export function writeWeights(memory: Float32Array, place: WeightPlace, parameters: Numbers): void {
  const { planned, cell, panelStride } = place;
  const { layer, inputs, shape } = planned;
  const [weights, bias] = planned.parameters;
  const { channels } = inputs[0]!;
  if (bias !== undefined) memory.set(parameters.subarray(bias.offset, bias.offset + bias.length), place.bias / 4);
  if (isWinograd(planned)) return writePlanes(memory, place, parameters);
  const isSum = layer.kind === "convolution" || layer.kind === "dense";
  const units = isSum ? shape.channels : 1;
  const { first, size } = seenWindow(planned);
  const columns = layer.kind === "convolution" || layer.kind === "depthwise-convolution" ? layer.window[1] : size[1];
  const cells = isSum || layer.kind === "depthwise-convolution" ? size[0] * size[1] : 1;
  for (let one = 0; one < cells; one++) {
    const row = first[0] + Math.floor(one / size[1]);
    const column = first[1] + (one % size[1]);
    let from = weights!.offset + (row * columns + column) * channels * units;
    let to = place.weights / 4 + one * cell * (isSum ? PANEL : 1);
    if (!isSum) memory.set(parameters.subarray(from, from + channels), to);
    for (let channel = 0; isSum && channel < channels; channel++, to += PANEL) {
      for (let unit = 0; unit < units; unit += PANEL) {
        const panel = to + (unit / PANEL) * (panelStride / 4);
        const width = Math.min(PANEL, units - unit);
        for (let i = 0; i < width; i++) memory[panel + i] = parameters[from + i]!;
        from += width;
      }
    }
  }
}

/** The 16 planes one behind the other, each in panels as ever. */
function writePlanes(memory: Float32Array, { planned, weights, panelStride }: WeightPlace, parameters: Numbers): void {
  const { channels } = planned.inputs[0]!;
  const units = planned.shape.channels;
  const panels = Math.ceil(units / PANEL);
  const [{ offset }] = planned.parameters as [ParameterEntry];
  const plane = (panels * panelStride) / 4;
  const places = new Uint32Array(units);
  for (let channel = 0; channel < channels; channel++) {
    for (let unit = 0; unit < units; unit++)
      places[unit] = weights / 4 + Math.floor(unit / PANEL) * (panelStride / 4) + channel * PANEL + (unit % PANEL);
    writeWinograd(parameters, offset + channel * units, channels * units, places, memory, plane);
  }
}
