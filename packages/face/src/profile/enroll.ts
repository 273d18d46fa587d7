// From about ten photos of one person to a profile, and more photos to one that is there. Every photo gets its answer.
// Nothing is saved here: a profile that exists is never touched, whatever comes of the new photos.

import type { CertaintyModel, OpenCertainty } from "../certainty/model.ts";
import { checkLevel } from "../decide/check-level.ts";
import type { SecurityLevel } from "../decide/level.ts";
import { missingKinds, unlikeTheRest } from "./advice.ts";
import { judgeCandidate, looksDrawn, type EnrollCandidate } from "./gate.ts";
import { findOdd, isSameFrame, oddAmong } from "./group.ts";
import { ENROLL_LIMITS, type EnrollLimits } from "./limits.ts";
import type { EnrolledPhoto, Profile } from "./profile.ts";

export interface AddOptions {
  /** Today, from the caller's clock: ISO 8601, a date or a moment in UTC. */
  readonly added: string;
  /** Given it, each photo is asked about before the others, and those that would not unlock are named in a warning. */
  readonly openCertainty?: OpenCertainty;
  /** Replace entries of `ENROLL_LIMITS`. */
  readonly limits?: Partial<EnrollLimits>;
}

export interface EnrollOptions extends AddOptions {
  readonly model: CertaintyModel;
  readonly level: SecurityLevel;
  /** Which networks made the descriptors. */
  readonly networks: string;
}

/** What became of one photo. */
export interface PhotoAnswer {
  readonly label: string;
  readonly accepted: boolean;
  /** Why it was not. */
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
}

export interface Enrollment {
  /** Undefined where the photos make none. */
  readonly profile: Profile | undefined;
  /** Why there is none, or why nothing was added; undefined where all went well. */
  readonly refusal: string | undefined;
  /** In the order of the candidates. */
  readonly photos: readonly PhotoAnswer[];
  readonly warnings: readonly string[];
}

/**
 * Makes a profile of photos of one person: 3 to 50 of them, about ten for the stated rates. Photos without a face, poor
 * ones, near copies and those of somebody else are left out, each with its reasons.
 * Throws SelfsameError `input` for a level that the certainty network does not support, and as `openCertainty`.
 *
 * @example
 * const { profile, refusal } = await enroll(candidates, { model, level: 1e-4, networks, added: "2026-01-31" });
 */
export async function enroll(candidates: readonly EnrollCandidate[], options: EnrollOptions): Promise<Enrollment> {
  checkLevel(options.level, options.model.levels);
  const empty: Profile = {
    photos: [],
    level: options.level,
    certainty: options.model,
    networks: options.networks,
    created: options.added,
    changed: options.added,
  };
  const result = await addTo(empty, candidates, options);
  return { ...result, profile: result.refusal === undefined ? result.profile : undefined };
}

/**
 * The profile with further photos of its owner; photos that do not look like those it holds are refused. Where none is
 * taken, `refusal` says so and the profile is the one given. Throws SelfsameError `input` where the profile's own level is
 * not supported by its certainty network, and as `openCertainty`.
 *
 * @example
 * const { profile: more, refusal } = await addPhotos(profile, candidates, { added: "2026-02-01", openCertainty });
 */
export function addPhotos(
  profile: Profile,
  candidates: readonly EnrollCandidate[],
  options: AddOptions,
): Promise<Enrollment & { readonly profile: Profile }> {
  return addTo(profile, candidates, options);
}

interface Judged {
  readonly photo: EnrolledPhoto | undefined;
  readonly reasons: string[];
  readonly warnings: string[];
}

