// AssemblyScript. Convolutions with 3x3 windows that move by one, with 16 multiplications for 4 outputs where the sum over
// the window takes 36: F(2x2, 3x3) of Lavin and Gray, "Fast algorithms for convolutional neural networks", 2015.
// Of every 4x4 patch d of the input the 16 numbers B^T d B are taken; each of these 16 planes is multiplied with its own
// weights G g G^T (made in ../weights.ts) by the tiles of convolution.ts; A^T m A gives 2x2 outputs.

import { bringNear, panelCells } from "./convolution";
import { endLanes, endOne } from "./ending";
import { Operation } from "./operation";

/** Sums of products begin here; the bias comes at the end. */
const ZEROS: usize = memory.data(32, 16);

@inline
function plus<T>(a: T, b: T): T {
  if (isVector<T>()) return f32x4.add(a, b);
  else return a + b;
}

@inline
function minus<T>(a: T, b: T): T {
  if (isVector<T>()) return f32x4.sub(a, b);
  else return a - b;
}

/**
 * B^T d B of the patch at `x`, the channels from byte `channel` on, into 16 planes that are `plane` bytes apart.
 * B^T t = (t0 - t2, t1 + t2, t2 - t1, t1 - t3).
 */
@inline
function takePatch<T>(x: usize, pixel: usize, row: usize, to: usize, plane: usize): void {
  const x1 = x + row, x2 = x1 + row, x3 = x2 + row;
  let column: usize = 0;
  // Down the columns; what is left of it are four numbers a column, which then go through the same once more.
  const a0 = load<T>(x), a1 = load<T>(x1), a2 = load<T>(x2), a3 = load<T>(x3);
  column += pixel;
  const b0 = load<T>(x + column), b1 = load<T>(x1 + column), b2 = load<T>(x2 + column), b3 = load<T>(x3 + column);
  column += pixel;
  const c0 = load<T>(x + column), c1 = load<T>(x1 + column), c2 = load<T>(x2 + column), c3 = load<T>(x3 + column);
  column += pixel;
  const d0 = load<T>(x + column), d1 = load<T>(x1 + column), d2 = load<T>(x2 + column), d3 = load<T>(x3 + column);
  takeRow<T>(minus<T>(a0, a2), minus<T>(b0, b2), minus<T>(c0, c2), minus<T>(d0, d2), to, plane);
  takeRow<T>(plus<T>(a1, a2), plus<T>(b1, b2), plus<T>(c1, c2), plus<T>(d1, d2), to + 4 * plane, plane);
  takeRow<T>(minus<T>(a2, a1), minus<T>(b2, b1), minus<T>(c2, c1), minus<T>(d2, d1), to + 8 * plane, plane);
  takeRow<T>(minus<T>(a1, a3), minus<T>(b1, b3), minus<T>(c1, c3), minus<T>(d1, d3), to + 12 * plane, plane);
}

@inline
function takeRow<T>(a: T, b: T, c: T, d: T, to: usize, plane: usize): void {
  store<T>(to, minus<T>(a, c));
  store<T>(to + plane, plus<T>(b, c));
  store<T>(to + 2 * plane, minus<T>(c, b));
  store<T>(to + 3 * plane, minus<T>(b, d));
}

/** A^T m A + bias of one patch. A^T t = (t0 + t1 + t2, t1 - t2 - t3). `isRow`, `isColumn`: whether the second is there. */
@inline
function givePatch<T>(
  j: Operation, from: usize, plane: usize, channel: usize, out: usize, added: usize, isRow: bool, isColumn: bool,
): void {
  const bias = load<T>(j.bias + channel);
  const row = plane << 2;
  const r1 = from + row, r2 = r1 + row, r3 = r2 + row;
  let at: usize = 0;
  let m1 = load<T>(r1), m2 = load<T>(r2);
  const a0 = plus<T>(plus<T>(load<T>(from), m1), m2), a1 = minus<T>(minus<T>(m1, m2), load<T>(r3));
  at += plane; m1 = load<T>(r1 + at); m2 = load<T>(r2 + at);
  const b0 = plus<T>(plus<T>(load<T>(from + at), m1), m2), b1 = minus<T>(minus<T>(m1, m2), load<T>(r3 + at));
  at += plane; m1 = load<T>(r1 + at); m2 = load<T>(r2 + at);
  const c0 = plus<T>(plus<T>(load<T>(from + at), m1), m2), c1 = minus<T>(minus<T>(m1, m2), load<T>(r3 + at));
  at += plane; m1 = load<T>(r1 + at); m2 = load<T>(r2 + at);
  const d0 = plus<T>(plus<T>(load<T>(from + at), m1), m2), d1 = minus<T>(minus<T>(m1, m2), load<T>(r3 + at));
  give<T>(j, plus<T>(plus<T>(plus<T>(a0, b0), c0), bias), channel, out, added);
  if (isColumn) give<T>(j, plus<T>(minus<T>(minus<T>(b0, c0), d0), bias), channel, out + j.outPixel, added == 0 ? 0 : added + j.addedPixel);
  if (!isRow) return;
  out += j.outRow;
  if (added != 0) added += j.addedRow;
  give<T>(j, plus<T>(plus<T>(plus<T>(a1, b1), c1), bias), channel, out, added);
  if (isColumn) give<T>(j, plus<T>(minus<T>(minus<T>(b1, c1), d1), bias), channel, out + j.outPixel, added == 0 ? 0 : added + j.addedPixel);
}

