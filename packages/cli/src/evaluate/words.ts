// The figures in words and rows, the same in the terminal and on the page.

import { attemptsFor, type Figures, type RateAt } from "@selfsame/face";
import { integer, interval, percent, plural } from "../report/format.ts";
import { trainedOn, type EvaluationResult } from "./result.ts";

/** A small share by two digits: 0.0086%. */
export function smallShare(share: number): string {
  return share === 0 ? "0%" : `${Number((100 * share).toPrecision(2))}%`;
}

/** A false accept rate as people say it: 1 in 10,000. */
export const oneIn = (far: number): string => `1 in ${integer(1 / far)}`;

/** A head and a row for each false accept rate. */
export function rateRows({ rates, meanDistance, differences, genuineAttempts, impostorAttempts }: Figures): string[][] {
  const cells = ({ measurable, frr, low, high, far }: RateAt): string[] =>
    measurable
      ? [percent(frr), interval([low, high])]
      : [
          "not measurable",
          genuineAttempts === 0
            ? "no genuine attempt is left"
            : `${integer(attemptsFor(far))} impostor attempts needed, ${integer(impostorAttempts)} made`,
        ];
  return [
    [
      "strangers let in",
      "owners refused",
      "95% interval",
      "by mean distance",
      "95% interval",
      "difference, 95% interval",
    ],
    ...rates.map((rate, index) => {
      const [low, high] = differences[index]!;
      const points = (value: number): string => `${value > 0 ? "+" : ""}${(100 * value).toFixed(1)}`;
      return [
        oneIn(rate.far),
        ...cells(rate),
        ...(rate.measurable
          ? [...cells(meanDistance[index]!), `${points(low)} to ${points(high)} points`]
          : ["", "", ""]),
      ];
    }),
  ];
}

/** Who stood before whom. */
export function peopleWords({ people, enroll, seeds, evaluation, unreadable }: EvaluationResult): string {
  const { owners, strangers, noFace, figures } = evaluation;
  const photos = people.reduce((sum, person) => sum + person.photos.length, 0);
  const skipped =
    unreadable === 0
      ? ""
      : ` ${plural(unreadable, "file")} could not be read and ${unreadable === 1 ? "was" : "were"} left out.`;
  return (
    `${plural(owners, "owner")} (${integer(enroll)} photos enroll, ${plural(seeds, "shuffle")}) and ${plural(strangers, "stranger")}: ` +
    `${integer(figures.genuineAttempts)} genuine and ${integer(figures.impostorAttempts)} impostor attempts, the latter of ` +
    `${plural(figures.impostorPairs, "pair")} of people. Intervals are by bootstrap over people. ` +
    `No face was found in ${integer(noFace)} of ${plural(photos, "photo")}; each counts as refused.${skipped}`
  );
}

/** What the shipped setting does, in short. */
export function headline({ atThreshold: { far, frr } }: Figures): string {
  return `At the default level ${smallShare(far)} of strangers' attempts were let in and ${percent(frr)} of owners' refused.`;
}

/** The same, with what it means and how far it goes. */
export function thresholdWords({ atThreshold: { security, far, frr }, impostorAttempts }: Figures): string {
  const few =
    impostorAttempts < attemptsFor(security)
      ? ` (of ${integer(impostorAttempts)} attempts, too few to tell this level)`
      : "";
  return (
    `At the default level (${oneIn(security)}), as unlock decides, which also refuses photos too poor to tell: ` +
    `${smallShare(far)} of strangers' attempts let in${few}, ${percent(frr)} of owners' refused.`
  );
}

export function calibrationWords({ calibration: { cllr, minCllr, ece } }: Figures): string {
  return (
    `Calibration of the likelihood ratios: Cllr ${cllr.toFixed(4)}, of which ${(cllr - minCllr).toFixed(4)} could be corrected; ` +
    `expected calibration error ${percent(ece)}.`
  );
}

/** A warning, where the figures flatter; undefined where they do not. */
export function trainedOnWords(result: EvaluationResult): string | undefined {
  const { owners, strangers } = trainedOn(result);
  if (owners + strangers === 0) return undefined;
  const all = result.evaluation.owners + result.evaluation.strangers;
  return (
    `${integer(owners + strangers)} of ${plural(all, "person", "people")} (${plural(owners, "owner")}, ${plural(strangers, "stranger")}) have the names of ` +
    `people whom the certainty network was trained on. Figures on them flatter it and are worth nothing.`
  );
}

/** What the suspects' rules are; `times` and distances as they are in force. */
export const RULE_WORDS = {
  accepted: "one owner alone accepts it, far beyond the threshold",
  stray: "far from all other photos of its person",
} as const;
