// The loss curve: how the network learned, epoch by epoch, and which epoch's parameters were kept.

import { NARROW, X_AXIS, Y_AXIS, chart, frame, label } from "./pen.ts";
import type { Pen } from "./pen.ts";
import { epochTicks } from "./points.ts";
import type { TrainingReport } from "./report.ts";

/** The loss after each epoch, in training and on the validation photos; a loss that is not finite is left out. */
export function lossChart(pen: Pen, report: TrainingReport): string {
  const { Plot } = pen;
  const { history, bestEpoch } = report;
  const finite = ({ loss }: { loss: number }) => Number.isFinite(loss);
  const train = history.map(({ epoch, loss }) => ({ epoch, loss })).filter(finite);
  const validation = history
    .map(({ epoch, validationLoss }) => ({ epoch, loss: validationLoss ?? NaN }))
    .filter(finite);
  const top = 1.1 * Math.max(0, ...train.map((point) => point.loss), ...validation.map((point) => point.loss)) || 1;
  const chosen = (validation.length > 0 ? validation : train).filter((point) => point.epoch === bestEpoch);
  const last = history.at(-1)?.epoch ?? 1;
  const late = (bestEpoch ?? 1) > last / 2;
  const line = (points: typeof train, stroke: string, strokeWidth: number) => [
    Plot.line(points, { x: "epoch", y: "loss", stroke, strokeWidth }),
    ...(points.length === 1 ? [Plot.dot(points, { x: "epoch", y: "loss", r: 3, fill: stroke })] : []),
  ];
  return chart(pen, "Loss by epoch", (width) => ({
    ...frame(width),
    x: {
      ...X_AXIS,
      domain: last === 1 ? [0, 2] : [1, last],
      label: "epoch →",
      ticks: epochTicks(last, width > NARROW ? 10 : 6),
      tickFormat: (v: number) => `${v}`,
    },
    y: { ...Y_AXIS, domain: [0, top], label: "↑ loss", ticks: 5 },
    marks: [
      ...line(train, validation.length > 0 ? "var(--dim)" : "var(--light)", 1.75),
      ...line(validation, "var(--light)", 2.25),
      Plot.ruleX(chosen, { x: "epoch", stroke: "var(--light)", strokeDasharray: "2 4" }),
      Plot.dot(chosen, { x: "epoch", y: "loss", r: 5.5, fill: "var(--light)", stroke: "var(--paper)", strokeWidth: 2 }),
      ...chosen.map(({ epoch }) =>
        label(Plot, `kept: epoch ${epoch}`, {
          x: epoch,
          y: top,
          dx: late ? -8 : 8,
          dy: 8,
          textAnchor: late ? "end" : "start",
          fill: "var(--light)",
        }),
      ),
    ],
  }));
}
