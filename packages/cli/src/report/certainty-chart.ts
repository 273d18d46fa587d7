// The certainty histogram: where the test photos' certainties fell, and which lie on the wrong side of the threshold.

import { percent, plural, printable } from "./format.ts";
import { X_AXIS, Y_AXIS, chart, frame, label, percentTick } from "./pen.ts";
import type { Pen } from "./pen.ts";
import { binned, shareTicks } from "./points.ts";
import type { Bin } from "./points.ts";
import type { TestPhoto, TestResult, TrainingReport } from "./report.ts";

/** More photos on the wrong side than this are left to the bars. */
export const MOST_DOTS = 200;

/** Yes above, no below, each as a share of its class, so that a few are seen beside many; between them the errors. */
export function certaintyChart(pen: Pen, report: TrainingReport, test: TestResult): string {
  const { Plot } = pen;
  const { threshold } = report;
  const yes = binned(test.photos.filter((photo) => photo.isYes));
  const no = binned(test.photos.filter((photo) => !photo.isYes));
  const wrong = test.photos.filter((photo) => photo.certainty > threshold !== photo.isYes);
  const top = Math.max(...yes.map((bin) => bin.share), ...no.map((bin) => bin.share), 0.05);
  const gap = top * 0.09; // half the strip in which the errors lie
  const end = top * 1.2 + gap;
  const ticks = shareTicks(top);
  const bars = (bins: readonly Bin[], sign: 1 | -1, fill: string) =>
    Plot.rect(bins, {
      x1: "from",
      x2: "to",
      y1: sign * gap,
      y2: (bin: Bin) => sign * (gap + bin.share),
      fill,
      insetLeft: 0.5,
      insetRight: 0.5,
    });
  const textAnchor = threshold < 0.2 ? "start" : threshold > 0.8 ? "end" : "middle";
  return chart(pen, "Certainties of the test photos, by class", (width) => ({
    ...frame(width),
    x: { ...X_AXIS, domain: [0, 1], label: "certainty →", tickFormat: percentTick, ticks: 5 },
    y: {
      ...Y_AXIS,
      domain: [-end, end],
      label: null,
      ticks: [...ticks.map((t) => t + gap), ...ticks.map((t) => -t - gap)],
      tickFormat: (v: number) => percentTick(Math.abs(v) - gap),
    },
    marks: [
      bars(yes, 1, "var(--yes)"),
      bars(no, -1, "var(--no)"),
      Plot.ruleY([gap, -gap], { stroke: "var(--line)" }),
      Plot.ruleX([threshold], { stroke: "var(--light)", strokeWidth: 2 }),
      Plot.dot(wrong.length > MOST_DOTS ? [] : wrong, {
        x: "certainty",
        y: 0,
        r: 4,
        fill: (photo: TestPhoto) => (photo.isYes ? "var(--yes)" : "var(--no)"),
        stroke: "var(--paper)",
        title: (photo: TestPhoto) => `${printable(photo.image)}: ${percent(photo.certainty)}`,
      }),
      label(Plot, `fires above ${threshold} →`, { x: threshold, y: end, dy: -14, textAnchor, fill: "var(--light)" }),
      label(Plot, `yes, ${plural(test.yes, "photo")}`, {
        x: 0,
        y: end,
        dx: 4,
        dy: 12,
        textAnchor: "start",
        fill: "var(--yes)",
        fontWeight: 600,
      }),
      label(Plot, `no, ${plural(test.no, "photo")}`, {
        x: 1,
        y: -end,
        dx: -4,
        dy: -10,
        textAnchor: "end",
        fill: "var(--no)",
        fontWeight: 600,
      }),
    ],
  }));
}
