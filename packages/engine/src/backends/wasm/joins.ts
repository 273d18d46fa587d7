// Layers that only move or add numbers, in plain TypeScript over the session's memory.

import type { Matrix } from "./layout.ts";

/** Visits every number of the sources' (count) rows: its index in its source, and in the joined matrix. */
function visit(
  kind: "add" | "concatenate",
  sources: readonly Matrix[],
  joined: Matrix,
  count: number,
  each: (source: number, from: number, to: number) => void,
): void {
  let column = 0;
  sources.forEach((source, index) => {
    for (let row = 0; row < count; row++) {
      const from = (source.at + row * source.stride) / 4;
      const to = (joined.at + row * joined.stride) / 4 + column;
      for (let j = 0; j < source.columns; j++) each(index, from + j, to + j);
    }
    if (kind === "concatenate") column += source.columns;
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

/** Each source's error = or += its share of the joined error. */
export function joinBackward(
  memory: Float32Array,
  kind: "add" | "concatenate",
  sources: readonly Matrix[],
  isFirst: readonly boolean[],
  joined: Matrix,
  count: number,
): void {
  visit(kind, sources, joined, count, (source, from, to) => {
    memory[from] = isFirst[source] ? memory[to]! : memory[from]! + memory[to]!;
  });
}
