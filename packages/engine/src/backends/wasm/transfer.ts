// Numbers in and out of a session's memory: flat arrays on one side, blocks and panels on the other.

import type { Numbers } from "../backend.ts";
import { BLOCK, PANEL, type Matrix, type ParameterPlace } from "./layout.ts";

/** Below this, copying number by number is faster than making a view to copy from. */
const FEW = 32;

/** Writes `count` rows of `values` (count, columns), from place `start` on, into a matrix. */
export function writeRows(memory: Float32Array, matrix: Matrix, values: Numbers, count: number, start = 0): void {
  const { columns } = matrix;
  for (let column = 0; column < columns; column += BLOCK) {
    const width = Math.min(BLOCK, columns - column);
    let to = (matrix.at + (column / BLOCK) * matrix.block) / 4;
    let from = start + column;
    for (let row = 0; row < count; row++) {
      if (width < FEW) for (let i = 0; i < width; i++) memory[to + i] = values[from + i]!;
      else memory.set(values.subarray(from, from + width), to);
      to += matrix.stride / 4;
      from += columns;
    }
  }
}

/** Reads `count` rows of a matrix into `values` (count, columns). */
export function readRows(memory: Float32Array, matrix: Matrix, values: Numbers, count: number): void {
  const { columns } = matrix;
  for (let column = 0; column < columns; column += BLOCK) {
    const width = Math.min(BLOCK, columns - column);
    let from = (matrix.at + (column / BLOCK) * matrix.block) / 4;
    let to = column;
    for (let row = 0; row < count; row++) {
      if (width < FEW) for (let i = 0; i < width; i++) values[to + i] = memory[from + i]!;
      else values.set(memory.subarray(from, from + width), to);
      from += matrix.stride / 4;
      to += columns;
    }
  }
}

/** Fills `count` rows of a matrix, padding included, with zeros. */
export function clearRows(memory: Float32Array, matrix: Matrix, count: number): void {
  for (let column = 0; column < matrix.columns; column += BLOCK) {
    const at = (matrix.at + (column / BLOCK) * matrix.block) / 4;
    memory.fill(0, at, at + (count * matrix.stride) / 4);
  }
}

/** Rows that are moved together: their pieces of two neighboring panels share cache lines. */
const ROWS_TOGETHER = 16;

/** Writes parameters, or what lies `shift` bytes behind them, from their flat order; their padding is 0 from then on. */
export function writeParameters(
  memory: Float32Array,
  places: readonly ParameterPlace[],
  shift: number,
  values: Numbers,
): void {
  for (const place of places) {
    const { at, rows, columns, stride } = place;
    memory.fill(0, (at + shift) / 4, (at + shift + Math.ceil(columns / PANEL) * stride) / 4);
    for (let first = 0; first < rows; first += ROWS_TOGETHER) {
      const end = Math.min(first + ROWS_TOGETHER, rows);
      for (let column = 0; column < columns; column += PANEL) {
        const width = Math.min(PANEL, columns - column);
        let to = pieceAt(place, shift, first, column);
        let from = place.offset + first * columns + column;
        for (let row = first; row < end; row++, to += PANEL, from += columns)
          movePiece(values, from, memory, to, width);
      }
    }
  }
}

/** Reads parameters, or what lies `shift` bytes behind them, in their flat order. */
export function readParameters(
  memory: Float32Array,
  places: readonly ParameterPlace[],
  shift: number,
  count: number,
): Float32Array {
  const values = new Float32Array(count);
  for (const place of places) {
    const { rows, columns } = place;
    for (let first = 0; first < rows; first += ROWS_TOGETHER) {
      const end = Math.min(first + ROWS_TOGETHER, rows);
      for (let column = 0; column < columns; column += PANEL) {
        const width = Math.min(PANEL, columns - column);
        let from = pieceAt(place, shift, first, column);
        let to = place.offset + first * columns + column;
        for (let row = first; row < end; row++, from += PANEL, to += columns)
          movePiece(memory, from, values, to, width);
      }
    }
  }
  return values;
}

/** Where the piece of a row that lies in one panel begins, counted in numbers. */
function pieceAt({ at, stride }: ParameterPlace, shift: number, row: number, column: number): number {
  return (at + shift + (column / PANEL) * stride) / 4 + row * PANEL;
}

/** Written out for whole pieces: they are most, and compilers leave the loop as it is. */
function movePiece(source: Numbers, from: number, target: Numbers, to: number, width: number): void {
  if (width < PANEL) {
    for (let i = 0; i < width; i++) target[to + i] = source[from + i]!;
    return;
  }
  target[to] = source[from]!;
  target[to + 1] = source[from + 1]!;
  target[to + 2] = source[from + 2]!;
  target[to + 3] = source[from + 3]!;
  target[to + 4] = source[from + 4]!;
  target[to + 5] = source[from + 5]!;
  target[to + 6] = source[from + 6]!;
  target[to + 7] = source[from + 7]!;
}
