// AssemblyScript. Activations as passes of their own: sigmoid and tanh forward, all of them backward.

import { sigmoid, tanh } from "../../../numbers/elementary";
import { LANE_BYTES, SIGMOID, backThroughActivationLanes } from "./lanes";

/** Sigmoid or tanh in place over (rows, width) of a matrix; the padding beyond `width` stays 0. */
export function activate(activation: i32, matrix: usize, stride: usize, rows: usize, width: usize): void {
  for (let row: usize = 0; row < rows; row++) {
    const end = matrix + width * 4;
    for (let at = matrix; at < end; at += 4) {
      const z: f64 = load<f32>(at);
      store<f32>(at, <f32>(activation == SIGMOID ? sigmoid(z) : tanh(z)));
    }
    matrix += stride;
  }
}

/** error (rows, stride) = error * activation'(outputs), errors near 0 set to 0. */
export function backThroughActivation(activation: i32, outputs: usize, error: usize, stride: usize, rows: usize): void {
  for (let at: usize = 0; at < rows * stride; at += LANE_BYTES) backThroughActivationLanes(activation, outputs + at, error + at);
}
