// The layers, forward and backward, float64. Every array is row-major; `count` examples.

import type { DenseLayer } from "../../network/structure.ts";
import { SMALLEST_ERROR } from "../losses.ts";
import { activate, backThroughActivation } from "../activations.ts";

/** A layer's output (count, width) and d loss / d output; for a dense layer also its weighted sums before activation. */
export interface Node {
  readonly width: number;
  readonly outputs: Float64Array;
  readonly sums: Float64Array;
  readonly dOutputs: Float64Array;
}

/** sums[b, j] = bias[j] + sum_i x[b, i] weights[i, j];  outputs = activation(sums) */
export function denseForward(
  layer: DenseLayer,
  weights: Float64Array,
  bias: Float64Array,
  source: Node,
  node: Node,
  count: number,
): void {
  const { width } = node;
  for (let b = 0; b < count; b++) {
    const sums = node.sums.subarray(b * width, (b + 1) * width);
    sums.set(bias);
    for (let i = 0; i < source.width; i++) {
      const x = source.outputs[b * source.width + i]!;
      for (let j = 0; j < width; j++) sums[j]! += x * weights[i * width + j]!;
    }
  }
  activate(layer.activation, node.sums, node.outputs, count, width);
}

/**
 * With e = d loss / d sums:  dWeights[i, j] = sum_b x[b, i] e[b, j];  dBias[j] = sum_b e[b, j];
 * dInput[b, i] += sum_j e[b, j] weights[i, j].
 */
export function denseBackward(
  layer: DenseLayer,
  weights: Float64Array,
  source: Node,
  node: Node,
  count: number,
  isAtLogits: boolean,
  dWeights: Float64Array,
  dBias: Float64Array,
): void {
  const { width } = node;
  const e = node.dOutputs;
  if (!isAtLogits) backThroughActivation(layer.activation, node.outputs, e, count, width);
  for (let i = 0; i < count * width; i++) if (Math.abs(e[i]!) < SMALLEST_ERROR) e[i] = 0;
  for (let b = 0; b < count; b++) {
    for (let j = 0; j < width; j++) dBias[j]! += e[b * width + j]!;
    for (let i = 0; i < source.width; i++) {
      const x = source.outputs[b * source.width + i]!;
      let dInput = 0;
      for (let j = 0; j < width; j++) {
        dWeights[i * width + j]! += x * e[b * width + j]!;
        dInput += e[b * width + j]! * weights[i * width + j]!;
      }
      source.dOutputs[b * source.width + i]! += dInput;
    }
  }
}

/** outputs = the sum of the sources */
export function addForward(sources: readonly Node[], node: Node, count: number): void {
  for (let i = 0; i < count * node.width; i++) {
    node.outputs[i] = sources.reduce((sum, source) => sum + source.outputs[i]!, 0);
  }
}

/** Each source gets the whole error. */
export function addBackward(sources: readonly Node[], node: Node, count: number): void {
  for (const source of sources) for (let i = 0; i < count * node.width; i++) source.dOutputs[i]! += node.dOutputs[i]!;
}

/** outputs = the sources side by side */
export function concatenateForward(sources: readonly Node[], node: Node, count: number): void {
  eachShare(sources, node, count, (source, at, from) => (node.outputs[at] = source.outputs[from]!));
}

/** Each source gets its own columns of the error. */
export function concatenateBackward(sources: readonly Node[], node: Node, count: number): void {
  eachShare(sources, node, count, (source, at, from) => (source.dOutputs[from]! += node.dOutputs[at]!));
}

function eachShare(
  sources: readonly Node[],
  node: Node,
  count: number,
  visit: (source: Node, at: number, from: number) => void,
): void {
  for (let b = 0; b < count; b++) {
    let column = 0;
    for (const source of sources) {
      for (let j = 0; j < source.width; j++) visit(source, b * node.width + column + j, b * source.width + j);
      column += source.width;
    }
  }
}
