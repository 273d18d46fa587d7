// AssemblyScript. What every kernel is made of: multiply-add and activations on 4 float32 lanes, or on one number where
// there is no SIMD. Pointers are byte addresses. How matrices lie in memory is told in ../layout.ts.

/** Bytes of the 8 columns of weights that lie side by side: a row of a panel. */
@inline export const PANEL_BYTES: usize = 32;
/** Columns of an example matrix that lie side by side: a block. */
@inline export const BLOCK: usize = 240;

/** Codes of the activations that kernels know; the same numbers stand in ../codes.ts. */
@inline export const IDENTITY: i32 = 0;
@inline export const RELU: i32 = 1;
@inline export const LEAKY_RELU: i32 = 2;
@inline export const SIGMOID: i32 = 3;
@inline export const TANH: i32 = 4;

/** Slope of leaky ReLU below zero. */
const LEAK: f32 = 0.01;
/** Back-propagated errors below this become 0: denormal numbers are slow and teach nothing. */
const SMALLEST_ERROR: f32 = 1e-30;

/** a * b + c: rounded once in the relaxed variant (on processors with a fused multiply-add), twice in the others. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  else return f32x4.add(c, f32x4.mul(a, b));
}

/** c - a * b, rounded like `madd`. */
@inline
export function nmadd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(a, b, c);
  else return f32x4.sub(c, f32x4.mul(a, b));
}

/** activation(z); sigmoid and tanh are a later pass. */
@inline
export function activateLanes(activation: i32, z: v128): v128 {
  if (activation == RELU) z = f32x4.max(z, f32x4.splat(0));
  if (activation == LEAKY_RELU) z = v128.bitselect(z, f32x4.mul(z, f32x4.splat(LEAK)), f32x4.gt(z, f32x4.splat(0)));
  return z;
}

@inline
export function activateOne(activation: i32, z: f32): f32 {
  if (activation == RELU) z = max<f32>(z, 0);
  if (activation == LEAKY_RELU) z = z > 0 ? z : z * LEAK;
  return z;
}

/** error * activation'(sum), written with the output a = activation(sum); errors near 0 become 0. */
@inline
export function errorLanes(activation: i32, a: v128, e: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  if (activation == RELU) e = v128.and(e, f32x4.gt(a, zero));
  if (activation == LEAKY_RELU) e = v128.bitselect(e, f32x4.mul(e, f32x4.splat(LEAK)), f32x4.gt(a, zero));
  if (activation == SIGMOID) e = f32x4.mul(e, f32x4.mul(a, f32x4.sub(one, a)));
  if (activation == TANH) e = f32x4.mul(e, f32x4.sub(one, f32x4.mul(a, a)));
  return v128.andnot(e, f32x4.lt(f32x4.abs(e), f32x4.splat(SMALLEST_ERROR)));
}

@inline
export function errorOne(activation: i32, a: f32, e: f32): f32 {
  if (activation == RELU) e = a > 0 ? e : 0;
  if (activation == LEAKY_RELU) e = a > 0 ? e : e * LEAK;
  if (activation == SIGMOID) e = e * (a * (1 - a));
  if (activation == TANH) e = e * (1 - a * a);
  return abs<f32>(e) < SMALLEST_ERROR ? 0 : e;
}
