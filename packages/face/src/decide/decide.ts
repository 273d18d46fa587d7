// The last link of the chain: a likelihood ratio becomes a decision, with its reason.

import type { Box } from "../geometry/point.ts";
import type { Certainty } from "../certainty/certainty.ts";
import { judgeQuality } from "../quality/judge.ts";
import type { FaceQuality } from "../quality/measure.ts";
import type { FaceReading } from "../reader/reading.ts";
import { SelfsameError } from "@selfsame/engine";
import { areFinite, sigmoid } from "@selfsame/engine/numbers";
import type { LevelOffset, SecurityLevel } from "./level.ts";
import { UNLOCK_LIMITS, UNLOCK_PRESENCE } from "./limits.ts";

/** The output neuron fires above this certainty. */
export const THRESHOLD = 0.5;

/**
 * What became of an attempt. `unreadable`: a number on the way was infinite or none at all. `quality`: the photo, not
 * the face, is why it stays locked.
 */
export type Outcome = "unlocked" | "stranger" | "quality" | "no-face" | "unreadable";

export interface Decision {
  readonly unlocked: boolean;
  /** sigmoid(ratio + offset of the level), in [0, 1]; 0 where there was no ratio. */
  readonly certainty: number;
  /** Natural logarithm of the likelihood ratio, owner to stranger; undefined where nothing could be asked. */
  readonly ratio: number | undefined;
  readonly outcome: Outcome;
  /** The outcome in words: `too dark (mean 31 of 255; 60 needed)`. */
  readonly reason: string;
  readonly level: SecurityLevel;
  /** The face's box in pixels of the photo; undefined without one. */
  readonly face: Box | undefined;
  /** How many other faces the photo shows. */
  readonly others: number;
  readonly quality: FaceQuality | undefined;
}

/** What keeps a reading from being decided on. */
export interface Obstacle {
  readonly outcome: Exclude<Outcome, "unlocked" | "stranger">;
  readonly reason: string;
}

const NO_FACE: Obstacle = { outcome: "no-face", reason: "no face" };
const UNREADABLE: Obstacle = {
  outcome: "unreadable",
  reason: "the photo gave numbers that are not finite; take another",
};

/** Whether what was found is a face at all, as far as that was asked. */
export function showsFace(reading: FaceReading | undefined): reading is FaceReading {
  return reading !== undefined && !((reading.presence ?? 1) < UNLOCK_PRESENCE);
}

/** Throws SelfsameError `input` for a reading of which nobody asked whether it shows a face: that is no whole answer. */
export function checkRead(reading: FaceReading | undefined): void {
  if (reading === undefined || typeof reading.presence === "number") return; // stored ones may hold null
  throw new SelfsameError("input", "decide: expected a reading of `read`, got one of `glance`; use `recognize`.");
}

/**
 * Why a reading can tell nothing, whoever it shows; undefined where it can. What was not asked at first look is no
 * obstacle here: who decides for good calls `checkRead` first.
 */
export function obstacleOf(reading: FaceReading | undefined): Obstacle | undefined {
  if (reading === undefined) return NO_FACE;
  const { face, presence, quality, descriptor } = reading;
  const seen = presence ?? 1;
  const measures = [...Object.values<number>({ ...quality }), ...Object.values<number>({ ...face.box }), seen];
  if (!areFinite(descriptor) || !measures.every(Number.isFinite)) return UNREADABLE;
  if (!showsFace(reading))
    return { outcome: "no-face", reason: "no face: what was found does not look like a person's" };
  const reasons = judgeQuality(quality, UNLOCK_LIMITS);
  return reasons.length === 0
    ? undefined
    : { outcome: "quality", reason: reasons.map(({ words }) => words).join("; ") };
}

/**
 * Decides on one photo whose ratio is known; `ratio` undefined where it was not asked for. A photo too poor to tell is
 * refused even where the neuron fires. One that is not recognized, and is poorer than enrollment would take, is told so:
 * it may be the light. Throws SelfsameError `input` for a reading of `glance`.
 */
export function decideRatio(ratio: number | undefined, level: LevelOffset, reading: FaceReading | undefined): Decision {
  checkRead(reading);
  return decideLookRatio(ratio, level, reading);
}

function decideLookRatio(ratio: number | undefined, level: LevelOffset, reading: FaceReading | undefined): Decision {
  const shifted = (ratio ?? NaN) + level.offset;
  const face = showsFace(reading) ? reading : undefined;
  const isKnown = face !== undefined && Number.isFinite(shifted);
  const certainty = isKnown ? sigmoid(shifted) : 0;
  const answer = (outcome: Outcome, reason: string): Decision => ({
    unlocked: outcome === "unlocked",
    certainty,
    ratio: isKnown ? ratio : undefined,
    outcome,
    reason,
    level: level.level,
    face: face?.face.box,
    others: face?.others ?? 0,
    quality: face?.quality,
  });
  const obstacle = obstacleOf(reading) ?? (isKnown ? undefined : UNREADABLE);
  if (obstacle !== undefined) return answer(obstacle.outcome, obstacle.reason);
  if (certainty > THRESHOLD) return answer("unlocked", "unlocked");
  const poor = judgeQuality(reading!.quality).map(({ words }) => words);
  return poor.length === 0
    ? answer("stranger", "not the owner")
    : answer("quality", `not recognized; ${poor.join("; ")}`);
}

/**
 * Decides whether a reading (undefined: no face was found) shows the owner. It is one attempt: a camera's many frames go
 * through a transaction instead. Rejects with SelfsameError `input` for a reading of `glance`, which is half a look.
 *
 * @example
 * const decision = await decide(certainty, checkLevel(profile.level, profile.certainty.levels), await reader.read(photo));
 * decision.unlocked; // true
 */
export async function decide(
  certainty: Certainty,
  level: LevelOffset,
  reading: FaceReading | undefined,
): Promise<Decision> {
  checkRead(reading);
  return decideLook(certainty, level, reading);
}

/** The same on any look, also on a first one: `recognize` knows when that is enough. */
export async function decideLook(
  certainty: Certainty,
  level: LevelOffset,
  reading: FaceReading | undefined,
): Promise<Decision> {
  // A descriptor that is not finite is not shown to the network at all.
  const canAsk = reading !== undefined && areFinite(reading.descriptor);
  const [ratio] = canAsk ? await certainty.ratios([reading]) : [];
  return decideLookRatio(ratio, level, reading);
}
