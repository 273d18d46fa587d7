// AssemblyScript. Convolutions with windows r x r that move by one, with fewer multiplications than the sum over the window
// takes: F(m x m, r x r) of Lavin and Gray, "Fast algorithms for convolutional neural networks", 2015. For m x m outputs
// it takes (m + r - 1)^2 where the sum takes r^2 m^2: with r = 3 16 for 36 (m = 2) or 36 for 144 (m = 4), with r = 4 36
// for 144 (m = 3).
// Of every patch d (m + r - 1, m + r - 1) of the input the numbers B^T d B are taken; each of these planes is multiplied
// with its own weights G g G^T (planes.ts) by the tiles of convolution.ts; A^T m A gives m x m outputs.
// Windows of twice the side that move by two are the same over cells of 2 x 2 with four times the channels: of each such
// cell two runs of numbers lie side by side, one a row of the map.
//
// The matrices evaluate polynomials at points and interpolate between them: 0, 1, -1 and infinity for m = 2; otherwise 0
// and infinity, too, and the four +-a and +-1/a with a = sqrt(1/2). The usual +-1 and +-2 enlarge errors four times
// as much: with m = 4 up to 31 times those of the sum as it stands, these 7 times.

import { madd, nmadd } from "../../../backends/wasm/kernels/lanes";
import { bringNear, panelCells } from "./convolution";
import { endKnown, endOne } from "./ending";
import { Operation } from "./operation";


/** Factors, four times each: in memory, since compilers make a constant vector out of several instructions at every use. */
const FACTORS: usize = memory.data<f32>([
  2, 2, 2, 2,
  0.5, 0.5, 0.5, 0.5,
  2.5, 2.5, 2.5, 2.5,
  0.7071067811865476, 0.7071067811865476, 0.7071067811865476, 0.7071067811865476,
  1.4142135623730951, 1.4142135623730951, 1.4142135623730951, 1.4142135623730951,
  0.3535533905932738, 0.3535533905932738, 0.3535533905932738, 0.3535533905932738,
  8, 8, 8, 8,
], 16);
@inline const TWO: usize = 0;
@inline const HALF: usize = 16;
@inline const FIVE_HALVES: usize = 32;
@inline const SQRT_HALF: usize = 48;
@inline const SQRT_TWO: usize = 64;
@inline const SQRT_EIGHTH: usize = 80;
@inline const EIGHT: usize = 96;

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

/** c + factor · x */
@inline
function plusTimes<T>(c: T, factor: T, x: T): T {
  if (isVector<T>()) return madd(factor, x, c);
  else return c + factor * x;
}

/** c - factor · x */
@inline
function minusTimes<T>(c: T, factor: T, x: T): T {
  if (isVector<T>()) return nmadd(factor, x, c);
  else return c - factor * x;
}

@inline
function times<T>(factor: T, x: T): T {
  if (isVector<T>()) return f32x4.mul(factor, x);
  else return factor * x;
}

/**
 * m = 2: B^T d B of the patch at `x` into 16 planes that are `plane` bytes apart. B^T t = (t0 - t2, t1 + t2, t2 - t1,
 * t1 - t3).
 */
@inline
function takePatch2<T>(x: usize, pixel: usize, row: usize, to: usize, plane: usize): void {
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
  takeRow2<T>(minus<T>(a0, a2), minus<T>(b0, b2), minus<T>(c0, c2), minus<T>(d0, d2), to, plane);
  takeRow2<T>(plus<T>(a1, a2), plus<T>(b1, b2), plus<T>(c1, c2), plus<T>(d1, d2), to + 4 * plane, plane);
  takeRow2<T>(minus<T>(a2, a1), minus<T>(b2, b1), minus<T>(c2, c1), minus<T>(d2, d1), to + 8 * plane, plane);
  takeRow2<T>(minus<T>(a1, a3), minus<T>(b1, b3), minus<T>(c1, c3), minus<T>(d1, d3), to + 12 * plane, plane);
}

