// One photo before enrollment, by itself: is there one face, a person's, and good enough to be kept for years?

import { SelfsameError } from "@selfsame/engine";
import { areFinite } from "@selfsame/engine/numbers";
import { judgeQuality } from "../quality/judge.ts";
import type { FaceQuality } from "../quality/measure.ts";
import type { FaceReading } from "../reader/reading.ts";
import type { EnrollLimits } from "./limits.ts";

/** What was read of a photo that someone would enroll. */
export interface EnrollCandidate {
  /** A file's base name, or "camera 3". It is kept in the profile. */
  readonly label: string;
  /** Undefined where no face was found. */
  readonly reading: FaceReading | undefined;
}

/** Why a photo cannot be enrolled, and what else is to be said of it. */
export interface GateAnswer {
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
}

/** True for a face of flat areas and hard edges: a cartoon's rather than a camera's. */
export function looksDrawn({ eyes, sharpness }: FaceQuality, { drawn }: EnrollLimits): boolean {
  return eyes > drawn.eyes || eyes * sharpness > drawn.edges;
}

export function judgeCandidate({ reading }: EnrollCandidate, limits: EnrollLimits): GateAnswer {
  if (reading === undefined) return { reasons: ["no face found"], warnings: [] };
  const { others, rival, presence, quality, descriptor } = reading;
  if (!areFinite(descriptor)) return { reasons: ["it gave numbers that are not finite; take another"], warnings: [] };
  const reasons: string[] = [];
  const warnings: string[] = [];
  if (presence === undefined)
    throw new SelfsameError("input", "enroll: expected readings of `read`, got one of `glance`.");
  if (!(presence >= limits.presence))
    reasons.push(
      `this does not look like a person's face (certainty ${presence.toFixed(2)}; ${limits.presence} needed)`,
    );
  if (looksDrawn(quality, limits)) reasons.push("this looks drawn, not photographed");
  const faces = `${others + 1} faces`;
  // Not "rival > limit": a rival that is not a number is refused, too.
  if (others > 0 && !(rival <= limits.rival))
    reasons.push(`${faces}, of which more than one could be meant; take a photo of one person alone`);
  else if (others > 0) warnings.push(`${faces}; the largest and most central was taken`);
  for (const { words } of judgeQuality(quality, limits.quality)) reasons.push(words);
  return { reasons, warnings };
}
