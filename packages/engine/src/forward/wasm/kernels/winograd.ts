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


/**
 * Factors, read from memory: compilers make a constant vector out of several instructions at every use. Addresses behind
 * FACTORS.
 */
const FACTORS: usize = memory.data<f32>(
  [2, 0.5, 2.5, 0.7071067811865476, 1.4142135623730951, 0.3535533905932738, 8, 1, 0], 16,
);
@inline const TWO: usize = 0;
@inline const HALF: usize = 4;
@inline const FIVE_HALVES: usize = 8;
@inline const SQRT_HALF: usize = 12;
@inline const SQRT_TWO: usize = 16;
@inline const SQRT_EIGHTH: usize = 20;
@inline const EIGHT: usize = 24;
@inline const ONE: usize = 28;
@inline const NONE: usize = 32;

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

@inline
function factor<T>(which: usize): T {
  if (isVector<T>()) return v128.load32_splat(FACTORS + which);
  else return load<f32>(FACTORS + which);
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
 * B^T d B of the patch at `x` into planes that are `plane` bytes apart: down the columns, then along the rows where they
 * are.
 */
@inline
function takeChannels<T>(isSmall: bool, x: usize, pixel: usize, row: usize, to: usize, plane: usize): void {
  const two = factor<T>(TWO), half = factor<T>(HALF), fiveHalves = factor<T>(FIVE_HALVES);
  const a = factor<T>(SQRT_HALF), b = factor<T>(SQRT_TWO);
  const line: usize = (isSmall ? 4 : 6) * plane;
  for (let column: usize = 0; column < line; column += plane, x += pixel) {
    if (isSmall) takeFour<T>(x, row, to + column, line);
    else takeSix<T>(two, half, fiveHalves, a, b, x, row, to + column, line);
  }
  for (const end = to + (isSmall ? 4 : 6) * line; to < end; to += line) {
    if (isSmall) takeFour<T>(to, plane, to, plane);
    else takeSix<T>(two, half, fiveHalves, a, b, to, plane, to, plane);
  }
}

/** B^T t for the points 0, 1, -1 and infinity: (t0 - t2, t1 + t2, t2 - t1, t1 - t3). */
@inline
function takeFour<T>(from: usize, step: usize, to: usize, toStep: usize): void {
  const t0 = load<T>(from), t1 = load<T>(from + step), t2 = load<T>(from + 2 * step), t3 = load<T>(from + 3 * step);
  store<T>(to, minus<T>(t0, t2));
  store<T>(to + toStep, plus<T>(t1, t2));
  store<T>(to + 2 * toStep, minus<T>(t2, t1));
  store<T>(to + 3 * toStep, minus<T>(t1, t3));
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
  j: Operation, from: usize, plane: usize, rows: usize, columns: usize, channel: usize, out: usize, added: usize,
): void {
  const two = factor<T>(TWO), half = factor<T>(HALF), eight = factor<T>(EIGHT);
  const a = factor<T>(SQRT_HALF), c = factor<T>(SQRT_EIGHTH);
  const more = factor<T>(j.patch == 3 ? ONE : NONE);
  const isTwo = j.patch == 2;
  const line: usize = (isTwo ? 4 : 6) * plane;
  for (let column: usize = 0; column < line; column += plane) {
    const at = from + column, end = at + 3 * line;
    const t0 = load<T>(at), t1 = load<T>(at + line), t2 = load<T>(at + 2 * line), t3 = load<T>(end);
    const p = plus<T>(t1, t2), r = minus<T>(t1, t2);
    if (isTwo) {
      store<T>(at, plus<T>(t0, p));
      store<T>(at + line, minus<T>(r, t3));
    } else {
      const t4 = load<T>(end + line), last = load<T>(end + 2 * line);
      const q = plus<T>(t3, t4), s = minus<T>(t3, t4);
      store<T>(at, plus<T>(plus<T>(t0, p), q));
      store<T>(at + line, times<T>(a, plusTimes<T>(r, two, s)));
      store<T>(at + 2 * line, plusTimes<T>(plusTimes<T>(times<T>(half, p), two, q), more, last));
      store<T>(end, plusTimes<T>(last, c, plusTimes<T>(r, eight, s)));
    }
  }
  const scale = j.scale, activation = j.activation;
  for (let row: usize = 0; row < rows; row++, from += line) {
    const end = from + 3 * plane;
    const t1 = load<T>(from + plane), t2 = load<T>(from + 2 * plane), t3 = load<T>(end);
    const p = plus<T>(t1, t2), r = minus<T>(t1, t2);
    let y0 = plus<T>(load<T>(from), p), y1: T;
    if (isTwo) {
      y1 = minus<T>(r, t3);
    } else {
      const t4 = load<T>(end + plane), last = load<T>(end + 2 * plane);
      const q = plus<T>(t3, t4), s = minus<T>(t3, t4);
      if (columns > 2) {
        giveTwo<T>(
          j, plusTimes<T>(plusTimes<T>(times<T>(half, p), two, q), more, last),
          plusTimes<T>(last, c, plusTimes<T>(r, eight, s)),
          columns - 2, channel, out + 2 * j.outPixel, added == 0 ? 0 : added + 2 * j.addedPixel, scale, activation,
        );
      }
      y0 = plus<T>(y0, q);
      y1 = times<T>(a, plusTimes<T>(r, two, s));
    }
    giveTwo<T>(j, y0, y1, columns, channel, out, added, scale, activation);
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
      if (j.patch == 2) takeChannels<T>(true, x + k, j.xPixel, j.xRow, to + k, plane);
      else takeChannels<T>(false, x + k, j.xPixel, j.xRow, to + k, plane);
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
    givePatch<T>(j, from + k, plane, rows, columns, k, out + k, plusAt);
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
