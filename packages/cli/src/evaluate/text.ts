// The evaluation in the terminal: plain lines, the same with and without color.

import picocolors from "picocolors";
import { columns } from "../face/table.ts";
import { displayed } from "../files/paths.ts";
import { integer, plural } from "../report/format.ts";
import { shown } from "../photos/problem.ts";
import { suspectFiles, type EvaluationResult } from "./result.ts";
import { calibrationWords, peopleWords, rateRows, RULE_WORDS, thresholdWords } from "./words.ts";

/** Suspects that are listed; `--json` and the page name all. */
const LISTED = 20;

export function evaluationText(result: EvaluationResult, { color }: { readonly color: boolean }): string {
  const { bold, dim } = picocolors.createColors(color);
  const { figures, clear } = result.evaluation;
  const table = (rows: string[][]): string => {
    const [head, ...lines] = columns(rows, "lrlrll");
    return [dim(head!), ...lines].join("\n");
  };
  const suspects = suspectFiles(result);
  const blocks = [
    bold(peopleWords(result)),
    table(rateRows(figures)),
    `${thresholdWords(figures)}\n${calibrationWords(figures)}`,
    ...(clear === undefined
      ? []
      : [
          [
            bold(`${plural(suspects.length, "photo")} may lie in the wrong folder`),
            ...suspects
              .slice(0, LISTED)
              .map(({ image, like, rule }) => `${displayed(image)} looks like ${shown(like)}: ${RULE_WORDS[rule]}`),
            ...(suspects.length > LISTED ? [`and ${integer(suspects.length - LISTED)} more`] : []),
          ].join("\n"),
          `Without attempts of ${suspects.length === 1 ? "this photo" : "these photos"}:\n${table(rateRows(clear))}\n${thresholdWords(clear)}`,
        ]),
    dim(
      `${result.msPerPhoto.toFixed(1)} ms a photo, on ${result.threads === 1 ? "one thread" : `each of ${result.threads} threads`}`,
    ),
  ];
  return blocks.join("\n\n");
}
