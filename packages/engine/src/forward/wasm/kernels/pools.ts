// AssemblyScript. Pooling: the largest, or the mean, of the cells of a window that lie inside the input. Numbers of a
// cell are padded to whole vectors, and the padding is 0 here as everywhere.

import { MAX_POOL, Operation } from "./operation";

/**
 * The cells from `x` on, `rows` by `columns` of them, into one. z < x ? x : z is one instruction where a maximum that knows
 * of NaN and -0 is seven.
 */
@inline
function poolCell(
  isMax: bool, x: usize, rows: i32, columns: i32, windowRow: usize, windowPixel: usize, bytes: usize, out: usize,
): void {
  const count = f32x4.splat(<f32>(rows * columns));
  for (const end = x + bytes; x < end; x += 16, out += 16) {
    let z = isMax ? v128.load(x) : f32x4.splat(0);
    let line = x;
    for (let row = rows; row > 0; row--, line += windowRow) {
      let a = line;
      for (let column = columns; column > 0; column--, a += windowPixel) {
        const next = v128.load(a);
        if (isMax) z = f32x4.pmax(z, next);
        else z = f32x4.add(z, next);
      }
    }
    if (!isMax) z = f32x4.div(z, count);
    v128.store(out, z);
  }
}

/** The largest of two or three columns, as most windows have, without a loop over them. */
@inline
function maxCell(
  isThree: bool, x: usize, rows: i32, windowRow: usize, windowPixel: usize, bytes: usize, out: usize,
): void {
  const third: usize = isThree ? 2 * windowPixel : 0;
  for (const end = x + bytes; x < end; x += 16, out += 16) {
    let z = v128.load(x);
    let a = x;
    for (let row = rows; row > 0; row--, a += windowRow) {
      z = f32x4.pmax(f32x4.pmax(z, v128.load(a)), v128.load(a + windowPixel));
      if (isThree) z = f32x4.pmax(z, v128.load(a + third));
    }
    v128.store(out, z);
  }
}

/** The same without SIMD. */
function poolScalar(j: Operation, x: usize, rows: i32, columns: i32, out: usize): void {
  const isMax = j.kind == MAX_POOL;
  const count = <f32>(rows * columns);
  for (const end = x + j.channels * 4; x < end; x += 4, out += 4) {
    let z: f32 = isMax ? load<f32>(x) : 0;
    let line = x;
    for (let row = rows; row > 0; row--, line += j.windowRow) {
      let a = line;
      for (let column = columns; column > 0; column--, a += j.windowPixel) {
        const next = load<f32>(a);
        z = isMax ? (z < next ? next : z) : z + next;
      }
    }
    store<f32>(out, isMax ? z : z / count);
  }
}

export function poolRows(j: Operation, first: usize, end: usize): void {
  const isMax = j.kind == MAX_POOL;
  // Read once: a compiler does not know that what is written is never the operation.
  const windowRow = j.windowRow, windowPixel = j.windowPixel, bytes = j.channels * 4;
  for (let row = first; row < end; row++) {
    const top = j.firstRow + <i32>row * j.strideRows;
    const fromRow = max(top, 0);
    const rows = min(top + <i32>j.windowRows, j.inRows) - fromRow;
    const line = j.x + <usize>fromRow * windowRow;
    let out = j.out + row * j.outRow;
    let left = j.firstColumn;
    for (let column: usize = 0; column < j.columns; column++) {
      const fromColumn = max(left, 0);
      const columns = min(left + <i32>j.windowColumns, j.inColumns) - fromColumn;
      const x = line + <usize>fromColumn * windowPixel;
      if (!ASC_FEATURE_SIMD) poolScalar(j, x, rows, columns, out);
      else if (isMax && (columns == 2 || columns == 3)) maxCell(columns == 3, x, rows, windowRow, windowPixel, bytes, out);
      else poolCell(isMax, x, rows, columns, windowRow, windowPixel, bytes, out);
      left += j.strideColumns;
      out += j.outPixel;
    }
  }
}
