// Numbers in and out of a map in memory, one example at a time.

import type { Numbers } from "../../backends/backend.ts";
import { firstOf, type Place } from "./maps.ts";

/** Writes (height, width, channels) numbers from place `start` of `values` on, and the padding of their cells. */
export function writeMap(memory: Float32Array, place: Place, values: Numbers, start: number): void {
  const { shape, cell, row } = place;
  const { height, width, channels } = shape;
  let from = start;
  for (let y = 0; y < height; y++) {
    let to = (firstOf(place) + y * row) / 4;
    if (cell === channels) memory.set(values.subarray(from, from + width * channels), to);
    else {
      for (let x = 0; x < width; x++, to += cell) {
        for (let c = 0; c < channels; c++) memory[to + c] = values[from + x * channels + c]!;
        memory.fill(0, to + channels, to + cell); // where another map may have lain
      }
    }
    from += width * channels;
  }
}

/** Reads (height, width, channels) numbers into `values`, from its place `start` on. */
export function readMap(memory: Float32Array, place: Place, values: Float32Array, start: number): void {
  const { shape, cell, row } = place;
  const { height, width, channels } = shape;
  let to = start;
  for (let y = 0; y < height; y++) {
    let from = (firstOf(place) + y * row) / 4;
    if (cell === channels) values.set(memory.subarray(from, from + width * channels), to);
    else {
      for (let x = 0; x < width; x++, from += cell)
        for (let c = 0; c < channels; c++) values[to + x * channels + c] = memory[from + c]!;
    }
    to += width * channels;
  }
}
