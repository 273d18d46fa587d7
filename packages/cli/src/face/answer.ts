// What `selfsame unlock` answers to one photo: as an object for programs, in words for people.

import { decisionWords, type Box, type Decision, type LevelOffset, type LevelWordsOptions } from "@selfsame/face";
import picocolors from "picocolors";
import { displayed, pasteable } from "../files/paths.ts";
import { commandName } from "../terminal/command-name.ts";
import { profileOption } from "./place.ts";

/** A photo that was decided on, or one that could not be read, with the reason. */
export type UnlockAnswer =
  | { readonly image: string; readonly decision: Decision; readonly ms: number }
  | { readonly image: string; readonly problem: string; readonly ms: number };

/** What an answer in words depends on, besides the decision. */
export interface UnlockSetting extends Required<LevelWordsOptions> {
  readonly isOneOfMany: boolean;
  /** The path of the profile. */
  readonly path: string;
}

export function unreadable(answer: UnlockAnswer): answer is Extract<UnlockAnswer, { readonly problem: string }> {
  return "problem" in answer;
}

const tenth = (value: number): number => Math.round(10 * value) / 10;
const box = ({ x, y, width, height }: Box): Box => ({
  x: tenth(x),
  y: tenth(y),
  width: tenth(width),
  height: tenth(height),
});

/** One JSON object, always with the same keys; null for what there is none of. */
export function unlockLine(answer: UnlockAnswer): string {
  const { image } = answer;
  const ms = tenth(answer.ms);
  if (unreadable(answer)) {
    const nothing = { face: null, certainty: null, unlocked: false };
    return JSON.stringify({ image, ...nothing, reason: answer.problem, quality: null, ms });
  }
  const { face, certainty, ratio, unlocked, reason, quality } = answer.decision;
  return JSON.stringify({
    image,
    face: face === undefined ? null : box(face),
    certainty: ratio === undefined ? null : certainty,
    unlocked,
    reason,
    quality: quality ?? null,
    ms,
  });
}

/**
 * The decision for people, on a profile of so many `photos` and a certainty `network` of that version; of one photo alone
 * also what was counted at the level, and what to do about a refusal.
 */
export function unlockText(
  { image, decision }: Exclude<UnlockAnswer, { readonly problem: string }>,
  level: LevelOffset,
  { color, isOneOfMany, path, ...profile }: { readonly color: boolean } & UnlockSetting,
): string {
  const colors = picocolors.createColors(color);
  const sentence = decisionWords(decision, level, { ...profile, brief: isOneOfMany });
  const first = /^\w+/.exec(sentence)?.[0] ?? "";
  const lit = decision.unlocked ? colors.green(first) : colors.yellow(first);
  const text = colors.bold(lit) + sentence.slice(first.length);
  if (isOneOfMany) return `${displayed(image)}: ${text}`;
  const advice = adviceOn(decision, image, path);
  return advice === undefined ? text : `${text}\n${advice}`;
}

function adviceOn({ outcome }: Decision, image: string, path: string): string | undefined {
  switch (outcome) {
    case "stranger":
      return `If it is the owner, try another photo, or add this one: ${commandName()} profile --add ${pasteable(image)}${profileOption(path)}`;
    case "quality":
      return "Take another photo: the face from the front, in even light, sharp, and large enough.";
    case "no-face":
      return "Take a photo that shows the owner's face, from the front and at least 40 pixels wide.";
    case "unlocked":
    case "unreadable":
      return undefined;
  }
}
