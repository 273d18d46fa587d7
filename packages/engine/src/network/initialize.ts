// The parameters that training starts from: weights by seed, biases 0.
// He, Zhang, Ren, Sun, "Delving deep into rectifiers", 2015, eq. 10; Glorot, Bengio, "Understanding the difficulty of
// training deep feedforward neural networks", 2010, eq. 16.

import { PURPOSE, stream } from "../numbers/random.ts";
import type { Plan } from "./plan.ts";

/** Fresh parameters (plan.parameterCount); each layer draws from its own place, (seed, layer). */
export function initialParameters(plan: Plan, seed: number): Float32Array {
  const parameters = new Float32Array(plan.parameterCount);
  plan.layers.forEach(({ layer, inputWidth, width, parameters: entries }, index) => {
    if (layer.kind !== "dense") return;
    const weights = entries[0]!;
    const random = stream(seed, PURPOSE.initialization, index);
    if (layer.initialization === "he-normal") {
      const deviation = Math.sqrt(2 / inputWidth);
      for (let i = 0; i < weights.length; i++) parameters[weights.offset + i] = deviation * random.normal();
    } else {
      const isFanIn = layer.initialization === "fan-in-uniform";
      const limit = isFanIn ? 1 / Math.sqrt(inputWidth) : Math.sqrt(6 / (inputWidth + width));
      for (let i = 0; i < weights.length; i++) parameters[weights.offset + i] = limit * (2 * random.uniform() - 1);
    }
  });
  return parameters;
}
