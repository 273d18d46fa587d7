// What looks at no neighbors, float64: sums over everything, and what is done to each channel or number by itself.
// Arrays are one example, row-major (height, width, channels). Each returns an array of its own.

import { sigmoid } from "../../numbers/elementary.ts";
import type { DenseForwardLayer, ForwardActivation, ScaleLayer, Shape } from "../structure.ts";

/** Where relu6 levels off: Krizhevsky, "Convolutional deep belief networks on CIFAR-10", 2010. */
const RELU6_MOST = 6;

/** relu: max(z, 0); relu6: min(max(z, 0), 6); sigmoid: 1 / (1 + e^-z) */
export function activate(activation: ForwardActivation, z: Float64Array): Float64Array {
  switch (activation) {
    case "identity":
      return z.slice();
    case "relu":
      return z.map((one) => Math.max(one, 0));
    case "relu6":
      return z.map((one) => Math.min(Math.max(one, 0), RELU6_MOST));
    case "sigmoid":
      return z.map(sigmoid);
  }
}

/** out[u] = activation(bias[u] + sum over i of in[i] weights[i, u]) */
export function dense(
  layer: DenseForwardLayer,
  values: Float64Array,
  weights: Float64Array,
  bias: Float64Array,
): Float64Array {
  const { units } = layer;
  const sums = bias.slice();
  for (let i = 0; i < values.length; i++)
    for (let u = 0; u < units; u++) sums[u]! += values[i]! * weights[i * units + u]!;
  return activate(layer.activation, sums);
}

/** out[y, x, c] = activation(in[y, x, c] weights[c] + bias[c]) */
export function scale(
  layer: ScaleLayer,
  values: Float64Array,
  weights: Float64Array,
  bias: Float64Array,
): Float64Array {
  const channels = weights.length;
  return activate(
    layer.activation,
    values.map((x, i) => x * weights[i % channels]! + bias[i % channels]!),
  );
}

/** out[y, x, c] = in[y, x, c] where it is above 0, else in[y, x, c] slopes[c] */
export function prelu(values: Float64Array, slopes: Float64Array): Float64Array {
  return values.map((x, i) => (x > 0 ? x : x * slopes[i % slopes.length]!));
}

/** out[c] = mean over y and x of in[y, x, c] */
export function globalAverage(values: Float64Array, { height, width, channels }: Shape): Float64Array {
  const sums = new Float64Array(channels);
  for (let i = 0; i < values.length; i++) sums[i % channels]! += values[i]!;
  return sums.map((sum) => sum / (height * width));
}
