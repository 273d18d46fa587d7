// AssemblyScript. What becomes of a gradient: it is stored, or goes straight into the parameters by the update rules of
// torch.optim.SGD and torch.optim.Adam, so that no gradient ever lies in memory.

import { LANE_BYTES, copyLanes } from "./lanes";

/** Codes of the rules; the same numbers stand in ../codes.ts. */
@inline const STORE: i32 = 0;
@inline const SGD: i32 = 1;
@inline const MOMENTUM: i32 = 2;

let rule: i32 = STORE;
let rate: f32 = 0;
let decay: f32 = 0;
/** Momentum, or Adam's beta1. */
let first: f32 = 0;
/** 1 - beta1, beta2, 1 - beta2, sqrt(1 - beta2^t), epsilon: Adam's. */
let firstRest: f32 = 0;
let second: f32 = 0;
let secondRest: f32 = 0;
let root: f32 = 1;
let epsilon: f32 = 0;
/** From a parameter to its first slot, from there to its second, in bytes. */
let slot: usize = 0;

/** Chooses the rule for what follows. */
export function setRule(
  newRule: i32, newRate: f32, newDecay: f32, newFirst: f32, newFirstRest: f32,
  newSecond: f32, newSecondRest: f32, newRoot: f32, newEpsilon: f32, newSlot: usize,
): void {
  rule = newRule;
  rate = newRate;
  decay = newDecay;
  first = newFirst;
  firstRest = newFirstRest;
  second = newSecond;
  secondRest = newSecondRest;
  root = newRoot;
  epsilon = newEpsilon;
  slot = newSlot;
}

/** Applies the rule to 8 parameters at `to`, given 8 gradients. */
@inline
export function updateLanes(gradient: usize, to: usize): void {
  if (rule == STORE) {
    copyLanes(gradient, to);
    return;
  }
  for (let i: usize = 0; i < LANE_BYTES; i += ASC_FEATURE_SIMD ? 16 : 4) {
    const at = to + i;
    if (ASC_FEATURE_SIMD) {
      const w = v128.load(at);
      const g = f32x4.add(v128.load(gradient + i), f32x4.mul(f32x4.splat(decay), w));
      if (rule == SGD) {
        v128.store(at, f32x4.sub(w, f32x4.mul(f32x4.splat(rate), g)));
      } else if (rule == MOMENTUM) {
        const v = f32x4.add(f32x4.mul(f32x4.splat(first), v128.load(at + slot)), g);
        v128.store(at + slot, v);
        v128.store(at, f32x4.sub(w, f32x4.mul(f32x4.splat(rate), v)));
      } else {
        const m = f32x4.add(f32x4.mul(f32x4.splat(first), v128.load(at + slot)), f32x4.mul(f32x4.splat(firstRest), g));
        const gg = f32x4.mul(f32x4.mul(f32x4.splat(secondRest), g), g);
        const v = f32x4.add(f32x4.mul(f32x4.splat(second), v128.load(at + 2 * slot)), gg);
        v128.store(at + slot, m);
        v128.store(at + 2 * slot, v);
        const below = f32x4.add(f32x4.div(f32x4.sqrt(v), f32x4.splat(root)), f32x4.splat(epsilon));
        v128.store(at, f32x4.sub(w, f32x4.div(f32x4.mul(f32x4.splat(rate), m), below)));
      }
    } else {
      const w = load<f32>(at);
      const g = load<f32>(gradient + i) + decay * w;
      if (rule == SGD) {
        store<f32>(at, w - rate * g);
      } else if (rule == MOMENTUM) {
        const v = first * load<f32>(at + slot) + g;
        store<f32>(at + slot, v);
        store<f32>(at, w - rate * v);
      } else {
        const m = first * load<f32>(at + slot) + firstRest * g;
        const v = second * load<f32>(at + 2 * slot) + secondRest * g * g;
        store<f32>(at + slot, m);
        store<f32>(at + 2 * slot, v);
        store<f32>(at, w - (rate * m) / (sqrt<f32>(v) / root + epsilon));
      }
    }
  }
}
