// AssemblyScript. update: the gradient x^T (inputs, batch) · error (batch, 8) of one panel, which goes straight from the
// registers into the parameters by the update rules of torch.optim.SGD and torch.optim.Adam, so that no gradient ever
// lies in memory; or is stored, where someone asks to see it. Each gradient is summed in the order of the batch.

import { madd, nmadd } from "./lanes";

/** Codes of the rules; the same numbers stand in ../codes.ts. */
@inline export const STORE: i32 = 0;
@inline export const SGD: i32 = 1;
@inline export const MOMENTUM: i32 = 2;

/** The rule that all threads read: its numbers, in the order of `setRule`, then `slot`. */
const RULE: usize = memory.data(48, 16);

/**
 * Chooses the rule for what follows. `rate` is the learning rate, `first` momentum or Adam's beta1, then 1 - beta1,
 * beta2, 1 - beta2, sqrt(1 - beta2^t) and epsilon. `slot`: bytes from a parameter to its first slot, from there to its
 * second, and for STORE to its gradient.
 */
export function setRule(
  rule: i32, rate: f32, decay: f32, first: f32, firstRest: f32,
  second: f32, secondRest: f32, root: f32, epsilon: f32, slot: usize,
): void {
  store<i32>(RULE, rule);
  store<f32>(RULE, rate, 4);
  store<f32>(RULE, decay, 8);
  store<f32>(RULE, first, 12);
  store<f32>(RULE, firstRest, 16);
  store<f32>(RULE, second, 20);
  store<f32>(RULE, secondRest, 24);
  store<f32>(RULE, root, 28);
  store<f32>(RULE, epsilon, 32);
  store<usize>(RULE, slot, 36);
}

/** Whether one example's update needs nothing but rate and error: the rule of `single`. */
@inline
export function isPlainSgd(): bool {
  return load<i32>(RULE) == SGD && load<f32>(RULE, 8) == 0;
}

@inline
export function learningRate(): f32 {
  return load<f32>(RULE, 4);
}

/** Plain SGD on 4 parameters at `at`, given their gradients. */
@inline
function sgdLanes(gradient: v128, at: usize, rate: v128, decay: v128): void {
  const w = v128.load(at);
  v128.store(at, nmadd(rate, madd(decay, w, gradient), w));
}

/** The other rules. */
function updateLanes(gradient: v128, at: usize): void {
  const rule = load<i32>(RULE);
  const slot = load<usize>(RULE, 36);
  if (rule == STORE) {
    v128.store(at + slot, gradient);
    return;
  }
  const w = v128.load(at);
  const g = madd(v128.load32_splat(RULE, 8), w, gradient);
  if (rule == MOMENTUM) {
    const v = madd(v128.load32_splat(RULE, 12), v128.load(at + slot), g);
    v128.store(at + slot, v);
    v128.store(at, nmadd(v128.load32_splat(RULE, 4), v, w));
  } else {
    const m = madd(v128.load32_splat(RULE, 12), v128.load(at + slot), f32x4.mul(v128.load32_splat(RULE, 16), g));
    const gg = f32x4.mul(f32x4.mul(v128.load32_splat(RULE, 24), g), g);
    const v = madd(v128.load32_splat(RULE, 20), v128.load(at + 2 * slot), gg);
    v128.store(at + slot, m);
    v128.store(at + 2 * slot, v);
    const below = f32x4.add(f32x4.div(f32x4.sqrt(v), v128.load32_splat(RULE, 28)), v128.load32_splat(RULE, 32));
    v128.store(at, f32x4.sub(w, f32x4.div(f32x4.mul(v128.load32_splat(RULE, 4), m), below)));
  }
}

function updateOne(gradient: f32, at: usize): void {
  const rule = load<i32>(RULE);
  const slot = load<usize>(RULE, 36);
  if (rule == STORE) {
    store<f32>(at + slot, gradient);
    return;
  }
  const rate = load<f32>(RULE, 4);
  const first = load<f32>(RULE, 12);
  const w = load<f32>(at);
  const g = gradient + load<f32>(RULE, 8) * w;
  if (rule == SGD) {
    store<f32>(at, w - rate * g);
  } else if (rule == MOMENTUM) {
    const v = g + first * load<f32>(at + slot);
    store<f32>(at + slot, v);
    store<f32>(at, w - rate * v);
  } else {
    const m = load<f32>(RULE, 16) * g + first * load<f32>(at + slot);
    const v = load<f32>(RULE, 24) * g * g + load<f32>(RULE, 20) * load<f32>(at + 2 * slot);
    store<f32>(at + slot, m);
    store<f32>(at + 2 * slot, v);
    store<f32>(at, w - (rate * m) / (sqrt<f32>(v) / load<f32>(RULE, 28) + load<f32>(RULE, 32)));
  }
}

