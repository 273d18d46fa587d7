// What a deep convolutional network is, apart from its numbers: plain immutable data. These layers run forward only: there
// is no gradient for them yet, which is why they are no part of the structures that `train` takes.

/** What a layer hands on for one example, row-major (height, width, channels). A vector has height and width 1. */
export interface Shape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** The name by which a layer's `from` means the network's input. */
export const INPUT = "input";

/** relu6 is min(max(z, 0), 6). */
export type ForwardActivation = "identity" | "relu" | "relu6" | "sigmoid";

/** (vertical, horizontal), in cells of the input. */
export type Pair = readonly [vertical: number, horizontal: number];

/** Cells of zeros around the input. */
export interface Padding {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

interface Named {
  readonly name: string;
}

interface OneSource extends Named {
  readonly from: readonly [string];
}

interface Windowed extends OneSource {
  /** The window that slides over the input. */
  readonly window: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
}

/** activation(sum over window and channels of x · weights + bias); weights (height, width, channels, units), bias (units). */
export interface ConvolutionLayer extends Windowed {
  readonly kind: "convolution";
  readonly units: number;
  readonly activation: ForwardActivation;
}

/** The same, each channel by itself: weights (height, width, channels), bias (channels). */
export interface DepthwiseConvolutionLayer extends Windowed {
  readonly kind: "depthwise-convolution";
  readonly activation: ForwardActivation;
}

/** activation(x · weights + bias) of all numbers of the input in their order; weights (in, units), bias (units). */
export interface DenseForwardLayer extends OneSource {
  readonly kind: "dense";
  readonly units: number;
  readonly activation: ForwardActivation;
}

/** The largest, or the mean, of the cells of the window that lie inside the input, channel by channel. */
export interface PoolLayer extends Windowed {
  readonly kind: "max-pool" | "average-pool";
}

/** The mean over height and width of each channel: (1, 1, channels). */
export interface GlobalAverageLayer extends OneSource {
  readonly kind: "global-average";
}

/** Zeros around the input and behind (or before) its channels. */
export interface PadLayer extends OneSource {
  readonly kind: "pad";
  readonly padding: Padding;
  readonly channels: readonly [before: number, after: number];
}

/** activation(x · weights + bias), channel by channel: weights (channels), bias (channels). */
export interface ScaleLayer extends OneSource {
  readonly kind: "scale";
  readonly activation: ForwardActivation;
}

/** x where x > 0, else x · slopes: weights (channels), the slopes. */
export interface PreluLayer extends OneSource {
  readonly kind: "prelu";
}

export interface ActivationLayer extends OneSource {
  readonly kind: "activation";
  readonly activation: ForwardActivation;
}

/** The same numbers under another shape. */
export interface ReshapeLayer extends OneSource {
  readonly kind: "reshape";
  readonly shape: Shape;
}

/** activation of the sum of two or more layers of one shape: residual connections. */
export interface SumLayer extends Named {
  readonly kind: "add";
  readonly from: readonly string[];
  readonly activation: ForwardActivation;
}

/** Two or more layers one behind the other along one axis; the other two axes agree. */
export interface JoinLayer extends Named {
  readonly kind: "concatenate";
  readonly from: readonly string[];
  readonly axis: "height" | "width" | "channels";
}

export type ForwardLayer =
  | ConvolutionLayer
  | DepthwiseConvolutionLayer
  | DenseForwardLayer
  | PoolLayer
  | GlobalAverageLayer
  | PadLayer
  | ScaleLayer
  | PreluLayer
  | ActivationLayer
  | ReshapeLayer
  | SumLayer
  | JoinLayer;

/** A directed acyclic graph: each layer reads from layers before it. */
export interface ForwardStructure {
  readonly input: Shape;
  readonly layers: readonly ForwardLayer[];
  /** Names of the layers whose outputs are the network's answer, in order. */
  readonly outputs: readonly string[];
}
