// A forward-only network as a table for people: layer, what it reads, shape, parameters.

import { shownShape, type ForwardPlan } from "./plan.ts";
import type { ForwardStructure } from "./structure.ts";

/** The table as aligned text, one line a layer and a last one with the sum. */
export function forwardTable({ input, outputs }: ForwardStructure, plan: ForwardPlan): string {
  const counted = (count: number) => count.toLocaleString("en-US");
  const rows = [
    ["layer", "kind", "from", "output", "parameters"],
    ["input", "", "", shownShape(input), "0"],
    ...plan.layers.map(({ layer, shape, parameters }) => [
      layer.name,
      "activation" in layer && layer.activation !== "identity" ? `${layer.kind} ${layer.activation}` : layer.kind,
      layer.from.join(" + "),
      shownShape(shape),
      counted(parameters.reduce((sum, entry) => sum + entry.length, 0)),
    ]),
    ["", "", "", "", counted(plan.parameterCount)],
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column < 3 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join("  ");
  return [...rows.map((row) => line(row).trimEnd()), `forward only; answers: ${outputs.join(", ")}`].join("\n");
}
