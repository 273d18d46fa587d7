// AssemblyScript. Depthwise convolution: each channel by itself, 8 channels of 4 cells side by side at a time: 8 sums,
// for which a tap of the window costs 2 loads of weights, 8 of numbers and 8 multiply-adds.

import { madd } from "../../../backends/wasm/kernels/lanes";
import { endLanes, endOne } from "./ending";
import { Operation } from "./operation";

/** 8 channels of `R` cells (1 or 4, known when compiled), from byte `channel` of the cell on. */
@inline
function tile(R: i32, j: Operation, channel: usize, x: usize, out: usize, added: usize): void {
  let c00 = v128.load(j.bias + channel);
  let c01 = v128.load(j.bias + channel, 16);
  let c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01;
  const step = j.xPixel;
  const windowPixel = j.windowPixel;
  const tap = j.channels * 4;
  let w = j.weights + channel;
  let line = x + channel;
  if (R > 1 && j.windowColumns == 3 && step == windowPixel) {
    // What four cells read of a row is six cells in all: each is loaded once.
    for (let row = j.windowRows; row > 0; row--) {
      const u0 = v128.load(w), u1 = v128.load(w, 16);
      const v0 = v128.load(w + tap), v1 = v128.load(w + tap, 16);
      w += 2 * tap;
      const w0 = v128.load(w), w1 = v128.load(w, 16);
      w += tap;
      let a = line;
      line += j.windowRow;
      let x0 = v128.load(a), x1 = v128.load(a, 16);
      c00 = madd(x0, u0, c00); c01 = madd(x1, u1, c01);
      a += step; x0 = v128.load(a); x1 = v128.load(a, 16);
      c00 = madd(x0, v0, c00); c01 = madd(x1, v1, c01); c10 = madd(x0, u0, c10); c11 = madd(x1, u1, c11);
      a += step; x0 = v128.load(a); x1 = v128.load(a, 16);
      c00 = madd(x0, w0, c00); c01 = madd(x1, w1, c01); c10 = madd(x0, v0, c10); c11 = madd(x1, v1, c11);
      c20 = madd(x0, u0, c20); c21 = madd(x1, u1, c21);
      a += step; x0 = v128.load(a); x1 = v128.load(a, 16);
      c10 = madd(x0, w0, c10); c11 = madd(x1, w1, c11); c20 = madd(x0, v0, c20); c21 = madd(x1, v1, c21);
      c30 = madd(x0, u0, c30); c31 = madd(x1, u1, c31);
      a += step; x0 = v128.load(a); x1 = v128.load(a, 16);
      c20 = madd(x0, w0, c20); c21 = madd(x1, w1, c21); c30 = madd(x0, v0, c30); c31 = madd(x1, v1, c31);
      a += step; x0 = v128.load(a); x1 = v128.load(a, 16);
      c30 = madd(x0, w0, c30); c31 = madd(x1, w1, c31);
    }
  } else {
    for (let row = j.windowRows; row > 0; row--) {
      let a = line;
      for (let left = j.windowColumns; left > 0; left--) {
        const w0 = v128.load(w), w1 = v128.load(w, 16);
        c00 = madd(v128.load(a), w0, c00); c01 = madd(v128.load(a, 16), w1, c01);
        if (R > 1) {
          const a1 = a + step, a2 = a1 + step, a3 = a2 + step;
          c10 = madd(v128.load(a1), w0, c10); c11 = madd(v128.load(a1, 16), w1, c11);
          c20 = madd(v128.load(a2), w0, c20); c21 = madd(v128.load(a2, 16), w1, c21);
          c30 = madd(v128.load(a3), w0, c30); c31 = madd(v128.load(a3, 16), w1, c31);
        }
        a += windowPixel;
        w += tap;
      }
      line += j.windowRow;
    }
  }
  out += channel;
  const outStep = j.outPixel;
  if (j.isEnding == 0) {
    v128.store(out, c00); v128.store(out, c01, 16);
    if (R > 1) {
      out += outStep; v128.store(out, c10); v128.store(out, c11, 16);
      out += outStep; v128.store(out, c20); v128.store(out, c21, 16);
      out += outStep; v128.store(out, c30); v128.store(out, c31, 16);
    }
    return;
  }
  if (added != 0) added += channel;
  const half = channel + 16;
  endCell(j, out, c00, c01, channel, half, added);
  if (R > 1) {
    const addedStep: usize = added == 0 ? 0 : j.addedPixel;
    endCell(j, out + outStep, c10, c11, channel, half, added + addedStep);
    endCell(j, out + 2 * outStep, c20, c21, channel, half, added + 2 * addedStep);
    endCell(j, out + 3 * outStep, c30, c31, channel, half, added + 3 * addedStep);
  }
}

function endCell(j: Operation, out: usize, low: v128, high: v128, channel: usize, half: usize, added: usize): void {
  v128.store(out, endLanes(j, low, channel, added));
  v128.store(out, endLanes(j, high, half, added == 0 ? 0 : added + 16), 16);
}

function tile1(j: Operation, channel: usize, x: usize, out: usize, added: usize): void { tile(1, j, channel, x, out, added); }
function tile4(j: Operation, channel: usize, x: usize, out: usize, added: usize): void { tile(4, j, channel, x, out, added); }

/** The same sums of one cell without SIMD. */
function cellScalar(j: Operation, x: usize, out: usize, added: usize): void {
  for (let channel: usize = 0; channel < j.channels * 4; channel += 4) {
    let sum = load<f32>(j.bias + channel);
    let w = j.weights + channel;
    for (let row: usize = 0; row < j.windowRows; row++) {
      let a = x + channel + row * j.windowRow;
      for (let left = j.windowColumns; left > 0; left--) {
        sum += load<f32>(a) * load<f32>(w);
        a += j.windowPixel;
        w += j.channels * 4;
      }
    }
    store<f32>(out + channel, endOne(j, sum, channel, added == 0 ? 0 : added + channel));
  }
}

/** `rows` rows from row `first` on; the first of them is written at `out`. */
export function depthwiseRows(j: Operation, first: usize, rows: usize, out: usize): void {
  const columns = j.columns;
  for (let row = first; row < first + rows; row++) {
    const x = j.x + row * j.xRow;
    const added: usize = j.added == 0 ? 0 : j.added + row * j.addedRow;
    for (let column: usize = 0; column < columns; ) {
      // The last four of a row may overlap with those before: the same numbers once more.
      if (ASC_FEATURE_SIMD && columns >= 4) column = min(column, columns - 4);
      const from = x + column * j.xPixel;
      const to = out + column * j.outPixel;
      const plus: usize = added == 0 ? 0 : added + column * j.addedPixel;
      if (ASC_FEATURE_SIMD) {
        for (let channel: usize = 0; channel < j.channels * 4; channel += 32) {
          if (columns >= 4) tile4(j, channel, from, to, plus);
          else tile1(j, channel, from, to, plus);
        }
        column += columns >= 4 ? 4 : 1;
      } else {
        cellScalar(j, from, to, plus);
        column++;
      }
    }
    out += j.outRow;
  }
}
