// AssemblyScript. One operation of a network on one example, as a program in memory has it: the same fields, in the same
// order, stand in ../program.ts, which writes them. Addresses and steps are in bytes.

/** Kinds of operations; the same numbers stand in ../program.ts. */
@inline export const CONVOLUTION: i32 = 0;
@inline export const DEPTHWISE: i32 = 1;
@inline export const MAX_POOL: i32 = 2;
@inline export const AVERAGE_POOL: i32 = 3;
@inline export const POINTWISE: i32 = 4;
@inline export const SIGMOID: i32 = 5;
@inline export const CLEAR: i32 = 6;
@inline export const COPY: i32 = 7;
@inline export const REFLOW: i32 = 8;
@inline export const WINOGRAD: i32 = 9;

/** Activations that are part of other operations; sigmoid is a pass of its own. */
@inline export const RELU: i32 = 1;
@inline export const RELU6: i32 = 2;
@inline export const PRELU: i32 = 3;

@unmanaged
export class Operation {
  kind: i32;
  /** Units of work, and how many of them a thread takes at a time: rows, panels where `isByPanel`, or all there is. */
  count: usize;
  share: usize;
  isByPanel: i32;
  /** Whether there is enough to do for more than one thread. */
  isShared: i32;
  /** The map that is written: cells, and steps from one to the next beside and below it. */
  rows: usize;
  columns: usize;
  /** Numbers of a cell, padding included; of copies without. */
  channels: usize;
  out: usize;
  outPixel: usize;
  outRow: usize;
  /** Where the first cell reads from, and the steps from what one cell reads to what the next beside and below it reads. */
  x: usize;
  xPixel: usize;
  xRow: usize;
  /** The window: rows and columns, and the steps between its own cells. */
  windowRows: usize;
  windowColumns: usize;
  windowPixel: usize;
  windowRow: usize;
  /** Convolution: numbers that lie side by side in a row of the window. */
  depth: usize;
  weights: usize;
  /** From a panel of 8 units to the next. */
  panelStride: usize;
  panels: usize;
  /** Whether there are more weights than near caches hold. */
  isFar: i32;
  /** 0 where there is none. */
  bias: usize;
  /** Whether anything follows the sum; then what: · scale + shift by channel where `scale` is not 0, + added where not 0, then activation. */
  isEnding: i32;
  scale: usize;
  shift: usize;
  added: usize;
  addedPixel: usize;
  addedRow: usize;
  activation: i32;
  slopes: usize;
  /** Convolution: rows that are finished before the next are begun. */
  together: usize;
  /** Winograd: outputs of a patch in height and width, 2, 3 or 4. */
  patch: usize;
  /** Rows of the map of which a run each makes up a cell of a patch: 1 or 2; and the bytes of a cell, with room for a vector. */
  patchRuns: usize;
  patchCell: usize;
  /** Convolution: the depthwise operation whose output it reads, `together` rows of it at a time; or 0. */
  before: usize;
  /** Convolution: room for what passes through, and from one thread's to the next one's. */
  scratch: usize;
  scratchStride: usize;
  /** Pools: cells of the whole input, and where the first window begins in it. */
  inRows: i32;
  inColumns: i32;
  firstRow: i32;
  firstColumn: i32;
  strideRows: i32;
  strideColumns: i32;
}
