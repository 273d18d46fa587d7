// Photos that are to be enrolled: each read, with progress, and made a candidate or a refusal with its reason.

import { basename } from "node:path";
import { SelfsameError } from "@selfsame/engine";
import { ENROLL_LIMITS, type EnrollCandidate, type FaceReader, type PhotoAnswer } from "@selfsame/face";
import { displayed } from "../files/paths.ts";
import { shown } from "../photos/problem.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { photosIn, readPhotos } from "./photos.ts";

export interface Candidates {
  /** One for each photo, in their order; a photo that could not be read is one without a face. */
  readonly candidates: readonly EnrollCandidate[];
  /** What became of each photo, once the candidates were judged. */
  answers(judged: readonly PhotoAnswer[]): ImageAnswer[];
}

/** What became of a photo, by its path. */
export interface ImageAnswer extends Omit<PhotoAnswer, "label"> {
  readonly image: string;
}

/** The photos of a command line. Throws SelfsameError `usage` for none in a folder, and for more than a profile holds. */
export async function photosToEnroll(images: readonly string[]): Promise<string[]> {
  const paths = await photosIn(images);
  if (paths.length <= ENROLL_LIMITS.most) return paths;
  throw new SelfsameError(
    "usage",
    `${paths.length} photos are more than the ${ENROLL_LIMITS.most} that a profile holds. Choose some; about ten are enough.`,
  );
}

/** Reads them all. Rejects with the signal's reason. */
export async function gatherCandidates(
  paths: readonly string[],
  reader: Promise<FaceReader>,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Candidates> {
  const candidates: EnrollCandidate[] = [];
  const problems: (string | undefined)[] = [];
  const bar = terminal.bar(paths.length, "opening the networks");
  try {
    await readPhotos(
      paths,
      reader,
      ({ path, problem, seen: reading }, index) => {
        problems[index] = problem;
        candidates.push({ label: shown(basename(path)), reading });
        bar.update(index + 1, `${index + 1} of ${paths.length} photos`);
      },
      { signal },
    );
  } finally {
    bar.stop();
  }
  return {
    candidates,
    answers: (judged) =>
      judged.map(({ accepted, reasons, warnings }, index) => {
        const problem = problems[index];
        return {
          image: displayed(paths[index]!),
          accepted,
          reasons: problem === undefined ? reasons : [problem],
          warnings,
        };
      }),
  };
}
