// The ROC curve: what every threshold would have done on the test photos, and where this one stands.

import { NARROW, X_AXIS, Y_AXIS, chart, frame, label, percentTick } from "./pen.ts";
import type { Pen } from "./pen.ts";
import { corners, subdivided } from "./points.ts";
import type { TestResult, TrainingReport } from "./report.ts";

/** A share of 0.1% stays visible beside one of 100%: its cube root is a tenth. */
const CUBE_ROOT = { type: "pow", exponent: 1 / 3 } as const;
const FAR_TICKS = [0.01, 0.05, 0.2, 0.5, 1];

/** Needs both classes. The cross at the threshold is the 95% interval of both rates. */
export function rocChart(pen: Pen, report: TrainingReport, test: TestResult): string {
  const { Plot } = pen;
  const curve = subdivided(corners(test.roc.map((point) => ({ x: point.falseAcceptRate, y: point.trueAcceptRate }))));
  const chance = subdivided([
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ]);
  const here = { x: test.falseAcceptRate!, y: 1 - test.falseRejectRate! };
  const [farLow, farHigh] = test.intervals.falseAcceptRate;
  const [frrLow, frrHigh] = test.intervals.falseRejectRate;
  const right = here.x < 0.25; // the words go where the room is
  return chart(pen, "ROC curve of the test photos", (width) => ({
    ...frame(width),
    x: {
      ...X_AXIS,
      ...CUBE_ROOT,
      domain: [0, 1],
      label: "false accept rate, cube root scale →",
      ticks: width > NARROW ? [0, 0.001, ...FAR_TICKS] : [0, ...FAR_TICKS],
      tickFormat: percentTick,
    },
    y: { ...Y_AXIS, domain: [0, 1], label: "↑ yes photos that fire", ticks: 5, tickFormat: percentTick },
    marks: [
      Plot.line(chance, { x: "x", y: "y", stroke: "var(--dim)", strokeDasharray: "2 4" }),
      label(Plot, "chance", { x: 0.3, y: 0.3, dx: 10, dy: 12, textAnchor: "start", fill: "var(--dim)" }),
      Plot.areaY(curve, { x: "x", y1: 0, y2: "y", fill: "var(--light)", fillOpacity: 0.08 }),
      Plot.line(curve, { x: "x", y: "y", stroke: "var(--light)", strokeWidth: 2 }),
      Plot.ruleY([here], { x1: farLow, x2: farHigh, y: "y", stroke: "var(--ink)" }),
      Plot.ruleX([here], { x: "x", y1: 1 - frrHigh, y2: 1 - frrLow, stroke: "var(--ink)" }),
      Plot.dot([here], { x: "x", y: "y", r: 5.5, fill: "var(--ink)", stroke: "var(--paper)", strokeWidth: 2 }),
      label(Plot, `threshold ${report.threshold}`, {
        ...here,
        dx: right ? 12 : -12,
        dy: 16,
        textAnchor: right ? "start" : "end",
        fill: "var(--ink)",
      }),
    ],
  }));
}
