// Where the numbers of a layer lie: rows of cells of channels, float32, with a border of zeros as wide as any reader's
// padding, so that no kernel knows edges. Channels are padded with zeros to whole panels of 8. Memory is used again for a
// later map when the last reader of an earlier one is done.

import type { PlannedForwardLayer } from "../plan.ts";
import { INPUT, type ForwardStructure, type Shape } from "../structure.ts";
import { readsOf, type Stage } from "./stages.ts";
import { seenWindow } from "./windows.ts";
import { patchesOf } from "./winograd.ts";

/** Units of a panel; the same number stands in the kernels. */
export const PANEL = 8;
/** A cache line; addresses of maps and weights are multiples of it. */
export const LINE_BYTES = 64;

export const padded = (count: number, to: number): number => Math.ceil(count / to) * to;

/** Addresses and steps in bytes. */
export interface Place {
  readonly shape: Shape;
  /** Numbers of a cell, padding included. */
  readonly cell: number;
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  /** From one cell to the next, and from one row to the next. */
  readonly pixel: number;
  readonly row: number;
  readonly bytes: number;
  /** Border included; the first cell is at `firstOf`. */
  at: number;
  /** Whether other maps lie here, too, at other times: then what was left there has to be cleared. */
  isShared: boolean;
}

export function firstOf({ at, top, left, row, pixel }: Place): number {
  return at + top * row + left * pixel;
}

/** Numbers of a cell of the input: few channels stay as they are where only sums over windows read them. */
export function inputCell({ input, layers }: ForwardStructure): number {
  const isPlain = layers.every(
    ({ kind, from }) => kind === "convolution" || kind === "dense" || !from.some((name) => name === INPUT),
  );
  return isPlain && input.channels < PANEL ? input.channels : padded(input.channels, PANEL);
}

/** The border that a layer wants around what it reads. */
function borderOf(planned: PlannedForwardLayer): readonly [number, number, number, number] {
  const { layer, inputs, shape } = planned;
  if (layer.kind !== "convolution" && layer.kind !== "depthwise-convolution") return [0, 0, 0, 0];
  const { size, top, left, stride } = seenWindow(planned);
  const input = inputs[0]!;
  // Patches of outputs may reach further than the outputs do, and their windows than the layer's.
  const patches = patchesOf(planned);
  const side = patches?.side ?? 1;
  const [rows, columns] = patches === undefined ? size : [patches.window * stride[0], patches.window * stride[1]];
  const bottom = (padded(shape.height, side) - 1) * stride[0] + rows - top - input.height;
  const right = (padded(shape.width, side) - 1) * stride[1] + columns - left - input.width;
  return [Math.max(top, 0), Math.max(left, 0), Math.max(bottom, 0), Math.max(right, 0)];
}

/** A place, still without address, for the input and for the output of every stage. */
export function placesOf(structure: ForwardStructure, stages: readonly Stage[]): Map<string, Place> {
  const borders = new Map<string, number[]>();
  for (const { head, before } of stages) {
    const reader = before?.head ?? head;
    const border = borders.get(reader.layer.from[0]!) ?? [0, 0, 0, 0];
    borders.set(
      reader.layer.from[0]!,
      borderOf(reader).map((wide, side) => Math.max(wide, border[side]!)),
    );
  }
  function placeOf(name: string, shape: Shape, cell: number): readonly [string, Place] {
    const [top, left, bottom, right] = (borders.get(name) ?? [0, 0, 0, 0]) as [number, number, number, number];
    const pixel = cell * 4;
    const row = (left + shape.width + right) * pixel;
    const bytes = padded((top + shape.height + bottom) * row, LINE_BYTES);
    return [name, { shape, cell, top, left, bottom, right, pixel, row, bytes, at: 0, isShared: false }];
  }
  return new Map([
    placeOf(INPUT, structure.input, inputCell(structure)),
    ...stages.map(({ output }) => placeOf(output.layer.name, output.shape, padded(output.shape.channels, PANEL))),
  ]);
}

/**
 * Gives every place its address from `start` on, and returns the first byte behind them all. A map lives from the stage
 * that writes it to the last that reads it, `wanted` ones to the end; maps that live together never overlap.
 */
export function allot(
  places: ReadonlyMap<string, Place>,
  stages: readonly Stage[],
  wanted: readonly string[],
  start: number,
): number {
  const lives = new Map<string, { from: number; to: number }>([[INPUT, { from: -1, to: -1 }]]);
  stages.forEach((stage, index) => {
    lives.set(stage.output.layer.name, { from: index, to: index });
    for (const name of readsOf(stage)) lives.get(name)!.to = index;
  });
  for (const name of wanted) lives.get(name)!.to = stages.length;

  const placed: { readonly place: Place; readonly from: number; readonly to: number }[] = [];
  let end = start;
  // The largest first: they leave the least choice.
  const names = [...places.keys()].sort((a, b) => places.get(b)!.bytes - places.get(a)!.bytes);
  for (const name of names) {
    const place = places.get(name)!;
    const { from, to } = lives.get(name)!;
    const beside = placed.filter((other) => other.from <= to && from <= other.to).map((other) => other.place);
    beside.sort((a, b) => a.at - b.at);
    place.at = start;
    for (const other of beside) {
      if (place.at + place.bytes <= other.at) break;
      place.at = Math.max(place.at, other.at + other.bytes);
    }
    end = Math.max(end, place.at + place.bytes);
    placed.push({ place, from, to });
  }
  for (const { place } of placed) {
    place.isShared = placed.some(
      ({ place: other }) => other !== place && other.at < place.at + place.bytes && place.at < other.at + other.bytes,
    );
  }
  return end;
}

/** The same without using any memory twice. */
export function allotApart(places: ReadonlyMap<string, Place>, start: number): number {
  let end = start;
  for (const place of places.values()) {
    place.at = end;
    end += place.bytes;
  }
  return end;
}