@inline
function takeRow2<T>(a: T, b: T, c: T, d: T, to: usize, plane: usize): void {
  store<T>(to, minus<T>(a, c));
  store<T>(to + plane, plus<T>(b, c));
  store<T>(to + 2 * plane, minus<T>(c, b));
  store<T>(to + 3 * plane, minus<T>(b, d));
}

/** m = 4, or 3: the same into 36 planes: down the columns, then along the rows where they are. */
@inline
function takePatch4<T>(x: usize, pixel: usize, row: usize, to: usize, plane: usize): void {
  const two = load<T>(FACTORS + TWO), half = load<T>(FACTORS + HALF), fiveHalves = load<T>(FACTORS + FIVE_HALVES);
  const a = load<T>(FACTORS + SQRT_HALF), b = load<T>(FACTORS + SQRT_TWO);
  const line = 6 * plane;
  for (let column: usize = 0; column < 6; column++, x += pixel) {
    takeSix<T>(two, half, fiveHalves, a, b, x, row, to + column * plane, line);
  }
  for (const end = to + 6 * line; to < end; to += line) takeSix<T>(two, half, fiveHalves, a, b, to, plane, to, plane);
}

/**
 * B^T t for the points 0, a, -a, 1/a, -1/a and infinity: (t0 - 5/2 t2 + t4, e + a u, e - a u, f + v / a, f - v / a,
 * t1 - 5/2 t3 + t5) where e = t4 - 2 t2, u = t3 - 2 t1, f = t4 - t2 / 2, v = t3 - t1 / 2.
 */
@inline
function takeSix<T>(
  two: T, half: T, fiveHalves: T, a: T, b: T, from: usize, step: usize, to: usize, toStep: usize,
): void {
  const t0 = load<T>(from), t1 = load<T>(from + step), t2 = load<T>(from + 2 * step);
  from += 3 * step;
  const t3 = load<T>(from), t4 = load<T>(from + step), t5 = load<T>(from + 2 * step);
  const e = minusTimes<T>(t4, two, t2), u = minusTimes<T>(t3, two, t1);
  const f = minusTimes<T>(t4, half, t2), v = minusTimes<T>(t3, half, t1);
  store<T>(to, minusTimes<T>(plus<T>(t0, t4), fiveHalves, t2));
  store<T>(to + toStep, plusTimes<T>(e, a, u));
  store<T>(to + 2 * toStep, minusTimes<T>(e, a, u));
  to += 3 * toStep;
  store<T>(to, plusTimes<T>(f, b, v));
  store<T>(to + toStep, minusTimes<T>(f, b, v));
  store<T>(to + 2 * toStep, minusTimes<T>(plus<T>(t1, t5), fiveHalves, t3));
}

/**
 * A^T m A + bias, and what follows, of one patch: its first `rows` by `columns` outputs. Down the columns where the
 * planes are, then along the rows and out.
 * m = 2: A^T t = (t0 + t1 + t2, t1 - t2 - t3). m = 4: A^T t are the powers 0 to 3 of the points: (t0 + p + q,
 * a r + s / a, p / 2 + 2 q, a^3 r + s / a^3 + t5) where p = t1 + t2, r = t1 - t2, q = t3 + t4, s = t3 - t4. m = 3: without
 * the last, and the third + t5.
 */
