// The update rules of torch.optim.SGD and torch.optim.Adam, float64. t counts updates from 1.

import type { Optimizer } from "./backend.ts";

/** How many numbers the optimizer remembers for each parameter. */
export function slotCount(optimizer: Optimizer): number {
  if (optimizer.kind === "adam") return 2;
  return optimizer.momentum > 0 ? 1 : 0;
}

/** beta^t by squaring: the same bits everywhere. */
export function power(beta: number, t: number): number {
  let result = 1;
  for (let base = beta, left = t; left >= 1; left = Math.floor(left / 2), base *= base)
    if (left % 2 === 1) result *= base;
  return result;
}

/** One update of every parameter; all arrays (parameters). */
export function update(
  optimizer: Optimizer,
  learningRate: number,
  t: number,
  parameters: Float64Array,
  gradient: Float64Array,
  slots: readonly Float64Array[],
): void {
  const { weightDecay } = optimizer;
  if (optimizer.kind === "sgd") {
    // g = dw + decay w;  v = momentum v + g (v = g at t = 1);  w -= rate v
    const velocity = slots[0];
    for (let i = 0; i < parameters.length; i++) {
      let step = gradient[i]! + weightDecay * parameters[i]!;
      if (velocity !== undefined) step = velocity[i] = optimizer.momentum * velocity[i]! + step;
      parameters[i]! -= learningRate * step;
    }
    return;
  }
  // m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2;  w -= rate / (1 - b1^t) m / (sqrt(v) / sqrt(1 - b2^t) + epsilon)
  const { beta1, beta2, epsilon } = optimizer;
  const rate = learningRate / (1 - power(beta1, t));
  const root = Math.sqrt(1 - power(beta2, t));
  const [first, second] = slots as [Float64Array, Float64Array];
  for (let i = 0; i < parameters.length; i++) {
    const g = gradient[i]! + weightDecay * parameters[i]!;
    first[i] = beta1 * first[i]! + (1 - beta1) * g;
    second[i] = beta2 * second[i]! + (1 - beta2) * g * g;
    parameters[i]! -= (rate * first[i]!) / (Math.sqrt(second[i]!) / root + epsilon);
  }
}
