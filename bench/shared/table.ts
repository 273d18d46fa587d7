// Tables, for a terminal and for a page.

/** Columns of text, the first to the left and figures to the right. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** The same as Markdown; Prettier lines it up. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head, ...body] = rows;
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head!), line(head!.map((_, column) => (column === 0 ? "---" : "---:"))), ...body.map(line)].join("\n");
}

/** 5329 as "5,329", 0.0123 as "0.0123": three or four digits, as a person reads them. */
export function figure(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return "";
  return value.toLocaleString("en-US", value >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });
}

/** A ratio as "1.73 x". */
export function times(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? "" : `${value.toFixed(2)} x`;
}
