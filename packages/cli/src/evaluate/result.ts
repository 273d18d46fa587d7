// What `selfsame evaluate` has to say: as one JSON object for programs, and as plain data for the text and the page.

import type { Evaluation, Figures, Mistakes, RateAt, Suspect } from "@selfsame/face";
import { relative } from "node:path";
import { fromHere } from "../files/paths.ts";
import { shown } from "../photos/problem.ts";
import type { ReadPeople, ReadPerson } from "./people.ts";

export interface EvaluationResult extends Omit<ReadPeople, "people"> {
  /** The folder, as the user named it. */
  readonly folder: string;
  readonly people: readonly ReadPerson[];
  readonly enroll: number;
  readonly seeds: number;
  readonly evaluation: Evaluation;
  readonly mistakes: Mistakes;
}

/** A file whose label is probably wrong. */
export interface SuspectFile {
  readonly image: string;
  readonly person: string;
  readonly like: string;
  readonly rule: Suspect["rule"];
}

/** A photo's path as it is seen from the evaluated folder. */
export function inFolder({ folder }: EvaluationResult, path: string): string {
  return shown(relative(folder, path));
}

export function suspectFiles({ people, evaluation }: EvaluationResult): SuspectFile[] {
  return evaluation.suspects.map(({ person, photo, like, rule }) => ({
    image: fromHere(people[person]!.paths[photo]!),
    person: people[person]!.name,
    like: people[like]!.name,
    rule,
  }));
}

/** How many of the owners and of the strangers the certainty network was trained on. */
export function trainedOn({ evaluation: { known, protocol } }: EvaluationResult): {
  owners: number;
  strangers: number;
} {
  const strangers = known.filter((place) => protocol.strangers.includes(place)).length;
  return { owners: known.length - strangers, strangers };
}

/** One object; null stands where nothing can be said. */
export function resultJson(result: EvaluationResult): string {
  const { evaluation, unreadable, msPerPhoto } = result;
  const { owners, strangers, noFace, figures, clear } = evaluation;
  return JSON.stringify({
    owners,
    strangers,
    genuineAttempts: figures.genuineAttempts,
    impostorAttempts: figures.impostorAttempts,
    impostorPairs: figures.impostorPairs,
    noFace,
    ...figuresJson(figures),
    suspects: suspectFiles(result),
    withoutSuspects: clear === undefined ? null : figuresJson(clear),
    trainedOn: trainedOn(result),
    unreadable,
    msPerPhoto: Math.round(10 * msPerPhoto) / 10,
  });
}

function figuresJson({ rates, meanDistance, differences, atThreshold, calibration }: Figures): object {
  return {
    rates: rates.map((rate) => ({ ...rateJson(rate), measurable: rate.measurable })),
    atThreshold,
    calibration,
    baselines: {
      meanDistance: meanDistance.map((rate, index) => ({
        ...rateJson(rate),
        // Of the network's FRR minus this one.
        difference: rate.measurable ? { low: differences[index]![0], high: differences[index]![1] } : null,
      })),
    },
  };
}

function rateJson({ far, frr, low, high, measurable }: RateAt): object {
  return measurable ? { far, frr, low, high } : { far, frr: null, low: null, high: null };
}