async function addTo(
  profile: Profile,
  candidates: readonly EnrollCandidate[],
  options: AddOptions,
): Promise<Enrollment & { readonly profile: Profile }> {
  const limits: EnrollLimits = { ...ENROLL_LIMITS, ...options.limits };
  const judged = candidates.map((candidate): Judged => {
    const { reasons, warnings } = judgeCandidate(candidate, limits);
    const { label, reading } = candidate;
    if (reading === undefined || reasons.length > 0)
      return { photo: undefined, reasons: [...reasons], warnings: [...warnings] };
    const { quality, descriptor } = reading;
    const photo = { label, added: options.added, quality: { ...quality }, descriptor: descriptor.slice() };
    return { photo, reasons: [], warnings: [...warnings] };
  });
  const isDrawn = refuseDrawn(judged, candidates, limits);
  const copies = refuseCopies(judged, profile.photos, limits);
  const isSeveral = refuseOdd(judged, profile.photos, limits);
  refuseBeyond(judged, limits.most - profile.photos.length, limits);

  const fresh = judged.flatMap(({ photo, reasons }) => (photo !== undefined && reasons.length === 0 ? [photo] : []));
  const photos = [...profile.photos, ...fresh];
  const refusal = refusalOf(photos.length, fresh.length, candidates.length, copies, isDrawn, isSeveral, limits);
  const warnings: string[] = [];
  if (copies > 0 && refusal === undefined)
    warnings.push(
      `${copies === 1 ? "1 near copy of another photo was" : `${copies} near copies of other photos were`} left out; move your head a little between photos`,
    );
  if (refusal === undefined) {
    warnings.push(...missingKinds(photos, limits));
    if (options.openCertainty !== undefined) {
      const offset = checkLevel(profile.level, profile.certainty.levels);
      const unlike = await unlikeTheRest(photos, profile.certainty, offset, options.openCertainty, limits);
      if (unlike.length > 0)
        warnings.push(
          `${unlike.join(", ")} would not unlock with the other photos: expect to be refused in such light or pose, or add more photos of the kind`,
        );
    }
  }
  return {
    profile: refusal === undefined ? { ...profile, photos, changed: options.added } : profile,
    refusal,
    photos: judged.map(({ photo, reasons, warnings: own }, index) => ({
      label: candidates[index]!.label,
      accepted: refusal === undefined && photo !== undefined && reasons.length === 0,
      reasons,
      warnings: own,
    })),
    warnings,
  };
}

/** Marks all that is left where too much of it looks drawn: what passed by itself is then no photo either. */
function refuseDrawn(judged: readonly Judged[], candidates: readonly EnrollCandidate[], limits: EnrollLimits): boolean {
  const readings = candidates.flatMap(({ reading }) => (reading === undefined ? [] : [reading]));
  const drawn = readings.filter(({ quality }) => looksDrawn(quality, limits)).length;
  if (drawn <= limits.drawn.share * readings.length) return false;
  for (const { photo, reasons } of judged)
    if (photo !== undefined) reasons.push("too many photos beside it look drawn");
  return true;
}

/** Marks frames that were there before; how many they are. */
function refuseCopies(judged: readonly Judged[], existing: readonly EnrolledPhoto[], limits: EnrollLimits): number {
  const kept = [...existing];
  let copies = 0;
  for (const { photo, reasons } of judged) {
    if (photo === undefined) continue;
    const first = kept.find((other) => isSameFrame(photo, other, limits));
    if (first === undefined) kept.push(photo);
    else {
      reasons.push(`nearly the same as ${first.label}: it adds nothing`);
      copies++;
    }
  }
  return copies;
}

/** Marks photos of somebody else; true where no one person is in most of them. */
function refuseOdd(judged: readonly Judged[], existing: readonly EnrolledPhoto[], limits: EnrollLimits): boolean {
  const standing = judged.filter(({ photo, reasons }) => photo !== undefined && reasons.length === 0);
  const photos = standing.map(({ photo }) => photo!);
  const odd = existing.length > 0 ? oddAmong(photos, existing, limits) : findOdd(photos, limits);
  if (odd === "several") return true;
  for (const { place, distance, usual } of odd)
    standing[place]!.reasons.push(
      `does not look like the others (distance ${distance.toFixed(2)} on average; usual among them: ${usual.toFixed(2)})`,
    );
  return false;
}

function refuseBeyond(judged: readonly Judged[], room: number, { most }: EnrollLimits): void {
  const standing = judged.filter(({ photo, reasons }) => photo !== undefined && reasons.length === 0);
  for (const { reasons } of standing.slice(Math.max(room, 0)))
    reasons.push(`a profile holds at most ${most} photos; this one came after them`);
}

function refusalOf(
  total: number,
  fresh: number,
  given: number,
  copies: number,
  isDrawn: boolean,
  isSeveral: boolean,
  { least }: EnrollLimits,
): string | undefined {
  if (isDrawn) return "these look drawn, not photographed; enroll photos of a person";
  if (isSeveral) return "these photos show several people; enroll photos of one person only";
  if (fresh === 0 && total > 0) return `none of the ${given} photos could be added; the profile is as it was`;
  if (total >= least) return undefined;
  if (copies > 0 && total === 1 && given > 1)
    return "all photos are the same; take them anew, moving your head a little";
  return `${total} of ${given} photos can be used; at least ${least} are needed, about ten are better`;
}