@inline
function givePatch<T>(
  side: usize, j: Operation, from: usize, plane: usize, rows: usize, columns: usize, channel: usize, out: usize,
  added: usize,
): void {
  const two = load<T>(FACTORS + TWO), half = load<T>(FACTORS + HALF), eight = load<T>(FACTORS + EIGHT);
  const a = load<T>(FACTORS + SQRT_HALF), c = load<T>(FACTORS + SQRT_EIGHTH);
  const line: usize = (side == 2 ? 4 : 6) * plane;
  for (let column: usize = 0; column < (side == 2 ? 4 : 6); column++) {
    const at = from + column * plane;
    if (side == 2) {
      const t1 = load<T>(at + line), t2 = load<T>(at + 2 * line);
      store<T>(at, plus<T>(plus<T>(load<T>(at), t1), t2));
      store<T>(at + line, minus<T>(minus<T>(t1, t2), load<T>(at + 3 * line)));
    } else {
      const end = at + 3 * line;
      const t1 = load<T>(at + line), t2 = load<T>(at + 2 * line), t3 = load<T>(end), t4 = load<T>(end + line);
      const p = plus<T>(t1, t2), q = plus<T>(t3, t4), r = minus<T>(t1, t2), s = minus<T>(t3, t4);
      store<T>(at, plus<T>(plus<T>(load<T>(at), p), q));
      store<T>(at + line, times<T>(a, plusTimes<T>(r, two, s)));
      const third = plusTimes<T>(times<T>(half, p), two, q), last = load<T>(end + 2 * line);
      store<T>(at + 2 * line, side == 3 ? plus<T>(third, last) : third);
      if (side == 4) store<T>(end, plusTimes<T>(last, c, plusTimes<T>(r, eight, s)));
    }
  }
  const scale = j.scale, activation = j.activation;
  for (let row: usize = 0; row < rows; row++, from += line) {
    if (side == 2) {
      const t1 = load<T>(from + plane), t2 = load<T>(from + 2 * plane);
      giveTwo<T>(
        j, plus<T>(plus<T>(load<T>(from), t1), t2), minus<T>(minus<T>(t1, t2), load<T>(from + 3 * plane)),
        columns, channel, out, added, scale, activation,
      );
    } else {
      const end = from + 3 * plane;
      const t1 = load<T>(from + plane), t2 = load<T>(from + 2 * plane), t3 = load<T>(end), t4 = load<T>(end + plane);
      const p = plus<T>(t1, t2), q = plus<T>(t3, t4), r = minus<T>(t1, t2), s = minus<T>(t3, t4);
      giveTwo<T>(
        j, plus<T>(plus<T>(load<T>(from), p), q), times<T>(a, plusTimes<T>(r, two, s)),
        columns, channel, out, added, scale, activation,
      );
      if (columns > 2) {
        const third = plusTimes<T>(times<T>(half, p), two, q), last = load<T>(end + 2 * plane);
        giveTwo<T>(
          j, side == 3 ? plus<T>(third, last) : third, plusTimes<T>(last, c, plusTimes<T>(r, eight, s)),
          columns - 2, channel, out + 2 * j.outPixel, added == 0 ? 0 : added + 2 * j.addedPixel, scale, activation,
        );
      }
    }
    out += j.outRow;
    if (added != 0) added += j.addedRow;
  }
}

/** Two outputs side by side, or the first of them. */
@inline
function giveTwo<T>(
  j: Operation, y0: T, y1: T, columns: usize, channel: usize, out: usize, added: usize, scale: usize, activation: i32,
): void {
  const bias = load<T>(j.bias + channel);
  give<T>(j, plus<T>(y0, bias), channel, out, added, scale, activation);
  if (columns < 2) return;
  give<T>(j, plus<T>(y1, bias), channel, out + j.outPixel, added == 0 ? 0 : added + j.addedPixel, scale, activation);
}

@inline
function give<T>(j: Operation, z: T, channel: usize, out: usize, added: usize, scale: usize, activation: i32): void {
  if (isVector<T>()) store<T>(out, endKnown(j, z, channel, added, scale, activation));
  else store<T>(out, endOne(j, z, channel, added));
}

