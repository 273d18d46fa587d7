// What slides a window over the input, float64. Arrays are one example, row-major (height, width, channels); cells of a
// window that lie outside the input are zeros to a convolution and nothing to a pool.

import type { ConvolutionLayer, DepthwiseConvolutionLayer, Pair, PoolLayer, Shape } from "../structure.ts";
import { activate } from "./channels.ts";

type Windowed = Pick<PoolLayer, "window" | "stride" | "padding">;

/** Visits the cells of one output's window that lie inside the input: their place in the window, and in the input. */
function eachCell(
  { window, stride, padding }: Windowed,
  input: Shape,
  [y, x]: Pair,
  visit: (windowCell: number, inputCell: number) => void,
): void {
  const top = y * stride[0] - padding.top;
  const left = x * stride[1] - padding.left;
  for (let row = Math.max(top, 0); row < Math.min(top + window[0], input.height); row++) {
    for (let column = Math.max(left, 0); column < Math.min(left + window[1], input.width); column++)
      visit((row - top) * window[1] + (column - left), row * input.width + column);
  }
}

/** Visits the cells of an output in order. */
function eachOutput({ height, width }: Shape, visit: (at: Pair, cell: number) => void): void {
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) visit([y, x], y * width + x);
}

/** out[y, x, u] = activation(bias[u] + sum over cells (i, j) of the window and channels c of in[y', x', c] weights[i, j, c, u]) */
export function convolution(
  layer: ConvolutionLayer,
  values: Float64Array,
  input: Shape,
  output: Shape,
  weights: Float64Array,
  bias: Float64Array,
): Float64Array {
  const { units } = layer;
  const { channels } = input;
  const result = new Float64Array(output.height * output.width * units);
  eachOutput(output, (at, cell) => {
    const sums = result.subarray(cell * units, (cell + 1) * units);
    sums.set(bias);
    eachCell(layer, input, at, (windowCell, inputCell) => {
      for (let c = 0; c < channels; c++) {
        const x = values[inputCell * channels + c]!;
        const row = (windowCell * channels + c) * units;
        for (let u = 0; u < units; u++) sums[u]! += x * weights[row + u]!;
      }
    });
  });
  return activate(layer.activation, result);
}

/** out[y, x, c] = activation(bias[c] + sum over cells (i, j) of the window of in[y', x', c] weights[i, j, c]) */
export function depthwiseConvolution(
  layer: DepthwiseConvolutionLayer,
  values: Float64Array,
  input: Shape,
  output: Shape,
  weights: Float64Array,
  bias: Float64Array,
): Float64Array {
  const { channels } = input;
  const result = new Float64Array(output.height * output.width * channels);
  eachOutput(output, (at, cell) => {
    const sums = result.subarray(cell * channels, (cell + 1) * channels);
    sums.set(bias);
    eachCell(layer, input, at, (windowCell, inputCell) => {
      for (let c = 0; c < channels; c++)
        sums[c]! += values[inputCell * channels + c]! * weights[windowCell * channels + c]!;
    });
  });
  return activate(layer.activation, result);
}

/** out[y, x, c] = max over cells of the window inside the input of in[y', x', c] */
export function maxPool(layer: PoolLayer, values: Float64Array, input: Shape, output: Shape): Float64Array {
  const { channels } = input;
  const result = new Float64Array(output.height * output.width * channels).fill(-Infinity);
  eachOutput(output, (at, cell) => {
    eachCell(layer, input, at, (_, inputCell) => {
      for (let c = 0; c < channels; c++) {
        const place = cell * channels + c;
        result[place] = Math.max(result[place]!, values[inputCell * channels + c]!);
      }
    });
  });
  return result;
}

/** out[y, x, c] = mean over cells of the window inside the input of in[y', x', c] */
export function averagePool(layer: PoolLayer, values: Float64Array, input: Shape, output: Shape): Float64Array {
  const { channels } = input;
  const result = new Float64Array(output.height * output.width * channels);
  eachOutput(output, (at, cell) => {
    const sums = result.subarray(cell * channels, (cell + 1) * channels);
    let cells = 0;
    eachCell(layer, input, at, (_, inputCell) => {
      for (let c = 0; c < channels; c++) sums[c]! += values[inputCell * channels + c]!;
      cells++;
    });
    for (let c = 0; c < channels; c++) sums[c]! /= cells;
  });
  return result;
}
