// Numbers in and out of a session's memory: flat arrays on one side, padded matrices on the other.

import type { Numbers } from "../backend.ts";
import type { Matrix, ParameterPlace } from "./layout.ts";

/** Writes `count` rows of `values` (count, columns) into a matrix. */
export function writeRows(memory: Float32Array, matrix: Matrix, values: Numbers, count: number): void {
  const { columns } = matrix;
  const stride = matrix.stride / 4;
  const at = matrix.at / 4;
  if (stride === columns) memory.set(values.subarray(0, count * columns), at);
  else
    for (let row = 0; row < count; row++)
      memory.set(values.subarray(row * columns, (row + 1) * columns), at + row * stride);
}

/** Reads `count` rows of a matrix into `values` (count, columns). */
export function readRows(memory: Float32Array, matrix: Matrix, values: Numbers, count: number): void {
  const { columns } = matrix;
  const stride = matrix.stride / 4;
  const at = matrix.at / 4;
  if (stride === columns) values.set(memory.subarray(at, at + count * columns));
  else
    for (let row = 0; row < count; row++)
      values.set(memory.subarray(at + row * stride, at + row * stride + columns), row * columns);
}

/** Writes parameters, or what lies `shift` bytes behind them, from their flat order. */
export function writeParameters(
  memory: Float32Array,
  places: readonly ParameterPlace[],
  shift: number,
  values: Numbers,
): void {
  for (const place of places)
    writeRows(memory, { ...place, at: place.at + shift }, values.subarray(place.offset), place.rows);
}

/** Reads parameters, or what lies `shift` bytes behind them, in their flat order. */
export function readParameters(
  memory: Float32Array,
  places: readonly ParameterPlace[],
  shift: number,
  count: number,
): Float32Array {
  const values = new Float32Array(count);
  for (const place of places)
    readRows(memory, { ...place, at: place.at + shift }, values.subarray(place.offset), place.rows);
  return values;
}
