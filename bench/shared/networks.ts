// The networks that speed is asked about. All have ReLU in hidden layers, one sigmoid output, binary cross-entropy.

export interface NetworkShape {
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly learningRate: number;
  /** Where given, the bias that the output starts from; all targets are 0 then, and errors all but zero. */
  readonly outputBias?: number;
}

export const NETWORKS: Readonly<Record<"story" | "wide" | "saturated", NetworkShape>> = {
  /** 64 x 64 pixels to a certainty: 4,983,297 parameters, 20 MB. */
  story: { inputs: 4096, hidden: [1024, 768], learningRate: 0.01 },
  /** 33,562,625 parameters, 134 MB: no cache holds them. */
  wide: { inputs: 8192, hidden: [4096], learningRate: 0.005 },
  /**
   * sigmoid(-80) is 1.8e-35, a float32 like any other; on its way back such an error falls below 1.2e-38, where
   * arithmetic is slow on some processors. Updates are too small to move a weight.
   */
  saturated: { inputs: 4096, hidden: [1024, 768], learningRate: 0.01, outputBias: -80 },
};

export type NetworkName = keyof typeof NETWORKS;

/** Weights and biases of each dense layer, [inputs, outputs]. */
export function layersOf({ inputs, hidden }: NetworkShape): [number, number][] {
  const widths = [inputs, ...hidden, 1];
  return widths.slice(1).map((width, index) => [widths[index]!, width]);
}

export function parameterCount(shape: NetworkShape): number {
  return layersOf(shape).reduce((sum, [from, to]) => sum + (from + 1) * to, 0);
}

/**
 * Floating-point operations of a training step for one example: 2 a weight in the forward pass, 2 for its gradient, and
 * 2 for the gradient of what it read, which the first layer does not need.
 */
export function flopsOfExample(shape: NetworkShape): number {
  return layersOf(shape).reduce((sum, [from, to], index) => sum + (index === 0 ? 4 : 6) * from * to, 0);
}

/**
 * Bytes that a step cannot avoid: every parameter read and written once, every example read once, every hidden value
 * written and read once forward and once back.
 */
export function bytesOfStep(shape: NetworkShape, batch: number): number {
  const hidden = shape.hidden.reduce((sum, width) => sum + width, 0);
  return 4 * (2 * parameterCount(shape) + batch * (shape.inputs + 4 * hidden));
}
