// Layers that only move or add numbers, in plain TypeScript over the session's memory.

import { BLOCK, type Matrix } from "./layout.ts";

/** The place of a row's number in a matrix, counted in numbers. */
function placeOf(matrix: Matrix, row: number, column: number): number {
  const within = column % BLOCK;
  return (matrix.at + ((column - within) / BLOCK) * matrix.block + row * matrix.stride) / 4 + within;
}

/** Visits every number of the sources' (count) rows: its source, its place there, and its place in the joined matrix. */
function visit(
  kind: "add" | "concatenate",
  sources: readonly Matrix[],
  joined: Matrix,
  count: number,
  each: (source: number, from: number, to: number) => void,
  unwanted?: Matrix,
): void {
  let before = 0;
  sources.forEach((source, index) => {
    for (let row = 0; row < count && source !== unwanted; row++) {
      for (let j = 0; j < source.columns; j++) each(index, placeOf(source, row, j), placeOf(joined, row, before + j));
    }
    if (kind === "concatenate") before += source.columns;
  });
}

/** joined = the sum of the sources, or the sources side by side. */
export function joinForward(
  memory: Float32Array,
  kind: "add" | "concatenate",
  sources: readonly Matrix[],
  joined: Matrix,
  count: number,
): void {
  visit(kind, sources, joined, count, (source, from, to) => {
    memory[to] = kind === "add" && source > 0 ? memory[to]! + memory[from]! : memory[from]!;
  });
}

/** Each source's error = or += its share of the joined error; `unwanted` is left alone. */
export function joinBackward(
  memory: Float32Array,
  kind: "add" | "concatenate",
  sources: readonly Matrix[],
  isFirst: readonly boolean[],
  joined: Matrix,
  count: number,
  unwanted: Matrix | undefined,
): void {
  const each = (source: number, from: number, to: number) => {
    memory[from] = isFirst[source] ? memory[to]! : memory[from]! + memory[to]!;
  };
  visit(kind, sources, joined, count, each, unwanted);
}
