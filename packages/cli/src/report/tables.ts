// The tables at the foot of the page: every figure, every layer, every setting.

import { figureRows } from "./figures.ts";
import { integer, plural } from "./format.ts";
import { table } from "./markup.ts";
import type { TrainingReport } from "./report.ts";

export function tables(report: TrainingReport): string {
  const [head, ...rows] = figureRows(report);
  const layers = [
    ...report.layers.map((row) => [row.layer, row.shape, integer(row.parameters)]),
    ["all", "", integer(report.parameters)],
  ];
  const settings = [
    ...report.settings,
    ["ran on", `${report.backend} (${report.kernels}), ${plural(report.threads, "thread")}`],
    ["photos skipped", report.skipped === 0 ? "none" : `${integer(report.skipped)} that could not be read`],
  ];
  return (
    `<section class="tables"><div>${table(head!, rows, 1, "Every part of the photos")}` +
    `${table(["layer", "shape", "parameters"], layers, 1, "Layers")}</div>` +
    `${table(["setting", "value"], settings, 2, "Settings")}</section>`
  );
}
