// The three sections with a chart: where the certainties fell, every other threshold, and how it learned.

import { MOST_DOTS, certaintyChart } from "./certainty-chart.ts";
import { duration, integer, loss, percent, plural } from "./format.ts";
import { lossChart } from "./loss-chart.ts";
import { escape, more, section, sentence, table, tag } from "./markup.ts";
import type { Pen } from "./pen.ts";
import type { TestResult, TrainingReport } from "./report.ts";
import { rocChart } from "./roc-chart.ts";

export function certainties(pen: Pen, report: TrainingReport, test: TestResult): string {
  const errors = test.falseAccepts + test.falseRejects;
  const dots = errors > 0 && errors <= MOST_DOTS ? " Each dot is a photo on the wrong side." : "";
  const ideal =
    `A network that is sure and right has all of ${tag(true)} at the right edge ` +
    `and all of ${tag(false)} at the left.${dots}`;
  const meaning =
    `It is the output neuron's value. ${escape(sentence(report.prior))}, ` +
    "so it is not the chance of meeting either one in life.";
  return section(
    "Where the certainties fell",
    `<p>${ideal}</p>${more("What a certainty means here", meaning)}`,
    certaintyChart(pen, report, test),
  );
}

export function thresholds(pen: Pen, report: TrainingReport, test: TestResult): string {
  if (test.roc.length === 0) return "";
  const walk =
    `A higher threshold lets fewer ${tag(false)} in and turns more ${tag(true)} away: it walks down the curve. ` +
    `The cross is the 95% interval of both rates at ${report.threshold}.`;
  const counted =
    `Of all pairs of a ${tag(true)} and a ${tag(false)} photo, the share in which ${tag(true)} ` +
    "has the higher certainty; a tie counts half (Mann and Whitney 1947).";
  return section(
    "Every other threshold",
    `<p>${walk}</p>${more("How the area is counted", counted)}`,
    rocChart(pen, report, test),
  );
}

export function learning(pen: Pen, report: TrainingReport): string {
  const { history, epochs, bestEpoch, parts } = report;
  const speed = `${integer(report.samplesPerSecond)} samples a second`;
  const done = `${integer(epochs.done)} of ${plural(epochs.planned, "epoch")}, ${duration(report.seconds)}, ${speed}.`;
  if (history.length === 0) return section("How it learned", `<p>No epoch was finished. ${done}</p>`, "");
  const lines =
    parts.validation === undefined
      ? "The line is the loss on the training photos."
      : `The bright line is the loss on photos it did not train on, the gray one on those it did.`;
  const kept = bestEpoch === undefined ? "" : ` The parameters kept are those of epoch ${integer(bestEpoch)}.`;
  return section(
    "How it learned",
    `<p>${lines}${kept}</p><p class="small quiet">${done}</p>`,
    lossChart(pen, report) + everyEpoch(report),
  );
}

function everyEpoch({ history }: TrainingReport): string {
  const optional = (value: number | undefined, format: (value: number) => string) =>
    value === undefined ? "–" : format(value);
  const rows = history.map((e) => [
    integer(e.epoch),
    loss(e.loss),
    percent(e.accuracy),
    optional(e.validationLoss, loss),
    percent(e.validationAccuracy),
    `${Number(e.learningRate.toPrecision(3))}`,
  ]);
  const head = ["epoch", "loss", "accuracy", "validation loss", "validation accuracy", "learning rate"];
  return `<details><summary>Every epoch</summary>${table(head, rows, 0)}</details>`;
}
