// A decision on one photo that looks only as long as it takes: a face that is the owner's, or a stranger's, beyond doubt
// at first look is not described a second time, in the mirror.

import type { Image } from "@selfsame/engine";
import type { Certainty } from "../certainty/certainty.ts";
import type { DetectOptions } from "../detect/detect.ts";
import type { FaceReader } from "../reader/reader.ts";
import { decide, decideLook, type Decision } from "./decide.ts";
import type { LevelOffset } from "./level.ts";

/**
 * How far from the threshold, in natural logarithms of the likelihood ratio, a first look decides alone. Chosen so that of
 * all attempts of the ten-selfie protocol, at every level, it lets in no stranger whom the second look would refuse and
 * refuses no owner whom it would let in: scripts/face/first-look.ts. It belongs to the shipped certainty network.
 */
export const CLEAR = Object.freeze({ above: 1.5, below: 1.5 });

/**
 * Decides whether a photo shows the owner, as `decide` does on what `read` answers, mostly in half the time. The
 * decision's ratio is that of the last look.
 *
 * @example
 * const decision = await recognize(reader, certainty, checkLevel(profile.level, profile.certainty.levels), photo);
 * decision.unlocked; // true
 */
export async function recognize(
  reader: FaceReader,
  certainty: Certainty,
  level: LevelOffset,
  image: Image,
  options?: DetectOptions,
): Promise<Decision> {
  const first = await reader.glance(image, options);
  const decision = await decideLook(certainty, level, first);
  if (first === undefined || decision.ratio === undefined) return decision;
  const shifted = decision.ratio + level.offset;
  if (shifted > CLEAR.above) return decision;
  // A stranger, or no face at all: that is said apart.
  if (shifted < -CLEAR.below)
    return decide(certainty, level, { ...first, presence: await reader.presence(image, first.face) });
  return decide(certainty, level, await reader.lookAgain(image, first));
}
