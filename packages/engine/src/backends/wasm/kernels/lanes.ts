// AssemblyScript. Eight float32 lanes in memory, the unit in which every kernel works: with SIMD two vectors, without
// it a loop of the same operations in the same order. Pointers are byte addresses; matrices are padded to whole lanes.

@inline export const LANES: usize = 8;
@inline export const LANE_BYTES: usize = 32;

/** Codes of the activations that kernels know; the same numbers stand in ../codes.ts. */
@inline export const RELU: i32 = 1;
@inline export const LEAKY_RELU: i32 = 2;
@inline export const SIGMOID: i32 = 3;
@inline export const TANH: i32 = 4;

/** Slope of leaky ReLU below zero. */
const LEAK: f32 = 0.01;
/** Back-propagated errors below this become 0: denormal numbers are slow and teach nothing. */
const SMALLEST_ERROR: f32 = 1e-30;

/** to = from */
@inline
export function copyLanes(from: usize, to: usize): void {
  if (ASC_FEATURE_SIMD) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
  } else {
    memory.copy(to, from, LANE_BYTES);
  }
}

/** to += from */
@inline
export function addLanes(from: usize, to: usize): void {
  if (ASC_FEATURE_SIMD) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
    v128.store(to, f32x4.add(v128.load(to, 16), v128.load(from, 16)), 16);
  } else {
    for (let i: usize = 0; i < LANE_BYTES; i += 4) store<f32>(to + i, load<f32>(to + i) + load<f32>(from + i));
  }
}

/** to = activation(from + bias); sigmoid and tanh are a later pass. */
@inline
export function biasAndActivation(activation: i32, from: usize, bias: usize, to: usize): void {
  if (ASC_FEATURE_SIMD) {
    for (let i: usize = 0; i < LANE_BYTES; i += 16) {
      let z = f32x4.add(v128.load(from + i), v128.load(bias + i));
      if (activation == RELU) z = f32x4.max(z, f32x4.splat(0));
      if (activation == LEAKY_RELU) {
        z = v128.bitselect(z, f32x4.mul(z, f32x4.splat(LEAK)), f32x4.gt(z, f32x4.splat(0)));
      }
      v128.store(to + i, z);
    }
  } else {
    for (let i: usize = 0; i < LANE_BYTES; i += 4) {
      let z = load<f32>(from + i) + load<f32>(bias + i);
      if (activation == RELU) z = max<f32>(z, 0);
      if (activation == LEAKY_RELU) z = z > 0 ? z : z * LEAK;
      store<f32>(to + i, z);
    }
  }
}

/** error = error * activation'(sum), written with the output a = activation(sum); then errors near 0 become 0. */
@inline
export function backThroughActivationLanes(activation: i32, output: usize, error: usize): void {
  if (ASC_FEATURE_SIMD) {
    const zero = f32x4.splat(0);
    const one = f32x4.splat(1);
    for (let i: usize = 0; i < LANE_BYTES; i += 16) {
      const a = v128.load(output + i);
      let e = v128.load(error + i);
      if (activation == RELU) e = v128.and(e, f32x4.gt(a, zero));
      if (activation == LEAKY_RELU) e = v128.bitselect(e, f32x4.mul(e, f32x4.splat(LEAK)), f32x4.gt(a, zero));
      if (activation == SIGMOID) e = f32x4.mul(e, f32x4.mul(a, f32x4.sub(one, a)));
      if (activation == TANH) e = f32x4.mul(e, f32x4.sub(one, f32x4.mul(a, a)));
      v128.store(error + i, v128.andnot(e, f32x4.lt(f32x4.abs(e), f32x4.splat(SMALLEST_ERROR))));
    }
  } else {
    for (let i: usize = 0; i < LANE_BYTES; i += 4) {
      const a = load<f32>(output + i);
      let e = load<f32>(error + i);
      if (activation == RELU) e = a > 0 ? e : 0;
      if (activation == LEAKY_RELU) e = a > 0 ? e : e * LEAK;
      if (activation == SIGMOID) e = e * (a * (1 - a));
      if (activation == TANH) e = e * (1 - a * a);
      store<f32>(error + i, abs<f32>(e) < SMALLEST_ERROR ? 0 : e);
    }
  }
}
