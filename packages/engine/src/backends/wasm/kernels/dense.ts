// AssemblyScript. The three products of a dense layer. Strides are in bytes; every matrix is row-major and padded:
// columns to a multiple of 8, rows to a multiple of 8. `batch` counts examples.

import { LANE_BYTES, addLanes, biasAndActivation, copyLanes } from "./lanes";
import { packColumns, packColumns4, packRows, packRows4 } from "./pack";
import { TILE, multiplyTile } from "./tile";
import { updateLanes } from "./update";

/** Packs all rows of x (batch, depth) into panels of four at `to`; needs 16 * depth bytes for each. */
function packBatch(x: usize, stride: usize, batch: usize, depth: usize, to: usize): void {
  for (let row: usize = 0; row < batch; row += 4) {
    packRows4(x + row * stride, stride, depth, to);
    to += 16 * depth;
  }
}

/**
 * out (batch, units) = activation(x (batch, inputs) · weights (inputs, units) + bias).
 * `workspace`: 16 * inputs * ceil(batch / 4) + 32 * inputs bytes.
 */
export function denseForward(
  x: usize, xStride: usize, batch: usize, inputs: usize, weights: usize, bias: usize, stride: usize,
  units: usize, activation: i32, out: usize, workspace: usize,
): void {
  const rows = workspace + 32 * inputs;
  packBatch(x, xStride, batch, inputs, rows);
  for (let column: usize = 0; column < units * 4; column += LANE_BYTES) {
    packColumns(weights + column, stride, inputs, workspace);
    let panel = rows;
    for (let row: usize = 0; row < batch; row += 4) {
      multiplyTile(panel, workspace, inputs);
      panel += 16 * inputs;
      const to = out + row * stride + column;
      for (let i: usize = 0; i < 4; i++) biasAndActivation(activation, TILE + i * 32, bias + column, to + i * stride);
    }
  }
}

/**
 * dInput (batch, inputs) = or += error (batch, units) · weights^T.
 * `workspace`: 16 * units * ceil(batch / 4) + 32 * units bytes.
 */
export function denseInputError(
  error: usize, stride: usize, batch: usize, units: usize, weights: usize, inputs: usize,
  dInput: usize, dInputStride: usize, isFirst: bool, workspace: usize,
): void {
  const rows = workspace + 32 * units;
  packBatch(error, stride, batch, units, rows);
  for (let input: usize = 0; input < inputs; input += 8) {
    packRows(weights + input * stride, stride, units, workspace);
    let panel = rows;
    for (let row: usize = 0; row < batch; row += 4) {
      multiplyTile(panel, workspace, units);
      panel += 16 * units;
      for (let i: usize = 0; i < 4; i++) {
        const to = dInput + (row + i) * dInputStride + input * 4;
        if (isFirst) copyLanes(TILE + i * 32, to);
        else addLanes(TILE + i * 32, to);
      }
    }
  }
}

/**
 * The gradient x^T (inputs, batch) · error (batch, units), handed tile by tile to the update rule at `weights`.
 * `workspace`: 16 * batch + 4 * batch * (units padded to 8) bytes.
 */
export function denseUpdate(
  x: usize, xStride: usize, batch: usize, inputs: usize, error: usize, stride: usize, units: usize,
  weights: usize, bias: usize, workspace: usize,
): void {
  const columns = workspace + 16 * batch;
  let panel = columns;
  for (let column: usize = 0; column < units * 4; column += LANE_BYTES) {
    packColumns(error + column, stride, batch, panel);
    panel += 32 * batch;
  }
  for (let input: usize = 0; input < inputs; input += 4) {
    packColumns4(x + input * 4, xStride, batch, workspace);
    panel = columns;
    for (let column: usize = 0; column < units * 4; column += LANE_BYTES) {
      multiplyTile(workspace, panel, batch);
      panel += 32 * batch;
      const to = weights + input * stride + column;
      for (let i: usize = 0; i < 4; i++) updateLanes(TILE + i * 32, to + i * stride);
    }
  }
  // The bias' gradient is the column sum of the error, in the order of the examples.
  for (let column: usize = 0; column < units * 4; column += LANE_BYTES) {
    memory.fill(TILE, 0, LANE_BYTES);
    for (let row: usize = 0; row < batch; row++) addLanes(error + row * stride + column, TILE);
    updateLanes(TILE, bias + column);
  }
}
