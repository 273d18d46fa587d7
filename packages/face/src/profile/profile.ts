// What enrollment leaves behind: the numbers that stand for one person's face, and what is needed to judge by them.
// Never a photo. docs/privacy.md says what these numbers can give away.

import { SelfsameError } from "@selfsame/engine";
import type { Probe } from "../certainty/certainty.ts";
import type { CertaintyModel } from "../certainty/model.ts";
import type { SecurityLevel } from "../decide/level.ts";

/** One enrolled photo, without the photo. */
export interface EnrolledPhoto extends Probe {
  /** A file's base name, "camera 3", or whatever else its owner knows it by. */
  readonly label: string;
  /** When it was enrolled: ISO 8601, a date or a moment in UTC. */
  readonly added: string;
}

export interface Profile {
  /** At least 1; with descriptors of 128 numbers. */
  readonly photos: readonly EnrolledPhoto[];
  readonly level: SecurityLevel;
  readonly certainty: CertaintyModel;
  /** Which networks made the descriptors; those of others cannot be compared. */
  readonly networks: string;
  /** ISO 8601, as `added`. */
  readonly created: string;
  readonly changed: string;
}

/** Fewer photos say too little about anyone. */
export const LEAST_PHOTOS = 3;

/**
 * The profile without the photos at `places` (from 0, as in `profile.photos`). The old one stays as it is.
 * Throws SelfsameError `input` for a place that it does not have, and where fewer than 3 photos would stay.
 */
export function removePhotos(profile: Profile, places: readonly number[], { changed }: { changed: string }): Profile {
  const count = profile.photos.length;
  const wrong = places.find((place) => !Number.isSafeInteger(place) || place < 0 || place >= count);
  if (wrong !== undefined)
    throw new SelfsameError(
      "input",
      `removePhotos: expected places from 0 to ${count - 1}, got ${wrong}. Look up the photos that the profile holds.`,
    );
  const photos = profile.photos.filter((_, place) => !places.includes(place));
  if (photos.length < LEAST_PHOTOS)
    throw new SelfsameError(
      "input",
      `removePhotos: ${photos.length} of ${count} photos would stay; a profile needs ${LEAST_PHOTOS}. Add others first, or delete the profile.`,
    );
  return { ...profile, photos, changed };
}
