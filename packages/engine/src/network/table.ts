// A network as a table for people: layer, what it reads, shape, parameters.

import type { Plan } from "./plan.ts";

/** One row of the table. */
export interface LayerRow {
  readonly layer: string;
  readonly kind: string;
  /** Activation, or "" for layers without. */
  readonly activation: string;
  readonly from: readonly string[];
  /** Numbers out for one example. */
  readonly width: number;
  readonly parameters: number;
}

export function layerRows(plan: Plan): LayerRow[] {
  return plan.layers.map(({ layer, width, parameters }) => ({
    layer: layer.name,
    kind: layer.kind,
    activation: layer.kind === "dense" ? layer.activation : "",
    from: layer.from,
    width,
    parameters: parameters.reduce((sum, entry) => sum + entry.length, 0),
  }));
}

/** The table as aligned text, one line a layer and a last one with the sum. */
export function layerTable(inputs: number, plan: Plan): string {
  const rows = [
    ["layer", "kind", "from", "output", "parameters"],
    ["input", "", "", String(inputs), "0"],
    ...layerRows(plan).map((row) => [
      row.layer,
      row.activation ? `${row.kind} ${row.activation}` : row.kind,
      row.from.join(" + "),
      String(row.width),
      row.parameters.toLocaleString("en-US"),
    ]),
    ["", "", "", "", plan.parameterCount.toLocaleString("en-US")],
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column < 3 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  ")
      .trimEnd();
  return rows.map(line).join("\n");
}
