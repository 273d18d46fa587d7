// AssemblyScript. The module's surface: what ../kernels.ts types and ../session.ts calls.

import { INPUT_ERROR, SWEEP, job } from "./job";
import { run } from "./threads";

export { activate, backThroughActivation } from "./activations";
export { help, setThreads } from "./threads";
export { setRule } from "./update";

/** The first byte that the kernels do not use themselves. */
export function heapBase(): usize {
  return __heap_base;
}

/** Shares a thread should get, so that a slow one takes fewer; and panels in one at most. */
const SHARES: usize = 8;
const SHARE_LIMIT: usize = 8;
/** Multiply-adds below which waking others costs more than it saves. */
const WORTH_SHARING: f64 = 100_000;

/**
 * One pass over a layer's weights: the update by the rule with the last batch (none where `lastRows` is 0), then
 * out = activation(x · weights + bias) for the next (none where `nextRows` is 0). Strides and blocks in bytes: from a
 * row to the next, and from a block of 240 columns to the next. `threads` only sizes the shares.
 */
export function sweep(
  weights: usize, panelStride: usize, inputs: usize, panels: usize, bias: usize, activation: i32,
  xStride: usize, xBlock: usize, outStride: usize, outBlock: usize,
  lastX: usize, error: usize, lastRows: usize, nextX: usize, out: usize, nextRows: usize, threads: usize,
): void {
  const j = job();
  j.kind = SWEEP;
  j.weights = weights;
  j.panelStride = panelStride;
  j.inputs = inputs;
  j.panels = panels;
  j.bias = bias;
  j.activation = activation;
  j.xStride = xStride;
  j.xBlock = xBlock;
  j.outStride = outStride;
  j.outBlock = outBlock;
  j.lastX = lastX;
  j.error = error;
  j.lastRows = lastRows;
  j.nextX = nextX;
  j.out = out;
  j.nextRows = nextRows;
  j.count = panels;
  // Even, since a pass over one example takes panels in pairs.
  j.share = min<usize>((max<usize>(panels / (threads * SHARES), 1) + 1) & ~1, SHARE_LIMIT);
  run(threads > 1 && j.count > j.share && <f64>(lastRows + nextRows) * inputs * panels * 8 > WORTH_SHARING);
}

/** dInput (rows, inputs) = (`isFirst`) or += error (rows, units) · weights^T. */
export function inputError(
  weights: usize, panelStride: usize, inputs: usize, panels: usize,
  error: usize, errorStride: usize, errorBlock: usize, rows: usize,
  dInput: usize, dInputStride: usize, dInputBlock: usize, isFirst: bool, threads: usize,
): void {
  const j = job();
  j.kind = INPUT_ERROR;
  j.weights = weights;
  j.panelStride = panelStride;
  j.panels = panels;
  j.error = error;
  j.outStride = errorStride;
  j.outBlock = errorBlock;
  j.lastRows = rows;
  j.out = dInput;
  j.xStride = dInputStride;
  j.xBlock = dInputBlock;
  j.isFirst = isFirst;
  j.count = ((inputs + 7) / 8) * 2; // the padding too: whatever was left there must not come back
  j.share = max<usize>(j.count / (threads * SHARES), 1);
  run(threads > 1 && j.count > j.share && <f64>rows * inputs * panels * 8 > WORTH_SHARING);
}
