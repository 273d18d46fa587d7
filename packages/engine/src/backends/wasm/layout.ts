// Where everything lies in a session's memory, all float32.
//
// An example matrix (batch, width) is cut into blocks of 240 columns, one after another; within a block a row is 960
// bytes, 15 cache lines, so that the rows that a tile reads side by side fall into different sets of a cache.
// Weights (inputs, units) are cut into panels of 8 units, one after another: the order in which a pass reads them. A
// panel is an odd number of cache lines, so that the same row of all panels falls into different sets, too.
// Widths and inputs are padded to whole panels; the padding is and stays 0.

import { SelfsameError } from "../../errors.ts";
import { planOf, type Plan } from "../../network/plan.ts";
import { INPUT, type Structure } from "../../network/structure.ts";
import type { SessionOptions } from "../backend.ts";
import { slotCount } from "../optimizer.ts";

/** Columns of a block, and units of a panel; the same numbers stand in kernels/lanes.ts. */
export const BLOCK = 240;
export const PANEL = 8;
/** Inputs to which the rows of weights are padded: a panel's width, since they are the units of the layer before. */
const INPUTS_TOGETHER = 8;
const FLOAT_BYTES = 4;
const LINE_BYTES = 64;
const PAGE_BYTES = 65536;
const PAGE_LIMIT = 65536;
/** The kernels' own variables end below this; `openWasmSession` checks. */
export const KERNEL_BYTES_END = 1024;

const padded = (count: number, to: number) => Math.ceil(count / to) * to;

/** An example matrix; `at`, `stride` (row to row) and `block` (block to block) in bytes. */
export interface Matrix {
  readonly at: number;
  readonly columns: number;
  readonly stride: number;
  readonly block: number;
}

/** Weights or, with one row, biases; `at` and `stride` (panel to panel) in bytes. */
export interface ParameterPlace {
  readonly at: number;
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
  /** Where the flat order of the parameters has them. */
  readonly offset: number;
}

/** The output of a layer, or the input of the network. */
export interface Node {
  /** Two of them in sessions that train, for the last batch and the next; otherwise twice the same. */
  readonly outputs: readonly [Matrix, Matrix];
  /** d loss / d outputs, in sessions that have a loss. */
  readonly error: Matrix | undefined;
}

export interface Layout {
  /** By layer name. */
  readonly dense: ReadonlyMap<string, { readonly weights: ParameterPlace; readonly bias: ParameterPlace }>;
  readonly places: readonly ParameterPlace[];
  /** Bytes from a parameter to its first slot, and from there to its second. */
  readonly slotBytes: number;
  /** By layer name, and for the input. */
  readonly nodes: ReadonlyMap<string, Node>;
  /** The first byte behind it all. */
  readonly end: number;
  /** The most that the session may come to need: with gradients behind everything else, where it has a loss. */
  readonly most: number;
}

export function layOut(plan: Plan, inputs: number, options: SessionOptions): Layout {
  let at = KERNEL_BYTES_END;
  const slots = options.optimizer === undefined ? 0 : slotCount(options.optimizer);

  const dense = new Map<string, { weights: ParameterPlace; bias: ParameterPlace }>();
  function place(rows: number, columns: number, offset: number, stride: number): ParameterPlace {
    const one = { at, rows, columns, stride, offset };
    at += padded(Math.ceil(columns / PANEL) * stride, LINE_BYTES);
    return one;
  }
  for (const { layer, inputWidth, width, parameters } of plan.layers) {
    if (layer.kind !== "dense") continue;
    const stride = padded(inputWidth, INPUTS_TOGETHER) * PANEL * FLOAT_BYTES + LINE_BYTES;
    const weights = place(inputWidth, width, parameters[0]!.offset, stride);
    dense.set(layer.name, { weights, bias: place(1, width, parameters[1]!.offset, PANEL * FLOAT_BYTES) });
  }
  const slotBytes = at - KERNEL_BYTES_END;
  at += slots * slotBytes;

  function matrix(columns: number): Matrix {
    const stride = (columns > BLOCK ? BLOCK : padded(columns, PANEL)) * FLOAT_BYTES;
    const block = padded(options.batch * stride, LINE_BYTES);
    const one = { at, columns, stride, block };
    at += Math.ceil(columns / BLOCK) * block;
    return one;
  }
  const nodes = new Map<string, Node>();
  for (const [name, width] of [
    [INPUT, inputs] as const,
    ...plan.layers.map((planned) => [planned.layer.name, planned.width] as const),
  ]) {
    const first = matrix(width);
    const second = options.optimizer === undefined ? first : matrix(width);
    nodes.set(name, { outputs: [first, second], error: options.loss === undefined ? undefined : matrix(width) });
  }
  const places = [...dense.values()].flatMap(({ weights, bias }) => [weights, bias]);
  return { dense, places, slotBytes, nodes, end: at, most: options.loss === undefined ? at : at + slotBytes };
}

/** Shared memory of the size that a session will have. Throws `input` beyond what 32-bit addresses reach. */
export function sessionMemory(structure: Structure, options: SessionOptions, isShared = true): WebAssembly.Memory {
  const { end, most } = layOut(planOf(structure), structure.inputs, options);
  const initial = pagesFor(end);
  try {
    // Gradients are asked for seldom, and the address space may not reach that far.
    return new WebAssembly.Memory({
      initial,
      maximum: Math.min(Math.ceil(most / PAGE_BYTES), PAGE_LIMIT),
      shared: isShared,
    });
  } catch (cause) {
    throw noMemory(end, cause);
  }
}

export function noMemory(bytes: number, cause: unknown): SelfsameError {
  return new SelfsameError(
    "input",
    `backend wasm: this machine gave no ${bytes} bytes of memory. Use a smaller batch or narrower layers.`,
    { cause },
  );
}

/** Pages of memory for so many bytes. Throws `input` beyond what 32-bit addresses reach. */
export function pagesFor(bytes: number): number {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  if (pages > PAGE_LIMIT) {
    throw new SelfsameError(
      "input",
      `backend wasm: parameters, optimizer and batch need ${bytes} bytes; the limit is 4294967296 (4 GB). Use a smaller batch, plain SGD, or narrower layers.`,
    );
  }
  return pages;
}
