// The fenced blocks of this repository's Markdown files.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface Block {
  /** Such as "README.md:12". */
  readonly where: string;
  readonly file: string;
  readonly language: string;
  readonly text: string;
  /** What a comment `<!-- snippet: ... -->` before the block says of it; "" without one. */
  readonly note: string;
}

/** Every Markdown file for readers, relative to the root. */
export function pages(): string[] {
  const markdown = (folder: string) => readdirSync(`${ROOT}${folder}`).filter((name) => name.endsWith(".md"));
  return [...markdown(""), ...markdown("docs").map((name) => `docs/${name}`)];
}

export const textOf = (page: string) => readFileSync(`${ROOT}${page}`, "utf8");

export function blocksOf(file: string): Block[] {
  const blocks: Block[] = [];
  let open: { language: string; first: number } | undefined;
  let note = "";
  const lines = textOf(file).split("\n");
  for (const [i, line] of lines.entries()) {
    const fence = /^\s*```(.*)$/.exec(line);
    if (open !== undefined) {
      if (fence === null) continue;
      blocks.push({
        where: `${file}:${open.first}`,
        file,
        language: open.language,
        text: lines.slice(open.first, i).join("\n"),
        note,
      });
      open = undefined;
      note = "";
    } else if (fence !== null) {
      open = { language: fence[1]!.trim(), first: i + 1 };
    } else if (line.trim() !== "") {
      note = /^<!-- snippet: (.+) -->$/.exec(line)?.[1] ?? "";
    }
  }
  if (open !== undefined) throw new Error(`${file}:${open.first}: a block that does not end`);
  return blocks;
}
