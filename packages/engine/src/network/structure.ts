// What a network is, apart from its numbers: plain immutable data that can be printed, saved, hashed and sent to a worker.

/** leaky-relu has slope 0.01 below zero; softmax is for the last layer only. */
export type Activation = "identity" | "relu" | "leaky-relu" | "sigmoid" | "tanh" | "softmax";

/**
 * He normal: deviation sqrt(2 / in). Glorot uniform: within ±sqrt(6 / (in + out)). Fan-in uniform: within ±1 / sqrt(in),
 * as torch.nn.Linear begins: quieter, so that little of what chance put there is left after training. Biases start at 0.
 */
export type Initialization = "he-normal" | "glorot-uniform" | "fan-in-uniform";

/** The name by which a layer's `from` means the network's input. */
export const INPUT = "input";

/** activation(x · weights + bias); weights (in, units), row-major, and bias (units). */
export interface DenseLayer {
  readonly kind: "dense";
  readonly name: string;
  /** The one layer (or `"input"`) whose output this layer reads. */
  readonly from: readonly [string];
  readonly units: number;
  readonly activation: Activation;
  readonly initialization: Initialization;
}

/** The sum of two or more layers of one width: residual connections. */
export interface AddLayer {
  readonly kind: "add";
  readonly name: string;
  readonly from: readonly string[];
}

/** The outputs of two or more layers, side by side. */
export interface ConcatenateLayer {
  readonly kind: "concatenate";
  readonly name: string;
  readonly from: readonly string[];
}

export type Layer = DenseLayer | AddLayer | ConcatenateLayer;

/** A directed acyclic graph: each layer reads from layers before it; the last one is the output. */
export interface Structure {
  /** Numbers in one input. */
  readonly inputs: number;
  readonly layers: readonly Layer[];
}
