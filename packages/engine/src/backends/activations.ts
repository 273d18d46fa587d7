// Activations and their derivatives, float64: the reference, and the last layer of every backend.

import { exp, sigmoid, tanh } from "../numbers/elementary.ts";
import type { Activation } from "../network/structure.ts";

/** Slope of leaky ReLU below zero (Maas, Hannun, Ng 2013; torch.nn.LeakyReLU's default). */
export const LEAK = 0.01;

/** outputs = activation(sums), both (count, width). */
export function activate(
  activation: Activation,
  sums: Float64Array,
  outputs: Float64Array,
  count: number,
  width: number,
): void {
  if (activation === "softmax") {
    softmax(sums, outputs, count, width);
    return;
  }
  for (let i = 0; i < count * width; i++) outputs[i] = activateOne(activation, sums[i]!);
}

function activateOne(activation: Exclude<Activation, "softmax">, z: number): number {
  switch (activation) {
    case "identity":
      return z;
    case "relu":
      return z > 0 ? z : z * 0; // NaN stays NaN
    case "leaky-relu":
      return z > 0 ? z : LEAK * z;
    case "sigmoid":
      return sigmoid(z);
    case "tanh":
      return tanh(z);
  }
}

/** p_j = e^(z_j - max z) / sum_k e^(z_k - max z), row by row. */
function softmax(sums: Float64Array, outputs: Float64Array, count: number, width: number): void {
  for (let row = 0; row < count; row++) {
    const z = sums.subarray(row * width, (row + 1) * width);
    const p = outputs.subarray(row * width, (row + 1) * width);
    const highest = z.reduce((most, value) => Math.max(most, value), -Infinity);
    let total = 0;
    for (let j = 0; j < width; j++) total += p[j] = exp(z[j]! - highest);
    for (let j = 0; j < width; j++) p[j]! /= total;
  }
}

/** dSums = dOutputs * activation'(sums), in terms of the outputs; all (count, width); in place of dOutputs. */
export function backThroughActivation(
  activation: Activation,
  outputs: Float64Array,
  dOutputs: Float64Array,
  count: number,
  width: number,
): void {
  if (activation === "softmax") {
    // dz_j = p_j (dp_j - sum_k dp_k p_k)
    for (let row = 0; row < count; row++) {
      const p = outputs.subarray(row * width, (row + 1) * width);
      const d = dOutputs.subarray(row * width, (row + 1) * width);
      let dot = 0;
      for (let j = 0; j < width; j++) dot += d[j]! * p[j]!;
      for (let j = 0; j < width; j++) d[j] = p[j]! * (d[j]! - dot);
    }
    return;
  }
  for (let i = 0; i < count * width; i++) dOutputs[i]! *= slope(activation, outputs[i]!);
}

function slope(activation: Exclude<Activation, "softmax">, a: number): number {
  switch (activation) {
    case "identity":
      return 1;
    case "relu":
      return a > 0 ? 1 : 0;
    case "leaky-relu":
      return a > 0 ? 1 : LEAK;
    case "sigmoid":
      return a * (1 - a);
    case "tanh":
      return 1 - a * a;
  }
}
