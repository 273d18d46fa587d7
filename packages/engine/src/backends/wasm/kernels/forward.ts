// AssemblyScript. forward: out (batch, 8) = activation(x (batch, depth) · weights (depth, 8) + bias), for one panel and
// one block of depth at a time. Every element is summed in the order of depth from its bias on, whatever the tile, the
// block or the variant, so that results depend on none of them.
//
// The tile matmul-5x8 keeps 10 sums, 2 vectors of weights and 1 broadcast in the 15 registers that compilers use: 10
// multiply-adds for 7 loads, more than the 8 that hide the latency of a multiply-add (4 cycles, two at a time). The
// weights of a block (240 * 32 bytes) stay in the first-level cache while the rows of x stream past.

import { IDENTITY, PANEL_BYTES, activateLanes, activateOne, madd } from "./lanes";

/** One tile of `R` rows (1, 2, 4 or 5, known when compiled). `from` is the bias or the sums so far. */
@inline
function tile(
  R: i32, x: usize, xStride: usize, weights: usize, depth: usize, from: usize, fromStride: usize,
  out: usize, outStride: usize,
): void {
  let c00 = v128.load(from);
  let c01 = v128.load(from, 16);
  let c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01, c40 = c00, c41 = c01;
  const x1 = x + xStride, x2 = x1 + xStride, x3 = x2 + xStride, x4 = x3 + xStride;
  if (fromStride != 0) {
    if (R > 1) { c10 = v128.load(from + fromStride); c11 = v128.load(from + fromStride, 16); }
    if (R > 2) { c20 = v128.load(from + 2 * fromStride); c21 = v128.load(from + 2 * fromStride, 16); }
    if (R > 3) { c30 = v128.load(from + 3 * fromStride); c31 = v128.load(from + 3 * fromStride, 16); }
    if (R > 4) { c40 = v128.load(from + 4 * fromStride); c41 = v128.load(from + 4 * fromStride, 16); }
  }
  const end = depth * 4;
  for (let k: usize = 0; k < end; k += 4) {
    const w0 = v128.load(weights);
    const w1 = v128.load(weights, 16);
    let a = v128.load32_splat(x + k);
    c00 = madd(a, w0, c00);
    c01 = madd(a, w1, c01);
    if (R > 1) { a = v128.load32_splat(x1 + k); c10 = madd(a, w0, c10); c11 = madd(a, w1, c11); }
    if (R > 2) { a = v128.load32_splat(x2 + k); c20 = madd(a, w0, c20); c21 = madd(a, w1, c21); }
    if (R > 3) { a = v128.load32_splat(x3 + k); c30 = madd(a, w0, c30); c31 = madd(a, w1, c31); }
    if (R > 4) { a = v128.load32_splat(x4 + k); c40 = madd(a, w0, c40); c41 = madd(a, w1, c41); }
    weights += 32;
  }
  v128.store(out, c00); v128.store(out, c01, 16);
  if (R > 1) { v128.store(out + outStride, c10); v128.store(out + outStride, c11, 16); }
  if (R > 2) { v128.store(out + 2 * outStride, c20); v128.store(out + 2 * outStride, c21, 16); }
  if (R > 3) { v128.store(out + 3 * outStride, c30); v128.store(out + 3 * outStride, c31, 16); }
  if (R > 4) { v128.store(out + 4 * outStride, c40); v128.store(out + 4 * outStride, c41, 16); }
}

/** Tiles of `R` rows as functions of their own, each compiled once. */
function tile1(x: usize, xs: usize, w: usize, d: usize, f: usize, fs: usize, o: usize, os: usize): void { tile(1, x, xs, w, d, f, fs, o, os); }
function tile2(x: usize, xs: usize, w: usize, d: usize, f: usize, fs: usize, o: usize, os: usize): void { tile(2, x, xs, w, d, f, fs, o, os); }
function tile4(x: usize, xs: usize, w: usize, d: usize, f: usize, fs: usize, o: usize, os: usize): void { tile(4, x, xs, w, d, f, fs, o, os); }
function tile5(x: usize, xs: usize, w: usize, d: usize, f: usize, fs: usize, o: usize, os: usize): void { tile(5, x, xs, w, d, f, fs, o, os); }

/** The same sums without SIMD: four columns of one row at a time. */
function rowScalar(x: usize, weights: usize, depth: usize, from: usize, out: usize): void {
  for (let half: usize = 0; half < 32; half += 16) {
    let c0 = load<f32>(from + half);
    let c1 = load<f32>(from + half, 4);
    let c2 = load<f32>(from + half, 8);
    let c3 = load<f32>(from + half, 12);
    let w = weights + half;
    for (let k: usize = 0; k < depth * 4; k += 4) {
      const a = load<f32>(x + k);
      c0 += a * load<f32>(w);
      c1 += a * load<f32>(w, 4);
      c2 += a * load<f32>(w, 8);
      c3 += a * load<f32>(w, 12);
      w += 32;
    }
    store<f32>(out + half, c0);
    store<f32>(out + half, c1, 4);
    store<f32>(out + half, c2, 8);
    store<f32>(out + half, c3, 12);
  }
}

/**
 * One panel over one block: out (rows, 8) = activation(from + x (rows, depth) · weights (depth, 8)).
 * `from` with stride 0 is the bias, the same for every row; otherwise the sums so far.
 */
export function forwardBlock(
  x: usize, xStride: usize, rows: usize, weights: usize, depth: usize, from: usize, fromStride: usize,
  out: usize, outStride: usize, activation: i32,
): void {
  if (ASC_FEATURE_SIMD) {
    let to = out;
    let left = rows;
    while (left > 0) {
      // Tiles of 5 and, so that none is left half empty, up to four of 4; 1, 2, 3, 6, 7 and 11 rows end in smaller ones.
      const fours: usize = (left * 4) % 5;
      let take: usize = fours == 0 ? 5 : 4;
      if (fours * 4 > left) take = left == 1 ? 1 : left <= 3 ? 2 : left == 7 ? 5 : 4;
      if (take == 5) tile5(x, xStride, weights, depth, from, fromStride, to, outStride);
      else if (take == 4) tile4(x, xStride, weights, depth, from, fromStride, to, outStride);
      else if (take == 2) tile2(x, xStride, weights, depth, from, fromStride, to, outStride);
      else tile1(x, xStride, weights, depth, from, fromStride, to, outStride);
      x += take * xStride;
      from += take * fromStride;
      to += take * outStride;
      left -= take;
    }
  } else {
    for (let row: usize = 0; row < rows; row++) {
      rowScalar(x + row * xStride, weights, depth, from + row * fromStride, out + row * outStride);
    }
  }
  if (activation != IDENTITY) activatePanel(activation, out, outStride, rows);
}

/** In place over (rows, 8), which the tiles have just written. */
function activatePanel(activation: i32, out: usize, stride: usize, rows: usize): void {
  for (; rows > 0; rows--) {
    if (ASC_FEATURE_SIMD) {
      v128.store(out, activateLanes(activation, v128.load(out)));
      v128.store(out, activateLanes(activation, v128.load(out, 16)), 16);
    } else {
      for (let lane: usize = 0; lane < PANEL_BYTES; lane += 4) {
        store<f32>(out + lane, activateOne(activation, load<f32>(out + lane)));
      }
    }
    out += stride;
  }
}
