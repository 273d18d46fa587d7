// Rows for a terminal, their columns aligned.

/** Rows of one length as lines; `sides`: l or r for each column, left where it says nothing. */
export function columns(rows: readonly (readonly string[])[], sides = ""): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (sides[column] === "r" ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join("  ")
      .trimEnd(),
  );
}
