// Losses and their gradients, float64, for every backend: a few numbers an example, where exactness costs nothing.
// `weights` (count) make every mean a weighted one: sum(w loss) / sum(w).

import { exp, log, sigmoid, softplus } from "../numbers/elementary.ts";
import type { LossKind, Numbers } from "./backend.ts";

/**
 * Returns the weighted mean loss and writes its gradient to `dLast` (count, width): with respect to the logits for the
 * cross-entropies, to the outputs for the squared error. Without any weight the loss and its gradient are 0.
 * `targets` (.., width) and `weights` are read from example `first` on.
 */
export function lossAndGradient(
  loss: LossKind,
  logits: Float64Array,
  outputs: Float64Array,
  targets: Numbers,
  weights: Numbers,
  count: number,
  width: number,
  dLast: Float64Array,
  first = 0,
): number {
  let total = 0;
  for (let row = 0; row < count; row++) total += weights[first + row]!;
  const scale = total > 0 ? 1 / total : 0;
  let sum = 0;
  for (let row = 0; row < count; row++) {
    const share = weights[first + row]! * scale;
    const at = row * width;
    const target = (first + row) * width;
    let one = 0;
    if (loss === "softmax-cross-entropy") {
      // loss = -sum_j t_j log p_j = sum_j t_j (log sum_k e^z_k - z_j);  d loss / dz_j = p_j sum_k t_k - t_j
      let highest = -Infinity;
      for (let j = 0; j < width; j++) highest = Math.max(highest, logits[at + j]!);
      let exponentials = 0;
      let targetSum = 0;
      for (let j = 0; j < width; j++) {
        exponentials += exp(logits[at + j]! - highest);
        targetSum += targets[target + j]!;
      }
      const logSum = highest + log(exponentials);
      for (let j = 0; j < width; j++) {
        one += targets[target + j]! * (logSum - logits[at + j]!);
        dLast[at + j] = share * (outputs[at + j]! * targetSum - targets[target + j]!);
      }
    } else if (loss === "binary-cross-entropy") {
      // loss = mean_j log(1 + e^z_j) - t_j z_j;  d loss / dz_j = (sigmoid(z_j) - t_j) / width
      for (let j = 0; j < width; j++) {
        const z = logits[at + j]!;
        const t = targets[target + j]!;
        one += (softplus(z) - t * z) / width;
        dLast[at + j] = (share * (sigmoid(z) - t)) / width;
      }
    } else {
      // loss = mean_j (y_j - t_j)^2;  d loss / dy_j = 2 (y_j - t_j) / width
      for (let j = 0; j < width; j++) {
        const difference = outputs[at + j]! - targets[target + j]!;
        one += (difference * difference) / width;
        dLast[at + j] = (share * 2 * difference) / width;
      }
    }
    sum += share * one; // with no weight too: 0 * NaN is NaN, as it is in the gradient
  }
  return sum;
}
