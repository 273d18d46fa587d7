// A decision in words for people, saying no more than was measured.

import { CERTAINTY_VERSION } from "../profile/shipped.ts";
import { grouped } from "./check-level.ts";
import type { Decision } from "./decide.ts";
import { MEASURED_PHOTOS, type LevelOffset } from "./level.ts";

/** On whom the levels were measured, and what they say nothing about. */
export const COVERAGE =
  "Measured on strangers in press photos; relatives and twins are not covered, and a photo of the owner held before the camera is not told from the owner.";

/** Of whose profile the words speak. */
export interface LevelWordsOptions {
  /** How many photos it holds; given another number than was measured with, the words say so. */
  readonly photos?: number;
  /**
   * The version of the certainty network that it brings; given another than the shipped one (`CERTAINTY_VERSION`), the
   * words say that the rates are the profile's own account.
   */
  readonly network?: string;
}

/**
 * What was counted at a level, as one sentence.
 *
 * @example
 * levelWords(level); // "At this level 1 stranger in 10,000 passed in our tests."
 * levelWords(level, { photos: 3 });
 * // "At this level 1 stranger in 10,000 passed in our tests, made with 10 photos; with 3, as here, the owner is refused more often."
 */
export function levelWords(
  { far, impostorAttempts }: LevelOffset,
  { photos = MEASURED_PHOTOS, network = CERTAINTY_VERSION }: LevelWordsOptions = {},
): string {
  const passed =
    far === 0
      ? `none of ${grouped(impostorAttempts)} attempts by strangers`
      : // Two digits are more than the count behind it can tell.
        `1 stranger in ${grouped(Number((1 / far).toPrecision(2)))}`;
  if (network !== CERTAINTY_VERSION)
    return `By the profile's own account ${passed} passed at this level; its certainty network is not the shipped one.`;
  const setting =
    photos === MEASURED_PHOTOS
      ? ""
      : photos < MEASURED_PHOTOS
        ? `, made with ${MEASURED_PHOTOS} photos; with ${grouped(photos)}, as here, the owner is refused more often`
        : `, made with ${MEASURED_PHOTOS} photos; this profile holds ${grouped(photos)}`;
  return `At this level ${passed} passed in our tests${setting}.`;
}

/** A certainty in [0, 1] as a percentage that never rounds across the threshold, nor to 0 or 100. */
export function percent(certainty: number): string {
  if (certainty > 0 && certainty < 0.001) return "less than 0.1%";
  if (certainty > 0.999) return "more than 99.9%";
  const text = `${(100 * certainty).toFixed(1)}%`;
  if (text !== "50.0%" || certainty === 0.5) return text;
  return certainty > 0.5 ? "just above 50%" : "just below 50%";
}

/** What a decision's words say. */
export interface DecisionWordsOptions extends LevelWordsOptions {
  /** Leaves out what was counted at the level: for one of many answers, above or below which `levelWords` stands once. */
  readonly brief?: boolean;
}

/**
 * The decision as a sentence or two, at the level that it was made at.
 *
 * @example
 * decisionWords(decision, level); // "Unlocked. 99.1% certain. (At this level 1 stranger in 10,000 passed in our tests.)"
 */
export function decisionWords(decision: Decision, level: LevelOffset, options: DecisionWordsOptions = {}): string {
  const { unlocked, certainty, outcome, reason, others } = decision;
  const more = others === 0 ? "" : ` There ${others === 1 ? "was 1 more face" : `were ${others} more faces`}.`;
  const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
  if (unlocked) {
    const counted = options.brief === true ? "" : ` (${levelWords(level, options)})`;
    return `Unlocked. ${sentence(percent(certainty))} certain.${counted}${more}`;
  }
  const sure = outcome === "stranger" ? ` (${percent(certainty)} certain)` : "";
  return `Locked: ${reason}${sure}.${more}`;
}
