// Pieces of HTML text. Whatever comes from outside (file names, folder names, settings) goes through `escape`.

import { names, printable } from "./format.ts";

/** Text as it may stand between tags and inside a quoted attribute. */
export function escape(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return printable(text).replace(/[&<>"']/g, (character) => entities[character]!);
}

/** A heading and words with a figure beside or below them; all three are HTML. */
export const section = (title: string, words: string, figure: string) =>
  `<section class="beside"><div><h2>${title}</h2>${words}</div><div>${figure}</div></section>`;

/** What is said on request. */
export const more = (summary: string, text: string) => `<details><summary>${summary}</summary><p>${text}</p></details>`;

/** The word yes or no in the color of its class. */
export const tag = (isYes: boolean) => `<span class="${isYes ? "yes" : "no"}">${isYes ? "yes" : "no"}</span>`;

export const folder = (folders: readonly string[]) => `<bdi>${escape(names(folders))}</bdi>`;

/** A number stays on the line of what it counts. */
export const unbroken = (text: string) => text.replace(/(\d) /g, "$1&nbsp;");

export const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** A table that scrolls by itself when it is wider than the page; columns from `numbersFrom` on hold numbers. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbersFrom: number,
  caption?: string,
): string {
  const kind = (column: number) => (column >= numbersFrom ? ' class="number"' : "");
  const cell = (text: string, column: number) =>
    column === 0 ? `<th scope="row"${kind(0)}>${escape(text)}</th>` : `<td${kind(column)}>${escape(text)}</td>`;
  return (
    `<div class="scroll"><table>${caption === undefined ? "" : `<caption>${caption}</caption>`}` +
    `<thead><tr>${head.map((text, column) => `<th scope="col"${kind(column)}>${text}</th>`).join("")}</tr></thead>` +
    `<tbody>${rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("")}</tbody></table></div>`
  );
}
