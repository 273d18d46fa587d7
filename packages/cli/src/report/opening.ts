// The top of the page: the honest result, its four figures, and how far each can be trusted.

import { area, headline, integer, interval, percent } from "./format.ts";
import { escape, folder, tag, unbroken } from "./markup.ts";
import type { Interval, TestResult, TrainingReport } from "./report.ts";

/** The result, before anything else. */
export function opening(report: TrainingReport): string {
  const { classes, parts, threshold } = report;
  const { test } = parts;
  const meaning =
    test === undefined
      ? `Withhold some with <code>--test 0.2</code> to find out.`
      : `Photos of ${folder(classes.yes)} should say ${tag(true)}, photos of ${folder(classes.no)} ${tag(false)}. ` +
        `The output neuron fires above ${threshold}.`;
  return (
    `<header><p class="eyebrow">Training report · <bdi>${escape(report.title)}</bdi></p>` +
    `<h1>${unbroken(headline(report))}</h1><p>${meaning}</p>${test === undefined ? "" : figures(test)}</header>`
  );
}

function figures(test: TestResult): string {
  const { intervals, falseAccepts, falseRejects, yes, no } = test;
  const all = yes + no;
  const counted = (part: number, whole: number, what: string, bounds: Interval) =>
    `${integer(part)} of ${integer(whole)} ${what}; 95% interval ${escape(interval(bounds))}`;
  const accepted = counted(falseAccepts, no, `${tag(false)} photos fired`, intervals.falseAcceptRate);
  const rejected = counted(falseRejects, yes, `${tag(true)} photos did not fire`, intervals.falseRejectRate);
  const right = counted(all - falseAccepts - falseRejects, all, "photos decided rightly", intervals.accuracy);
  const above = `The chance that a ${tag(true)} photo scores above a ${tag(false)} photo`;
  return `<dl class="figures">${[
    figure(
      "False accept rate",
      percent(test.falseAcceptRate),
      range(intervals.falseAcceptRate, test.falseAcceptRate),
      accepted,
    ),
    figure(
      "False reject rate",
      percent(test.falseRejectRate),
      range(intervals.falseRejectRate, test.falseRejectRate),
      rejected,
    ),
    figure("Accuracy", percent(test.accuracy), range(intervals.accuracy, test.accuracy), right),
    figure("Area under ROC", area(test.auc), range([0, 0], test.auc), above),
  ].join("")}</dl>`;
}

function figure(name: string, value: string, bar: string, words: string): string {
  return `<div><dt>${name}</dt><dd><b>${escape(value)}</b>${bar}${words}</dd></div>`;
}

/** A bar from 0 to 100% with the interval and the rate on it; the words beside it say the same. */
function range([low, high]: Interval, rate: number | undefined): string {
  const at = (share: number) => `${(share * 100).toFixed(2)}%`;
  const mark = rate === undefined ? "" : `<b style="left:${at(rate)}"></b>`;
  return `<div class="range" aria-hidden="true"><i style="left:${at(low)};width:${at(high - low)}"></i>${mark}</div>`;
}
