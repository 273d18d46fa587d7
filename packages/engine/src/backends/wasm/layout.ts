// Where everything lies in a session's memory. Matrices are row-major float32, their columns padded to 8 and their rows
// to 8, so that kernels work on whole tiles only. The padding of parameters and of valid rows' columns is and stays 0.

import { SelfsameError } from "../../errors.ts";
import type { Plan } from "../../network/plan.ts";
import { INPUT } from "../../network/structure.ts";

/** Kernels take columns by 8 and rows by 4 or 8. */
const PAD = 8;
const FLOAT_BYTES = 4;
const PAGE_BYTES = 65536;
const PAGE_LIMIT = 65536;

const padded = (count: number) => Math.ceil(count / PAD) * PAD;

/** A matrix in memory: `at` and `stride` in bytes. */
export interface Matrix {
  readonly at: number;
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
}

/** One named array of the parameters, and where the flat order has it. */
export interface ParameterPlace extends Matrix {
  readonly offset: number;
}

export interface Layout {
  /** By layer name: weights and bias. */
  readonly dense: ReadonlyMap<string, { readonly weights: ParameterPlace; readonly bias: ParameterPlace }>;
  readonly places: readonly ParameterPlace[];
  /** Bytes from a parameter to its first slot, and from there to its second. */
  readonly slotBytes: number;
  /** By layer name, and for the input: (batch, width). */
  readonly outputs: ReadonlyMap<string, Matrix>;
  /** d loss / d outputs, in sessions that have a loss. */
  readonly errors: ReadonlyMap<string, Matrix>;
  readonly workspace: number;
  /** The first byte behind it all. */
  readonly end: number;
}

/** Lays out parameters, `slots` more arrays of their size, outputs, errors and a workspace, from byte `base` on. */
export function layOut(
  plan: Plan,
  inputs: number,
  batch: number,
  slots: number,
  hasLoss: boolean,
  base: number,
): Layout {
  let at = Math.ceil(base / 16) * 16;
  function matrix(rows: number, columns: number): Matrix {
    const stride = padded(columns) * FLOAT_BYTES;
    const place = { at, rows, columns, stride };
    at += padded(rows) * stride;
    return place;
  }

  const dense = new Map<string, { weights: ParameterPlace; bias: ParameterPlace }>();
  const first = at;
  for (const { layer, inputWidth, width, parameters } of plan.layers) {
    if (layer.kind !== "dense") continue;
    const weights = { ...matrix(inputWidth, width), offset: parameters[0]!.offset };
    dense.set(layer.name, { weights, bias: { ...matrix(1, width), offset: parameters[1]!.offset } });
  }
  const slotBytes = at - first;
  at += slots * slotBytes;

  const widths = new Map([[INPUT, inputs], ...plan.layers.map(({ layer, width }) => [layer.name, width] as const)]);
  const outputs = new Map([...widths].map(([name, width]) => [name, matrix(batch, width)]));
  const errors = new Map(hasLoss ? [...widths].map(([name, width]) => [name, matrix(batch, width)]) : []);
  const workspace = at;
  at += Math.max(0, ...plan.layers.map(({ inputWidth, width }) => workspaceBytes(batch, inputWidth, width)));
  const places = [...dense.values()].flatMap(({ weights, bias }) => [weights, bias]);
  return { dense, places, slotBytes, outputs, errors, workspace, end: at };
}

/** The most that denseForward, denseInputError or denseUpdate ask for. */
function workspaceBytes(batch: number, inputs: number, units: number): number {
  const panels = 16 * Math.ceil(batch / 4) + 32;
  return Math.max(panels * inputs, panels * units, 16 * batch + FLOAT_BYTES * batch * padded(units));
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
