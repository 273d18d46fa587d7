// Losses and their gradients, float64, for every backend: a few numbers an example, where exactness costs nothing.
// `weights` (count) make every mean a weighted one: sum(w loss) / sum(w).

import { exp, log, sigmoid, softplus } from "../numbers/elementary.ts";
import type { LossKind, Numbers } from "./backend.ts";

/**
 * Returns the weighted mean loss and writes its gradient to `dLast` (count, width): with respect to the logits for the
 * cross-entropies, to the outputs for the squared error. Without any weight the loss and its gradient are 0.
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
): number {
  let total = 0;
  for (let row = 0; row < count; row++) total += weights[row]!;
  const scale = total > 0 ? 1 / total : 0;
  let sum = 0;
  for (let row = 0; row < count; row++) {
    const share = weights[row]! * scale;
    const at = row * width;
    let one = 0;
    if (loss === "softmax-cross-entropy") {
      // loss = -sum_j t_j log p_j = sum_j t_j (log sum_k e^z_k - z_j);  d loss / dz_j = p_j sum_k t_k - t_j
      let highest = -Infinity;
      for (let j = 0; j < width; j++) highest = Math.max(highest, logits[at + j]!);
      let exponentials = 0;
      let targetSum = 0;
      for (let j = 0; j < width; j++) {
        exponentials += exp(logits[at + j]! - highest);
        targetSum += targets[at + j]!;
      }
      const logSum = highest + log(exponentials);
      for (let j = 0; j < width; j++) {
        one += targets[at + j]! * (logSum - logits[at + j]!);
        dLast[at + j] = share * (outputs[at + j]! * targetSum - targets[at + j]!);
      }
    } else if (loss === "binary-cross-entropy") {
      // loss = mean_j log(1 + e^z_j) - t_j z_j;  d loss / dz_j = (sigmoid(z_j) - t_j) / width
      for (let j = 0; j < width; j++) {
        const z = logits[at + j]!;
        const t = targets[at + j]!;
        one += (softplus(z) - t * z) / width;
        dLast[at + j] = (share * (sigmoid(z) - t)) / width;
      }
    } else {
      // loss = mean_j (y_j - t_j)^2;  d loss / dy_j = 2 (y_j - t_j) / width
      for (let j = 0; j < width; j++) {
        const difference = outputs[at + j]! - targets[at + j]!;
        one += (difference * difference) / width;
        dLast[at + j] = (share * 2 * difference) / width;
      }
    }
    sum += share * one; // with no weight too: 0 * NaN is NaN, as it is in the gradient
  }
  return sum;
}
