// Numbers in and out of a map in memory, one example at a time.

import type { Numbers } from "../../backends/backend.ts";
import { firstOf, type Place } from "./maps.ts";

/** Runs of numbers that lie side by side in the map and outside of it: all of it where it has no border and no padding. */
function runsOf({ shape, cell, row }: Place): { readonly rows: number; readonly run: number } {
  const { height, width, channels } = shape;
  const run = width * channels;
  return cell === channels && row === run * 4 ? { rows: 1, run: height * run } : { rows: height, run };
}

/** Writes (height, width, channels) numbers from place `start` of `values` on, and the padding of their cells. */
export function writeMap(memory: Float32Array, place: Place, values: Numbers, start: number): void {
  const { shape, cell, row } = place;
  const { width, channels } = shape;
  const { rows, run } = runsOf(place);
  let from = start;
  for (let y = 0; y < rows; y++, from += run) {
    let to = (firstOf(place) + y * row) / 4;
    if (cell === channels) memory.set(values.subarray(from, from + run), to);
    else {
      for (let x = 0; x < width; x++, to += cell) {
        for (let c = 0; c < channels; c++) memory[to + c] = values[from + x * channels + c]!;
        memory.fill(0, to + channels, to + cell); // where another map may have lain
      }
    }
  }
}

/** Reads (height, width, channels) numbers into `values`, from its place `start` on. */
export function readMap(memory: Float32Array, place: Place, values: Float32Array, start: number): void {
  const { shape, cell, row } = place;
  const { width, channels } = shape;
  const { rows, run } = runsOf(place);
  let to = start;
  for (let y = 0; y < rows; y++, to += run) {
    let from = (firstOf(place) + y * row) / 4;
    if (cell === channels) values.set(memory.subarray(from, from + run), to);
    else {
      for (let x = 0; x < width; x++, from += cell)
        for (let c = 0; c < channels; c++) values[to + x * channels + c] = memory[from + c]!;
    }
  }
}
