// AssemblyScript. dInput (batch, inputs) = or += error (batch, units) · weights^T, as dot products of rows, so that
// nothing need be transposed: a tile of 2 examples and 4 inputs keeps 8 vectors of 4 partial sums, each over every fourth
// unit, which are added up at the end as (s0 + s2) + (s1 + s3).

import { BLOCK, PANEL_BYTES, madd } from "./lanes";

/** Sums of the lanes of four vectors, as one vector: element i = (v_i[0] + v_i[2]) + (v_i[1] + v_i[3]). */
@inline
function sumLanes(v0: v128, v1: v128, v2: v128, v3: v128): v128 {
  const s01 = f32x4.add(v128.shuffle<f32>(v0, v1, 0, 4, 1, 5), v128.shuffle<f32>(v0, v1, 2, 6, 3, 7));
  const s23 = f32x4.add(v128.shuffle<f32>(v2, v3, 0, 4, 1, 5), v128.shuffle<f32>(v2, v3, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(s01, s23, 0, 1, 4, 5), v128.shuffle<f32>(s01, s23, 2, 3, 6, 7));
}

/** One tile of `R` examples (1 or 2, known when compiled) and 4 inputs. `weights` points at the first input's row. */
@inline
function tile(
  R: i32, error: usize, errorStride: usize, errorBlock: usize, weights: usize, panelStride: usize, panels: usize,
  to: usize, toStride: usize, isFirst: bool,
): void {
  const zero = f32x4.splat(0);
  let c00 = zero, c01 = zero, c02 = zero, c03 = zero, c10 = zero, c11 = zero, c12 = zero, c13 = zero;
  let left = panels;
  while (left > 0) {
    let run = min<usize>(left, BLOCK / 8);
    left -= run;
    let e = error;
    for (; run > 0; run--) {
      for (let half: usize = 0; half < PANEL_BYTES; half += 16) {
        const e0 = v128.load(e + half);
        let e1 = e0;
        if (R > 1) e1 = v128.load(e + half + errorStride);
        let w = v128.load(weights + half);
        c00 = madd(w, e0, c00);
        if (R > 1) c10 = madd(w, e1, c10);
        w = v128.load(weights + half, 32);
        c01 = madd(w, e0, c01);
        if (R > 1) c11 = madd(w, e1, c11);
        w = v128.load(weights + half, 64);
        c02 = madd(w, e0, c02);
        if (R > 1) c12 = madd(w, e1, c12);
        w = v128.load(weights + half, 96);
        c03 = madd(w, e0, c03);
        if (R > 1) c13 = madd(w, e1, c13);
      }
      e += PANEL_BYTES;
      weights += panelStride;
    }
    error += errorBlock;
  }
  let sum = sumLanes(c00, c01, c02, c03);
  if (!isFirst) sum = f32x4.add(v128.load(to), sum);
  v128.store(to, sum);
  if (R > 1) {
    sum = sumLanes(c10, c11, c12, c13);
    if (!isFirst) sum = f32x4.add(v128.load(to + toStride), sum);
    v128.store(to + toStride, sum);
  }
}

function tile1(e: usize, es: usize, eb: usize, w: usize, ps: usize, p: usize, t: usize, ts: usize, f: bool): void { tile(1, e, es, eb, w, ps, p, t, ts, f); }
function tile2(e: usize, es: usize, eb: usize, w: usize, ps: usize, p: usize, t: usize, ts: usize, f: bool): void { tile(2, e, es, eb, w, ps, p, t, ts, f); }

/** The same sum without SIMD, for one example and one input. */
function oneScalar(error: usize, errorBlock: usize, weights: usize, panelStride: usize, panels: usize): f32 {
  let s0: f32 = 0, s1: f32 = 0, s2: f32 = 0, s3: f32 = 0;
  let left = panels;
  while (left > 0) {
    let run = min<usize>(left, BLOCK / 8);
    left -= run;
    let e = error;
    for (; run > 0; run--) {
      for (let half: usize = 0; half < PANEL_BYTES; half += 16) {
        s0 += load<f32>(weights + half) * load<f32>(e + half);
        s1 += load<f32>(weights + half, 4) * load<f32>(e + half, 4);
        s2 += load<f32>(weights + half, 8) * load<f32>(e + half, 8);
        s3 += load<f32>(weights + half, 12) * load<f32>(e + half, 12);
      }
      e += PANEL_BYTES;
      weights += panelStride;
    }
    error += errorBlock;
  }
  return (s0 + s2) + (s1 + s3);
}

/** Four inputs of `rows` examples. `weights` points at the first input's row in the first panel, `to` at its column. */
export function inputErrorBlock(
  error: usize, errorStride: usize, errorBlock: usize, rows: usize, weights: usize, panelStride: usize, panels: usize,
  to: usize, toStride: usize, isFirst: bool,
): void {
  if (ASC_FEATURE_SIMD) {
    for (; rows >= 2; rows -= 2) {
      tile2(error, errorStride, errorBlock, weights, panelStride, panels, to, toStride, isFirst);
      error += 2 * errorStride;
      to += 2 * toStride;
    }
    if (rows > 0) tile1(error, errorStride, errorBlock, weights, panelStride, panels, to, toStride, isFirst);
  } else {
    for (; rows > 0; rows--) {
      for (let input: usize = 0; input < 4; input++) {
        const sum = oneScalar(error, errorBlock, weights + input * PANEL_BYTES, panelStride, panels);
        const at = to + input * 4;
        store<f32>(at, isFirst ? sum : load<f32>(at) + sum);
      }
      error += errorStride;
      to += toStride;
    }
  }
}
