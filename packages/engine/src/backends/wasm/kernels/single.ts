// AssemblyScript. Plain SGD on one example at a time, where memory is the limit: one pass over a panel's weights applies
// the update of the last example and sums the output of the next, so that each weight is read once and written once a
// step. w = w + x_last * (-rate * error), then sum = sum + x_next * w.

import { activateLanes, activateOne, madd } from "./lanes";
import { learningRate } from "./update";

/**
 * Over one block of depth, a panel of weights (depth, 8), or two that lie `apart` bytes from one another: their errors,
 * sums and outputs lie side by side. `panels` (1 or 2) and `hasNext` (whether there is a next example) are known when
 * compiled. Two panels make four sums: enough to hide the latency of a multiply-add behind the memory.
 */
@inline
function pass(
  panels: i32, hasNext: bool, xLast: usize, xNext: usize, depth: usize, weights: usize, apart: usize, error: usize,
  from: usize, out: usize, activation: i32,
): void {
  const rate = f32x4.neg(f32x4.splat(learningRate()));
  const e0 = f32x4.mul(rate, v128.load(error));
  const e1 = f32x4.mul(rate, v128.load(error, 16));
  let e2 = e0, e3 = e0, c0 = e0, c1 = e0, c2 = e0, c3 = e0;
  if (hasNext) { c0 = v128.load(from); c1 = v128.load(from, 16); }
  if (panels > 1) {
    e2 = f32x4.mul(rate, v128.load(error, 32));
    e3 = f32x4.mul(rate, v128.load(error, 48));
    if (hasNext) { c2 = v128.load(from, 32); c3 = v128.load(from, 48); }
  }
  let other = weights + apart;
  const end = depth * 4;
  for (let k: usize = 0; k < end; k += 4) {
    const last = v128.load32_splat(xLast + k);
    let next = last;
    if (hasNext) next = v128.load32_splat(xNext + k);
    let w = madd(last, e0, v128.load(weights));
    v128.store(weights, w);
    if (hasNext) c0 = madd(next, w, c0);
    w = madd(last, e1, v128.load(weights, 16));
    v128.store(weights, w, 16);
    if (hasNext) c1 = madd(next, w, c1);
    if (panels > 1) {
      w = madd(last, e2, v128.load(other));
      v128.store(other, w);
      if (hasNext) c2 = madd(next, w, c2);
      w = madd(last, e3, v128.load(other, 16));
      v128.store(other, w, 16);
      if (hasNext) c3 = madd(next, w, c3);
      other += 32;
    }
    weights += 32;
  }
  if (hasNext) {
    v128.store(out, activateLanes(activation, c0));
    v128.store(out, activateLanes(activation, c1), 16);
    if (panels > 1) {
      v128.store(out, activateLanes(activation, c2), 32);
      v128.store(out, activateLanes(activation, c3), 48);
    }
  }
}

/** The same without SIMD, on one panel. */
function passScalar(
  hasNext: bool, xLast: usize, xNext: usize, depth: usize, weights: usize, error: usize, from: usize, out: usize,
  activation: i32,
): void {
  for (let lane: usize = 0; lane < 32; lane += 4) {
    const e: f32 = -learningRate() * load<f32>(error + lane);
    let c: f32 = hasNext ? load<f32>(from + lane) : 0;
    let at = weights + lane;
    for (let k: usize = 0; k < depth * 4; k += 4) {
      const w = load<f32>(at) + load<f32>(xLast + k) * e;
      store<f32>(at, w);
      if (hasNext) c += load<f32>(xNext + k) * w;
      at += 32;
    }
    if (hasNext) store<f32>(out + lane, activateOne(activation, c));
  }
}

/** One block of one or two panels. `xNext` 0: there is no next example, and nothing to sum. */
export function singleBlock(
  panels: usize, xLast: usize, xNext: usize, depth: usize, weights: usize, apart: usize, error: usize, from: usize,
  out: usize, activation: i32,
): void {
  if (ASC_FEATURE_SIMD) {
    if (panels == 2) {
      if (xNext != 0) pass(2, true, xLast, xNext, depth, weights, apart, error, from, out, activation);
      else pass(2, false, xLast, 0, depth, weights, apart, error, 0, 0, 0);
    } else {
      if (xNext != 0) pass(1, true, xLast, xNext, depth, weights, 0, error, from, out, activation);
      else pass(1, false, xLast, 0, depth, weights, 0, error, 0, 0, 0);
    }
  } else {
    for (let panel: usize = 0; panel < panels; panel++) {
      passScalar(xNext != 0, xLast, xNext, depth, weights, error, from, out, activation);
      weights += apart;
      error += 32;
      from += 32;
      out += 32;
    }
  }
}
