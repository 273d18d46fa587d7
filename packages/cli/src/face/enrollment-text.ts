// What became of photos that were to be enrolled, for people: what was taken, what was left out and why, what is missing.

import { CERTAINTY_VERSION, COVERAGE, levelWords, type LevelOffset, type Profile } from "@selfsame/face";
import picocolors from "picocolors";
import type { ImageAnswer } from "./gather.ts";
import { columns } from "./table.ts";

/** Photos that were left out, each with its reasons; an empty list where there are none. */
export function refusalLines(photos: readonly ImageAnswer[]): string[] {
  const refused = photos.filter(({ accepted, reasons }) => !accepted && reasons.length > 0);
  return columns(refused.map(({ image, reasons }) => [image, reasons.join("; ")]));
}

/** The report of photos that were taken, as lines for a terminal. */
export function enrollmentText(
  photos: readonly ImageAnswer[],
  warnings: readonly string[],
  { headline, color }: { readonly headline: string; readonly color: boolean },
): string {
  const colors = picocolors.createColors(color);
  const refused = refusalLines(photos);
  const noted = columns(
    photos.flatMap(({ image, accepted, warnings: own }) => (accepted ? own.map((text) => [image, text]) : [])),
  );
  const blocks = [
    [colors.bold(headline)],
    ...(refused.length === 0 ? [] : [[colors.dim("left out"), ...refused]]),
    ...(noted.length + warnings.length === 0 ? [] : [[colors.dim("to know"), ...noted, ...warnings]]),
  ];
  return blocks.map((lines) => lines.join("\n")).join("\n\n");
}

/** What the level means for a profile, and on whom it was measured; nobody here measured a network that is not shipped. */
export function levelText(level: LevelOffset, { photos, certainty }: Pick<Profile, "photos" | "certainty">): string {
  const words = levelWords(level, { photos: photos.length, network: certainty.version });
  return certainty.version === CERTAINTY_VERSION ? `${words} ${COVERAGE}` : words;
}
