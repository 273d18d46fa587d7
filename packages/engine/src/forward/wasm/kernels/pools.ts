// AssemblyScript. Pooling: the largest, or the mean, of the cells of a window that lie inside the input. Numbers of a
// cell are padded to whole vectors, and the padding is 0 here as everywhere.

import { MAX_POOL, Operation } from "./operation";

/** The cells from `x` on, `rows` by `columns` of them, into one. */
function poolCell(j: Operation, x: usize, rows: i32, columns: i32, out: usize): void {
  const isMax = j.kind == MAX_POOL;
  const count = <f32>(rows * columns);
  const bytes = j.channels * 4;
  for (let channel: usize = 0; channel < bytes; channel += ASC_FEATURE_SIMD ? 16 : 4) {
    let line = x + channel;
    if (ASC_FEATURE_SIMD) {
      let z = isMax ? v128.load(line) : f32x4.splat(0);
      for (let row = rows; row > 0; row--, line += j.windowRow) {
        let a = line;
        for (let column = columns; column > 0; column--, a += j.windowPixel) {
          z = isMax ? f32x4.max(z, v128.load(a)) : f32x4.add(z, v128.load(a));
        }
      }
      v128.store(out + channel, isMax ? z : f32x4.div(z, f32x4.splat(count)));
    } else {
      let z: f32 = isMax ? load<f32>(line) : 0;
      for (let row = rows; row > 0; row--, line += j.windowRow) {
        let a = line;
        for (let column = columns; column > 0; column--, a += j.windowPixel) {
          z = isMax ? max<f32>(z, load<f32>(a)) : z + load<f32>(a);
        }
      }
      store<f32>(out + channel, isMax ? z : z / count);
    }
  }
}

export function poolRows(j: Operation, first: usize, end: usize): void {
  for (let row = first; row < end; row++) {
    const top = j.firstRow + <i32>row * j.strideRows;
    const fromRow = max(top, 0);
    const rows = min(top + <i32>j.windowRows, j.inRows) - fromRow;
    let out = j.out + row * j.outRow;
    let left = j.firstColumn;
    for (let column: usize = 0; column < j.columns; column++) {
      const fromColumn = max(left, 0);
      const columns = min(left + <i32>j.windowColumns, j.inColumns) - fromColumn;
      poolCell(j, j.x + <usize>fromRow * j.windowRow + <usize>fromColumn * j.windowPixel, rows, columns, out);
      left += j.strideColumns;
      out += j.outPixel;
    }
  }
}
