// AssemblyScript. Activations as passes of their own: sigmoid and tanh forward, all of them backward. `block` is the
// bytes from a block of 240 columns to the next.

import { sigmoid, tanh } from "../../../numbers/elementary";
import { BLOCK, SIGMOID, errorLanes, errorOne } from "./lanes";

/** Sigmoid or tanh in place over (rows, width) of a matrix; the padding beyond `width` stays 0. */
export function activate(activation: i32, matrix: usize, stride: usize, block: usize, rows: usize, width: usize): void {
  for (let column: usize = 0; column < width; column += BLOCK) {
    const bytes = min<usize>(width - column, BLOCK) * 4;
    for (let row: usize = 0; row < rows; row++) {
      const from = matrix + row * stride;
      for (let at = from; at < from + bytes; at += 4) {
        const z: f64 = load<f32>(at);
        store<f32>(at, <f32>(activation == SIGMOID ? sigmoid(z) : tanh(z)));
      }
    }
    matrix += block;
  }
}

/** error = error * activation'(outputs) over (rows, width), padding included; errors near 0 become 0. */
export function backThroughActivation(
  activation: i32, outputs: usize, error: usize, stride: usize, block: usize, rows: usize, width: usize,
): void {
  for (let column: usize = 0; column < width; column += BLOCK) {
    const bytes = (min<usize>(width - column, BLOCK) * 4 + 31) & ~31;
    for (let row: usize = 0; row < rows; row++) {
      for (let i: usize = row * stride; i < row * stride + bytes; i += ASC_FEATURE_SIMD ? 16 : 4) {
        if (ASC_FEATURE_SIMD) {
          v128.store(error + i, errorLanes(activation, v128.load(outputs + i), v128.load(error + i)));
        } else {
          store<f32>(error + i, errorOne(activation, load<f32>(outputs + i), load<f32>(error + i)));
        }
      }
    }
    outputs += block;
    error += block;
  }
}
