// The figures of every part of the photos, as rows of text: the same in the terminal and on the page.

import { area, integer, loss, percent } from "./format.ts";
import type { PartResult, TrainingReport } from "./report.ts";

/** A head and a row for each figure, with a column for each part that there is. */
export function figureRows({ parts }: TrainingReport): string[][] {
  const present = (["train", "validation", "test"] as const).flatMap((name) => {
    const part = parts[name];
    return part === undefined ? [] : [{ name, part }];
  });
  const row = (name: string, cell: (part: PartResult) => string) => [name, ...present.map(({ part }) => cell(part))];
  const sawFaces = parts.train.noFace !== undefined;
  return [
    ["", ...present.map(({ name }) => name)],
    row("photos, yes", (part) => integer(part.yes)),
    row("photos, no", (part) => integer(part.no)),
    ...(sawFaces ? [row("no face found", (part) => integer(part.noFace ?? 0))] : []),
    row("loss", (part) => loss(part.loss)),
    row("accuracy", (part) => percent(part.accuracy)),
    row("false accept rate", (part) => percent(part.falseAcceptRate)),
    row("false reject rate", (part) => percent(part.falseRejectRate)),
    row("area under ROC", (part) => area(part.auc)),
  ];
}
