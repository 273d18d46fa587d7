// AssemblyScript. Depthwise convolution: each channel by itself, 8 channels of 4 cells side by side at a time: 8 sums,
// for which a tap of the window costs 2 loads of weights, 8 of numbers and 8 multiply-adds. The weights of 8 channels lie
// one cell of the window behind the other, and then come those of the next 8.

import { madd } from "../../../backends/wasm/kernels/lanes";
import { endLanes, endOne } from "./ending";
import { Operation } from "./operation";

/** All channels of a row of cells, `R` at a time (1 or 4, known when compiled). */
@inline
function cells(R: i32, j: Operation, line: usize, target: usize, plus: usize): void {
  // Read once: a compiler does not know that what is written is never the operation.
  const step = j.xPixel, windowPixel = j.windowPixel, windowRow = j.windowRow, outStep = j.outPixel;
  const windowRows = j.windowRows, windowColumns = j.windowColumns;
  const isEnding = j.isEnding != 0;
  const isThree = windowColumns == 3 && step == windowPixel;
  const addedStep: usize = plus == 0 ? 0 : j.addedPixel;
  const bytes = j.channels * 4;
  const columns = j.columns;
  for (let column: usize = 0; column < columns; column += R) {
    // The last of a row may overlap with those before: the same numbers once more.
    if (R > 1) column = min(column, columns - R);
    let x = line + column * step;
    let out = target + column * outStep;
    const added: usize = plus == 0 ? 0 : plus + column * addedStep;
    let bias = j.bias;
    let w = j.weights;
    for (let channel: usize = 0; channel < bytes; channel += 32, x += 32, out += 32, bias += 32) {
      let c00 = v128.load(bias), c01 = v128.load(bias, 16);
      let c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01;
      let from = x;
      if (R > 1 && isThree) {
        // What four cells read of a row is six cells in all: each is loaded once. 8 sums, 3 vectors of weights and 4 of
        // numbers are what 15 registers hold.
        for (let row = windowRows; row > 0; row--, w += 96, from += windowRow) {
          const a0 = from, a1 = a0 + step, a2 = a1 + step, a3 = a2 + step, a4 = a3 + step, a5 = a4 + step;
          let u: v128, v: v128, z: v128, x0: v128, x1: v128, x2: v128;
          u = v128.load(w); v = v128.load(w, 32); z = v128.load(w, 64);
          x0 = v128.load(a0); x1 = v128.load(a1); x2 = v128.load(a2);
          c00 = madd(x2, z, madd(x1, v, madd(x0, u, c00)));
          x0 = v128.load(a3); c10 = madd(x0, z, madd(x2, v, madd(x1, u, c10)));
          x1 = v128.load(a4); c20 = madd(x1, z, madd(x0, v, madd(x2, u, c20)));
          x2 = v128.load(a5); c30 = madd(x2, z, madd(x1, v, madd(x0, u, c30)));
          u = v128.load(w, 16); v = v128.load(w, 48); z = v128.load(w, 80);
          x0 = v128.load(a0, 16); x1 = v128.load(a1, 16); x2 = v128.load(a2, 16);
          c01 = madd(x2, z, madd(x1, v, madd(x0, u, c01)));
          x0 = v128.load(a3, 16); c11 = madd(x0, z, madd(x2, v, madd(x1, u, c11)));
          x1 = v128.load(a4, 16); c21 = madd(x1, z, madd(x0, v, madd(x2, u, c21)));
          x2 = v128.load(a5, 16); c31 = madd(x2, z, madd(x1, v, madd(x0, u, c31)));
        }
      } else {
        for (let row = windowRows; row > 0; row--, from += windowRow) {
          let a = from;
          for (let left = windowColumns; left > 0; left--, a += windowPixel, w += 32) {
            const w0 = v128.load(w), w1 = v128.load(w, 16);
            c00 = madd(v128.load(a), w0, c00); c01 = madd(v128.load(a, 16), w1, c01);
            if (R > 1) {
              const a1 = a + step, a2 = a1 + step, a3 = a2 + step;
              c10 = madd(v128.load(a1), w0, c10); c11 = madd(v128.load(a1, 16), w1, c11);
              c20 = madd(v128.load(a2), w0, c20); c21 = madd(v128.load(a2, 16), w1, c21);
              c30 = madd(v128.load(a3), w0, c30); c31 = madd(v128.load(a3, 16), w1, c31);
            }
          }
        }
      }
      if (isEnding) {
        const at: usize = added == 0 ? 0 : added + channel;
        const half = channel + 16;
        endCell(j, out, c00, c01, channel, half, at);
        if (R > 1) {
          endCell(j, out + outStep, c10, c11, channel, half, at + addedStep);
          endCell(j, out + 2 * outStep, c20, c21, channel, half, at + 2 * addedStep);
          endCell(j, out + 3 * outStep, c30, c31, channel, half, at + 3 * addedStep);
        }
        continue;
      }
      v128.store(out, c00); v128.store(out, c01, 16);
      if (R > 1) {
        let to = out + outStep; v128.store(to, c10); v128.store(to, c11, 16);
        to += outStep; v128.store(to, c20); v128.store(to, c21, 16);
        to += outStep; v128.store(to, c30); v128.store(to, c31, 16);
      }
    }  }
}

function endCell(j: Operation, out: usize, low: v128, high: v128, channel: usize, half: usize, added: usize): void {
  v128.store(out, endLanes(j, low, channel, added));
  v128.store(out, endLanes(j, high, half, added == 0 ? 0 : added + 16), 16);
}

function cells1(j: Operation, x: usize, out: usize, added: usize): void { cells(1, j, x, out, added); }
function cells4(j: Operation, x: usize, out: usize, added: usize): void { cells(4, j, x, out, added); }

/** The same sums of one cell without SIMD. */
function cellScalar(j: Operation, x: usize, out: usize, added: usize): void {
  for (let channel: usize = 0; channel < j.channels * 4; channel += 4) {
    let sum = load<f32>(j.bias + channel);
    let w = j.weights + (channel >> 5) * j.windowRows * j.windowColumns * 32 + (channel & 31);
    for (let row: usize = 0; row < j.windowRows; row++) {
      let a = x + channel + row * j.windowRow;
      for (let left = j.windowColumns; left > 0; left--) {
        sum += load<f32>(a) * load<f32>(w);
        a += j.windowPixel;
        w += 32;
      }
    }
    store<f32>(out + channel, endOne(j, sum, channel, added == 0 ? 0 : added + channel));
  }
}

/** `rows` rows from row `first` on; the first of them is written at `out`. */
export function depthwiseRows(j: Operation, first: usize, rows: usize, out: usize): void {
  for (let row = first; row < first + rows; row++, out += j.outRow) {
    const x = j.x + row * j.xRow;
    const added: usize = j.added == 0 ? 0 : j.added + row * j.addedRow;
    if (!ASC_FEATURE_SIMD) {
      for (let column: usize = 0; column < j.columns; column++) {
        const plus: usize = added == 0 ? 0 : added + column * j.addedPixel;
        cellScalar(j, x + column * j.xPixel, out + column * j.outPixel, plus);
      }
    } else if (j.columns < 4) {
      cells1(j, x, out, added);
    } else {
      cells4(j, x, out, added);
    }
  }
}