/** A patch at `x`, of cells of `depth` bytes, into planes that are `plane` bytes apart. */
@inline
function takePatch<T>(j: Operation, x: usize, to: usize, depth: usize, plane: usize): void {
  const run = depth / j.patchRuns;
  for (const end = to + depth; to < end; to += run, x += j.windowRow) {
    // What the last vector of a run has too much, the next run or nobody's room covers.
    for (let k: usize = 0; k < run; k += sizeof<T>()) {
      if (j.patch == 2) takePatch2<T>(x + k, j.xPixel, j.xRow, to + k, plane);
      else takePatch4<T>(x + k, j.xPixel, j.xRow, to + k, plane);
    }
  }
}

@inline
function giveCells<T>(
  j: Operation, from: usize, plane: usize, rows: usize, columns: usize, out: usize, added: usize,
): void {
  const bytes = j.panels * 32;
  for (let k: usize = 0; k < bytes; k += sizeof<T>()) {
    const plusAt: usize = added == 0 ? 0 : added + k;
    if (j.patch == 2) givePatch<T>(2, j, from + k, plane, rows, columns, k, out + k, plusAt);
    else if (j.patch == 3) givePatch<T>(3, j, from + k, plane, rows, columns, k, out + k, plusAt);
    else givePatch<T>(4, j, from + k, plane, rows, columns, k, out + k, plusAt);
  }
}

/** Steps of an odd number of cache lines, so that all planes of a patch do not fall into the same sets of a cache. */
@inline
function apart(bytes: usize): usize {
  return ((bytes + 127) & ~127) + 64;
}

/**
 * Rows of patches from `first` to `end`, `together` of them at a time.
 */
export function winogradRows(j: Operation, first: usize, end: usize, scratch: usize): void {
  const inner = changetype<Operation>(scratch);
  const taken = scratch + ((offsetof<Operation>() + 63) & ~63);
  const side = j.patch;
  const planes: usize = side == 2 ? 16 : 36;
  const patches = (j.columns + side - 1) / side;
  const depth = j.depth * 4, cell = j.patchCell;
  const most = patches * j.together;
  const takenPlane = apart(most * cell);
  const outCell = j.panels * 32;
  const givenPlane = apart(most * outCell);
  const given = taken + planes * takenPlane;
  inner.xPixel = cell;
  inner.xRow = 0;
  inner.outPixel = outCell;
  inner.outRow = 0;
  inner.windowRows = 1;
  inner.windowRow = 0;
  inner.depth = j.depth;
  inner.panelStride = j.panelStride;
  inner.bias = 0; // it comes at the end
  inner.isEnding = 0;
  for (let patchRow = first; patchRow < end; patchRow += j.together) {
    const rows = min<usize>(end - patchRow, j.together);
    let to = taken;
    for (let row = patchRow; row < patchRow + rows; row++) {
      let x = j.x + side * row * j.xRow;
      for (let patch: usize = 0; patch < patches; patch++, x += side * j.xPixel, to += cell) {
        if (ASC_FEATURE_SIMD) takePatch<v128>(j, x, to, depth, takenPlane);
        else takePatch<f32>(j, x, to, depth, takenPlane);
      }
    }
    const cells = rows * patches;
    inner.columns = cells;
    let weights = j.weights;
    for (let one: usize = 0; one < planes; one++) {
      if (j.isFar != 0 && patchRow == first) bringNear(weights, j.panels * j.panelStride);
      panelCells(inner, j.panels, 0, weights, cells, taken + one * takenPlane, given + one * givenPlane, 0);
      weights += j.panels * j.panelStride;
    }
    let from = given;
    for (let row = patchRow * side; row < (patchRow + rows) * side; row += side) {
      for (let column: usize = 0; column < j.columns; column += side, from += outCell) {
        const out = j.out + row * j.outRow + column * j.outPixel;
        const added: usize = j.added == 0 ? 0 : j.added + row * j.addedRow + column * j.addedPixel;
        const height = min<usize>(side, j.rows - row), width = min<usize>(side, j.columns - column);
        if (ASC_FEATURE_SIMD) giveCells<v128>(j, from, givenPlane, height, width, out, added);
        else giveCells<f32>(j, from, givenPlane, height, width, out, added);
      }
    }
  }
}
