// What a set of enrolled photos lacks, in words. Advice only: nothing is refused for it.

import { sigmoid } from "@selfsame/engine/numbers";
import type { CertaintyModel, OpenCertainty } from "../certainty/model.ts";
import { THRESHOLD } from "../decide/decide.ts";
import type { LevelOffset } from "../decide/level.ts";
import type { EnrollLimits } from "./limits.ts";
import type { EnrolledPhoto } from "./profile.ts";

/** The kinds of photo that are missing. */
export function missingKinds(photos: readonly EnrolledPhoto[], { variety }: EnrollLimits): string[] {
  const range = (measure: "yaw" | "brightness" | "sidelight"): number => {
    const values = photos.map(({ quality }) => quality[measure]);
    return Math.max(...values) - Math.min(...values);
  };
  const words: string[] = [];
  if (range("yaw") < variety.yaw)
    words.push("all photos look the same way; add some with the head turned a little to each side");
  if (range("brightness") < variety.brightness && range("sidelight") < variety.sidelight)
    words.push("all photos are in one light; add some by a window, in the evening, outdoors");
  return words;
}

/**
 * The labels of photos that the others would not unlock with, at this level: each asked about before the rest. It costs
 * one opening a photo; none is asked about where it would leave fewer than the least.
 */
export async function unlikeTheRest(
  photos: readonly EnrolledPhoto[],
  model: CertaintyModel,
  { offset }: LevelOffset,
  open: OpenCertainty,
  { least }: EnrollLimits,
): Promise<string[]> {
  if (photos.length <= least) return [];
  const labels: string[] = [];
  for (const photo of photos) {
    const certainty = await open(
      model,
      photos.filter((other) => other !== photo),
    );
    try {
      const [ratio] = await certainty.ratios([photo]);
      if (!(sigmoid(ratio! + offset) > THRESHOLD)) labels.push(photo.label);
    } finally {
      certainty.dispose();
    }
  }
  return labels;
}