@inline
function give<T>(j: Operation, z: T, channel: usize, out: usize, added: usize): void {
  if (isVector<T>()) store<T>(out, j.isEnding == 0 ? z : endLanes(j, z, channel, added));
  else store<T>(out, endOne(j, z, channel, added));
}

/** Rows of patches from `first` to `end`, `together` of them at a time, through the planes at `scratch`. */
export function winogradRows(j: Operation, first: usize, end: usize, scratch: usize): void {
  const inner = changetype<Operation>(scratch);
  const planes = scratch + ((offsetof<Operation>() + 63) & ~63);
  const patches = (j.columns + 1) >> 1;
  const cell = j.depth * 4;
  const most = patches * j.together;
  const plane = most * cell;
  const outCell = j.panels * 32;
  const outPlane = most * outCell;
  const products = planes + 16 * plane;
  inner.xPixel = cell;
  inner.xRow = 0;
  inner.outPixel = outCell;
  inner.outRow = 0;
  inner.windowRows = 1;
  inner.windowRow = 0;
  inner.depth = j.depth;
  inner.panelStride = j.panelStride;
  inner.bias = ZEROS;
  inner.isEnding = 0;
  for (let patchRow = first; patchRow < end; patchRow += j.together) {
    const rows = min<usize>(end - patchRow, j.together);
    let to = planes;
    for (let row = patchRow; row < patchRow + rows; row++) {
      let x = j.x + 2 * row * j.xRow;
      for (let patch: usize = 0; patch < patches; patch++) {
        for (let k: usize = 0; k < cell; k += ASC_FEATURE_SIMD ? 16 : 4) {
          if (ASC_FEATURE_SIMD) takePatch<v128>(x + k, j.xPixel, j.xRow, to + k, plane);
          else takePatch<f32>(x + k, j.xPixel, j.xRow, to + k, plane);
        }
        x += 2 * j.xPixel;
        to += cell;
      }
    }
    const cells = rows * patches;
    inner.columns = cells;
    let weights = j.weights;
    for (let one: usize = 0; one < 16; one++) {
      if (j.isFar != 0 && patchRow == first) bringNear(weights, j.panels * j.panelStride);
      for (let panel: usize = 0; panel < j.panels; panel++) {
        panelCells(inner, 0, weights, cells, planes + one * plane, products + one * outPlane + panel * 32, 0);
        weights += j.panelStride;
      }
    }
    let from = products;
    for (let row = patchRow; row < patchRow + rows; row++) {
      for (let patch: usize = 0; patch < patches; patch++) {
        const out = j.out + 2 * row * j.outRow + 2 * patch * j.outPixel;
        const added: usize = j.added == 0 ? 0 : j.added + 2 * row * j.addedRow + 2 * patch * j.addedPixel;
        const isRow = (row << 1) + 1 < j.rows;
        const isColumn = (patch << 1) + 1 < j.columns;
        for (let k: usize = 0; k < outCell; k += ASC_FEATURE_SIMD ? 16 : 4) {
          const plus: usize = added == 0 ? 0 : added + k;
          if (ASC_FEATURE_SIMD) givePatch<v128>(j, from + k, outPlane, k, out + k, plus, isRow, isColumn);
          else givePatch<f32>(j, from + k, outPlane, k, out + k, plus, isRow, isColumn);
        }
        from += outCell;
      }
    }
  }
}
