// A profile's contents from bytes that nobody vouches for, believed only as far as they are checked. Everything here
// throws a plain Error with the reason; who reads the file says what to do about it.

import type { Json } from "@selfsame/engine";
import type { Tensor } from "@selfsame/engine/file";
import { areFinite } from "@selfsame/engine/numbers";
import type { CertaintyModel, CertaintyTensor } from "../certainty/model.ts";
import { SECURITY_LEVELS, type LevelOffset, type SecurityLevel } from "../decide/level.ts";
import { DESCRIPTOR_LENGTH } from "../networks/index.ts";
import type { FaceQuality } from "../quality/measure.ts";
import type { EnrolledPhoto, Profile } from "./profile.ts";

/** Names of tensors in the file. */
export const DESCRIPTORS = "descriptors";
export const CERTAINTY = "certainty.";

/** What the file says in words: the profile without its tensors. */
export interface ProfileAbout {
  readonly networks: Json;
  readonly level: Json;
  readonly created: Json;
  readonly changed: Json;
  readonly photos: Json;
  readonly certainty: Json;
}

type JsonRecord = { readonly [key: string]: Json };

const MEASURES = Object.keys({
  brightness: true,
  contrast: true,
  sidelight: true,
  sharpness: true,
  eyes: true,
  mouth: true,
  yaw: true,
  pitch: true,
  roll: true,
  misfit: true,
  eyeDistance: true,
  outside: true,
} satisfies Record<keyof FaceQuality, true>) as (keyof FaceQuality)[];

const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?Z)?$/;
const TEXT_LIMIT = 1000;

export function record(what: string, value: Json | undefined): JsonRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(`its ${what} is not a JSON object`);
  return value as JsonRecord;
}

function list(what: string, value: Json | undefined): readonly Json[] {
  if (!Array.isArray(value)) throw new Error(`its ${what} is not a list`);
  return value as readonly Json[];
}

function text(what: string, value: Json | undefined): string {
  if (typeof value !== "string" || value === "" || value.length > TEXT_LIMIT)
    throw new Error(`its ${what} is not a text of 1 to ${TEXT_LIMIT} characters`);
  if (/\p{Cc}/u.test(value)) throw new Error(`its ${what} holds characters that control a terminal`);
  return value;
}

function date(what: string, value: Json | undefined): string {
  if (typeof value !== "string" || !DATE.test(value))
    throw new Error(`its ${what} is ${JSON.stringify(value)}, no date like 2026-01-31 or 2026-01-31T12:00:00Z`);
  return value;
}

function number(what: string, value: Json | undefined, least = -Infinity, most = Infinity): number {
  if (typeof value !== "number" || !Number.isFinite(value) || value < least || value > most)
    throw new Error(`its ${what} is ${JSON.stringify(value)}, no number that it could be`);
  return value;
}

function count(what: string, value: Json | undefined): number {
  if (!Number.isSafeInteger(value)) throw new Error(`its ${what} is ${JSON.stringify(value)}, no whole number`);
  return number(what, value, 0);
}

function level(what: string, value: Json | undefined): SecurityLevel {
  const found = SECURITY_LEVELS.find((known) => known === value);
  if (found === undefined) throw new Error(`its ${what} is ${JSON.stringify(value)}, no security level`);
  return found;
}

/** Likelihood ratios beyond e^50 are no matter of security levels. */
const OFFSET_LIMIT = 50;
/** A rate that was counted lies near the level that it was counted at. */
const FAR_LIMIT = 2;

function levelOffset(value: Json, index: number): LevelOffset {
  const what = `level ${index}`;
  const entry = record(what, value);
  const far = level(what, entry["level"]);
  return {
    level: far,
    offset: number(`offset of ${what}`, entry["offset"], -OFFSET_LIMIT, OFFSET_LIMIT),
    far: number(`false accept rate of ${what}`, entry["far"], 0, FAR_LIMIT * far),
    frr: number(`false reject rate of ${what}`, entry["frr"], 0, 1),
    impostorAttempts: count(`impostor attempts of ${what}`, entry["impostorAttempts"]),
    genuineAttempts: count(`genuine attempts of ${what}`, entry["genuineAttempts"]),
  };
}

function finite(name: string, { shape, values }: Tensor): CertaintyTensor {
  if (!(values instanceof Float32Array)) throw new Error(`its tensor "${name}" is not float32`);
  if (!areFinite(values)) throw new Error(`its tensor "${name}" holds a number that is not finite`);
  return { shape, values };
}

function checkCertainty(value: Json, tensors: ReadonlyMap<string, Tensor>): CertaintyModel {
  const { version, about, levels } = record("certainty network", value);
  if (about === undefined) throw new Error("its certainty network does not say what it is");
  const own = new Map<string, CertaintyTensor>();
  for (const [name, tensor] of tensors) {
    if (name === DESCRIPTORS) continue;
    if (!name.startsWith(CERTAINTY)) throw new Error(`its tensor ${JSON.stringify(name)} is none of a profile`);
    own.set(name.slice(CERTAINTY.length), finite(name, tensor));
  }
  return {
    version: text("certainty network's version", version),
    tensors: own,
    about,
    levels: list("levels", levels).map(levelOffset),
  };
}

function checkPhoto(value: Json, index: number, descriptors: Float32Array): EnrolledPhoto {
  const what = `photo ${index}`;
  const { label, added, quality } = record(what, value);
  const measures = record(`quality of ${what}`, quality);
  const measured = MEASURES.map((measure) => [measure, number(`${measure} of ${what}`, measures[measure])] as const);
  return {
    label: text(`label of ${what}`, label),
    added: date(`date of ${what}`, added),
    quality: Object.fromEntries(measured) as unknown as FaceQuality,
    descriptor: descriptors.slice(index * DESCRIPTOR_LENGTH, (index + 1) * DESCRIPTOR_LENGTH),
  };
}

/** The profile, if words and tensors make a sound one together. */
export function checkProfile(about: ProfileAbout, tensors: ReadonlyMap<string, Tensor>): Profile {
  const rows = tensors.get(DESCRIPTORS);
  if (rows === undefined) throw new Error(`it has no tensor "${DESCRIPTORS}"`);
  const { values } = finite(DESCRIPTORS, rows);
  const photos = list("photos", about.photos);
  if (photos.length === 0) throw new Error("it holds no photos");
  if (rows.shape.join() !== `${photos.length},${DESCRIPTOR_LENGTH}`)
    throw new Error(
      `its descriptors have shape (${rows.shape.join(", ")}); ${photos.length} photos need (${photos.length}, ${DESCRIPTOR_LENGTH})`,
    );
  const certainty = checkCertainty(about.certainty, tensors);
  const chosen = level("security level", about.level);
  const known = certainty.levels.map((entry) => entry.level);
  if (new Set(known).size !== known.length) throw new Error("its certainty network has a level twice");
  if (!known.includes(chosen))
    throw new Error(`its certainty network has no level ${chosen.toExponential()}, which it asks for`);
  return {
    photos: photos.map((photo, index) => checkPhoto(photo, index, values)),
    level: chosen,
    certainty,
    networks: text("networks", about.networks),
    created: date("date of creation", about.created),
    changed: date("date of change", about.changed),
  };
}
