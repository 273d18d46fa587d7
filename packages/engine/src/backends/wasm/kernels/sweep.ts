// AssemblyScript. A sweep: one pass over a dense layer's weights that applies the update of the last batch and sums the
// outputs of the next, block by block, while a block's weights are in the first-level cache. Either half may be absent.

import { forwardBlock } from "./forward";
import { inputErrorBlock } from "./input-error";
import { draw, job } from "./job";
import { BLOCK, IDENTITY, PANEL_BYTES } from "./lanes";
import { singleBlock } from "./single";
import { isPlainSgd, updateBias, updateBlock } from "./update";

/** Bytes from the start of an example matrix to panel `panel` of its first row. */
@inline
function panelAt(panel: usize, block: usize): usize {
  return (panel / (BLOCK / 8)) * block + (panel % (BLOCK / 8)) * PANEL_BYTES;
}

/** Rows of one block that stay in the second-level cache while panels pass by: 256 * 960 bytes. */
const ROWS: usize = 256;

/** Draws panels until none are left. */
export function sweepShare(): void {
  const j = job();
  for (let first = draw(j.share); first < j.count; first = draw(j.share)) {
    sweepPanels(first, min<usize>(first + j.share, j.count));
  }
}

function sweepPanels(first: usize, end: usize): void {
  const j = job();
  if (j.lastRows > 0) {
    for (let panel = first; panel < end; panel++) {
      updateBias(j.lastRows, j.error + panelAt(panel, j.outBlock), j.outStride, j.bias + panel * PANEL_BYTES);
    }
  }
  // By the last batch alone, so that no bit depends on what comes next.
  const isSingle = j.lastRows == 1 && isPlainSgd();
  const isWithin = j.nextRows <= ROWS;
  for (let input: usize = 0; input < j.inputs; input += BLOCK) {
    for (let panel = first; panel < end; ) {
      const panels: usize = isSingle ? min<usize>(end - panel, 2 - (panel & 1)) : 1; // pairs lie within a block of out
      if (isSingle) singlePair(panel, panels, input);
      else if (j.lastRows > 0) update(panel, input);
      if (isWithin && j.nextRows > 0 && !(isSingle && j.nextRows == 1)) {
        for (let one = panel; one < panel + panels; one++) forward(one, input, 0, j.nextRows);
      }
      panel += panels;
    }
  }
  // More rows than the cache holds go past the weights in groups, after all of their updates.
  for (let row: usize = 0; row < j.nextRows && !isWithin; row += ROWS) {
    for (let input: usize = 0; input < j.inputs; input += BLOCK) {
      for (let panel = first; panel < end; panel++) forward(panel, input, row, min<usize>(j.nextRows - row, ROWS));
    }
  }
}

/** How many inputs a block has. */
@inline
function depthOf(input: usize): usize {
  return min<usize>(job().inputs - input, BLOCK);
}

@inline
function weightsAt(panel: usize, input: usize): usize {
  return job().weights + panel * job().panelStride + input * PANEL_BYTES;
}

/** The activation belongs to the last block, when the sums are complete. */
@inline
function activationAt(input: usize): i32 {
  return input + BLOCK >= job().inputs ? job().activation : IDENTITY;
}

function update(panel: usize, input: usize): void {
  const j = job();
  const inputs = (depthOf(input) + 3) & ~3;
  const x = j.lastX + (input / BLOCK) * j.xBlock;
  const error = j.error + panelAt(panel, j.outBlock);
  updateBlock(x, j.xStride, j.lastRows, error, j.outStride, weightsAt(panel, input), inputs);
}

function forward(panel: usize, input: usize, row: usize, rows: usize): void {
  const j = job();
  const x = j.nextX + (input / BLOCK) * j.xBlock + row * j.xStride;
  const out = j.out + panelAt(panel, j.outBlock) + row * j.outStride;
  const from = input == 0 ? j.bias + panel * PANEL_BYTES : out;
  const fromStride: usize = input == 0 ? 0 : j.outStride;
  forwardBlock(
    x, j.xStride, rows, weightsAt(panel, input), depthOf(input), from, fromStride, out, j.outStride,
    activationAt(input),
  );
}

/** One or two panels of a single example's update, with the forward pass of a single next one. */
function singlePair(panel: usize, panels: usize, input: usize): void {
  const j = job();
  const xAt = (input / BLOCK) * j.xBlock;
  const at = panelAt(panel, j.outBlock);
  const nextX: usize = j.nextRows == 1 ? j.nextX + xAt : 0;
  const from = input == 0 ? j.bias + panel * PANEL_BYTES : j.out + at;
  singleBlock(
    panels, j.lastX + xAt, nextX, depthOf(input), weightsAt(panel, input), j.panelStride, j.error + at, from,
    j.out + at, activationAt(input),
  );
}

/** Draws groups of four inputs until none are left. */
export function inputErrorShare(): void {
  const j = job();
  for (let first = draw(j.share); first < j.count; first = draw(j.share)) {
    const end = min<usize>(first + j.share, j.count);
    for (let group = first; group < end; group++) {
      const input = group * 4;
      const to = j.out + (input / BLOCK) * j.xBlock + (input % BLOCK) * 4;
      inputErrorBlock(
        j.error, j.outStride, j.outBlock, j.lastRows, j.weights + input * PANEL_BYTES, j.panelStride, j.panels,
        to, j.xStride, j.isFirst,
      );
    }
  }
}