/** One tile of `R` inputs (4 or 5, known when compiled) and 8 units. */
@inline
function tile(R: i32, x: usize, xStride: usize, rows: usize, error: usize, errorStride: usize, weights: usize): void {
  const zero = f32x4.splat(0);
  let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero, c40 = zero, c41 = zero;
  for (; rows > 0; rows--) {
    const e0 = v128.load(error);
    const e1 = v128.load(error, 16);
    let a = v128.load32_splat(x);
    c00 = madd(a, e0, c00); c01 = madd(a, e1, c01);
    a = v128.load32_splat(x, 4);
    c10 = madd(a, e0, c10); c11 = madd(a, e1, c11);
    a = v128.load32_splat(x, 8);
    c20 = madd(a, e0, c20); c21 = madd(a, e1, c21);
    a = v128.load32_splat(x, 12);
    c30 = madd(a, e0, c30); c31 = madd(a, e1, c31);
    if (R > 4) { a = v128.load32_splat(x, 16); c40 = madd(a, e0, c40); c41 = madd(a, e1, c41); }
    x += xStride;
    error += errorStride;
  }
  if (load<i32>(RULE) == SGD) {
    const rate = v128.load32_splat(RULE, 4);
    const decay = v128.load32_splat(RULE, 8);
    sgdLanes(c00, weights, rate, decay); sgdLanes(c01, weights + 16, rate, decay);
    sgdLanes(c10, weights + 32, rate, decay); sgdLanes(c11, weights + 48, rate, decay);
    sgdLanes(c20, weights + 64, rate, decay); sgdLanes(c21, weights + 80, rate, decay);
    sgdLanes(c30, weights + 96, rate, decay); sgdLanes(c31, weights + 112, rate, decay);
    if (R > 4) { sgdLanes(c40, weights + 128, rate, decay); sgdLanes(c41, weights + 144, rate, decay); }
    return;
  }
  updateLanes(c00, weights); updateLanes(c01, weights + 16);
  updateLanes(c10, weights + 32); updateLanes(c11, weights + 48);
  updateLanes(c20, weights + 64); updateLanes(c21, weights + 80);
  updateLanes(c30, weights + 96); updateLanes(c31, weights + 112);
  if (R > 4) { updateLanes(c40, weights + 128); updateLanes(c41, weights + 144); }
}

function tile4(x: usize, xs: usize, rows: usize, e: usize, es: usize, w: usize): void { tile(4, x, xs, rows, e, es, w); }
function tile5(x: usize, xs: usize, rows: usize, e: usize, es: usize, w: usize): void { tile(5, x, xs, rows, e, es, w); }

/** The same sums without SIMD: four units of one input at a time. */
function inputScalar(x: usize, xStride: usize, rows: usize, error: usize, errorStride: usize, weights: usize): void {
  for (let half: usize = 0; half < 32; half += 16) {
    let c0: f32 = 0, c1: f32 = 0, c2: f32 = 0, c3: f32 = 0;
    let xAt = x;
    let e = error + half;
    for (let row: usize = 0; row < rows; row++) {
      const a = load<f32>(xAt);
      c0 += a * load<f32>(e);
      c1 += a * load<f32>(e, 4);
      c2 += a * load<f32>(e, 8);
      c3 += a * load<f32>(e, 12);
      xAt += xStride;
      e += errorStride;
    }
    updateOne(c0, weights + half);
    updateOne(c1, weights + half + 4);
    updateOne(c2, weights + half + 8);
    updateOne(c3, weights + half + 12);
  }
}

/** The update of weights (inputs, 8), one panel over one block; `inputs` is a multiple of 4. */
export function updateBlock(
  x: usize, xStride: usize, rows: usize, error: usize, errorStride: usize, weights: usize, inputs: usize,
): void {
  if (ASC_FEATURE_SIMD) {
    let fours: usize = (inputs * 4) % 5; // as many tiles of 4 as leave a multiple of 5
    while (inputs > 0) {
      if (fours > 0) {
        tile4(x, xStride, rows, error, errorStride, weights);
        fours--;
        x += 16;
        weights += 128;
        inputs -= 4;
      } else {
        tile5(x, xStride, rows, error, errorStride, weights);
        x += 20;
        weights += 160;
        inputs -= 5;
      }
    }
  } else {
    for (; inputs > 0; inputs--) {
      inputScalar(x, xStride, rows, error, errorStride, weights);
      x += 4;
      weights += 32;
    }
  }
}

/** The update of 8 biases: their gradient is the sum of the errors, in the order of the batch. */
export function updateBias(rows: usize, error: usize, errorStride: usize, bias: usize): void {
  if (ASC_FEATURE_SIMD) {
    let c0 = f32x4.splat(0);
    let c1 = f32x4.splat(0);
    for (; rows > 0; rows--) {
      c0 = f32x4.add(c0, v128.load(error));
      c1 = f32x4.add(c1, v128.load(error, 16));
      error += errorStride;
    }
    if (load<i32>(RULE) == SGD) {
      sgdLanes(c0, bias, v128.load32_splat(RULE, 4), v128.load32_splat(RULE, 8));
      sgdLanes(c1, bias + 16, v128.load32_splat(RULE, 4), v128.load32_splat(RULE, 8));
    } else {
      updateLanes(c0, bias);
      updateLanes(c1, bias + 16);
    }
  } else {
    for (let lane: usize = 0; lane < 32; lane += 4) {
      let c: f32 = 0;
      for (let row: usize = 0; row < rows; row++) c += load<f32>(error + row * errorStride + lane);
      updateOne(c, bias + lane);
    }
  }
}
