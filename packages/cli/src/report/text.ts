// The report in the terminal: plain lines, aligned, the same with and without color.

import picocolors from "picocolors";
import { figureRows } from "./figures.ts";
import { duration, headline, integer, interval, names, percent, plural, printable } from "./format.ts";
import type { TestResult, TrainingReport } from "./report.ts";

type Colors = ReturnType<typeof picocolors.createColors>;

/** The report as lines for a terminal, with a newline at the end. `color`: whether to write color codes. */
export function textReport(report: TrainingReport, { color }: { readonly color: boolean }): string {
  const colors = picocolors.createColors(color);
  const { test } = report.parts;
  const blocks = [
    [colors.bold(headline(report))],
    aligned(figureRows(report), "lrrr", colors),
    ...(test === undefined ? [] : [aligned(rateRows(test, report.threshold), "lrrl", colors)]),
    ...(test === undefined || test.worst.length === 0 ? [] : [worstLines(test, colors)]),
    runLines(report, colors),
  ];
  return blocks.map((lines) => lines.join("\n")).join("\n\n") + "\n";
}

function rateRows(test: TestResult, threshold: number): string[][] {
  const all = test.yes + test.no;
  const right = all - test.falseAccepts - test.falseRejects;
  const of = (part: number, whole: number) => `${integer(part)} of ${integer(whole)}`;
  return [
    [`test, fires above ${threshold}`, "", "photos", "95% interval"],
    ["accuracy", percent(test.accuracy), of(right, all), interval(test.intervals.accuracy)],
    [
      "false accept rate",
      percent(test.falseAcceptRate),
      of(test.falseAccepts, test.no),
      interval(test.intervals.falseAcceptRate),
    ],
    [
      "false reject rate",
      percent(test.falseRejectRate),
      of(test.falseRejects, test.yes),
      interval(test.intervals.falseRejectRate),
    ],
  ];
}

function worstLines(test: TestResult, colors: Colors): string[] {
  const rows = test.worst.map((photo) => [
    percent(photo.certainty),
    photo.isYes ? "yes" : "no",
    printable(photo.image),
  ]);
  return [colors.bold("most wrong in the test"), ...aligned([["certainty", "truth", "photo"], ...rows], "rll", colors)];
}

function runLines(report: TrainingReport, colors: Colors): string[] {
  const { epochs, bestEpoch, classes } = report;
  const kept = bestEpoch === undefined ? "" : `, kept epoch ${integer(bestEpoch)}`;
  const rows = [
    ["yes", printable(names(classes.yes))],
    ["no", printable(names(classes.no))],
    ["prior", report.prior],
    ["network", plural(report.parameters, "parameter")],
    ["epochs", `${integer(epochs.done)} of ${integer(epochs.planned)}${kept}`],
    ["speed", `${integer(report.samplesPerSecond)} samples/s, ${duration(report.seconds)} in all`],
    ["ran on", `${report.backend} (${report.kernels}), ${plural(report.threads, "thread")}`],
    ...(report.skipped === 0 ? [] : [["skipped", `${plural(report.skipped, "photo")} that could not be read`]]),
    ["model", printable(report.out)],
  ];
  return rows.map(([label, value]) => `${colors.dim(label!.padEnd(9))}${value}`);
}

/** Rows as lines, columns padded; `sides`: l or r for each column; the first row is the head. */
function aligned(rows: readonly string[][], sides: string, colors: Colors): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row, i) => {
    const cells = row.map((cell, c) => (sides[c] === "r" ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!)));
    const line = cells.join("   ").trimEnd();
    return i === 0 ? colors.dim(line) : line;
  });
}
