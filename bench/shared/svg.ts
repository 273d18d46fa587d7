// Drawings that stand by themselves in a page of documentation: SVG files with a background of their own, in light or dark
// as the reader's screen asks for. Drawn by the library that draws the reports of training.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

const FOLDER = join(import.meta.dirname, "../../docs/images");
/** Colors of the reports: paper, ink, and hues that differ in lightness too, for color-blind eyes. */
const STYLE = `
  svg { --paper: #faf7f1; --ink: #26211a; --dim: #6b6254; --line: #ddd5c6;
    --a: #a86200; --b: #0a4f8f; --c: #cf4a78; --d: #5d7a2e; --e: #7b56a8; background: var(--paper); color: var(--ink);
    font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
  @media (prefers-color-scheme: dark) { svg { --paper: #15120e; --ink: #ece5d8; --dim: #a2978a; --line: #38322a;
    --a: #f2b75c; --b: #78c4ff; --c: #d9628f; --d: #a9c46c; --e: #b79be0; } }`;

/** Hues in the order in which they are given out, ours first. */
export const HUES = ["var(--a)", "var(--b)", "var(--c)", "var(--d)", "var(--e)", "var(--dim)", "var(--ink)"] as const;

export const WIDTH = 760;
export const HEIGHT = 440;

/** Draws and writes docs/images/NAME.svg. `title` is for those who cannot see it. */
export function draw(name: string, title: string, options: Plot.PlotOptions): void {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = Plot.plot({
    document,
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 56,
    marginRight: 24,
    marginTop: 36,
    marginBottom: 44,
    className: "plot",
    ariaLabel: title,
    ...options,
  });
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("role", "img");
  svg.querySelector("style")?.remove();
  const style = document.createElement("style");
  style.textContent = STYLE;
  svg.prepend(style);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${name}.svg`), `${svg.outerHTML}\n`);
  console.error(`drawn: docs/images/${name}.svg`);
}
