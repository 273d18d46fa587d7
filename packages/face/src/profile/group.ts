// Photos beside each other: which are the same photo again, and which do not show the person that the others show.

import type { Probe } from "../certainty/certainty.ts";
import type { EnrollLimits } from "./limits.ts";

/** Euclidean, between two descriptors of one length. */
export function descriptorDistance(a: Float32Array, b: Float32Array): number {
  let squares = 0;
  for (let i = 0; i < a.length; i++) squares += (a[i]! - b[i]!) * (a[i]! - b[i]!);
  return Math.sqrt(squares);
}

/** True for two frames between which neither the face nor the light moved: the second adds nothing. */
export function isSameFrame(a: Probe, b: Probe, { same }: EnrollLimits): boolean {
  const isNear = (measure: "yaw" | "pitch" | "brightness" | "sidelight"): boolean =>
    Math.abs(a.quality[measure] - b.quality[measure]) <= same[measure];
  return (
    isNear("yaw") &&
    isNear("pitch") &&
    isNear("brightness") &&
    isNear("sidelight") &&
    descriptorDistance(a.descriptor, b.descriptor) <= same.distance
  );
}

/** Of an even count the lower one, so that as many as half lie at or below it; Infinity of none. */
export function lowerMedian(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Infinity;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** A photo that does not look like the others. */
export interface Odd {
  /** Its place among the photos asked about. */
  readonly place: number;
  /** Its mean distance to the photos of the person, and what is usual among those. */
  readonly distance: number;
  readonly usual: number;
}

/**
 * The photos that do not show the person whom most show, or "several" where no person has most of them. Two photos can
 * only be one person's or two's.
 */
export function findOdd(photos: readonly Probe[], limits: EnrollLimits): readonly Odd[] | "several" {
  if (photos.length < 2) return [];
  const distances = photos.map((a) => photos.map((b) => descriptorDistance(a.descriptor, b.descriptor)));
  const toOthers = distances.map((row, place) => lowerMedian(row.filter((_, other) => other !== place)));
  const middle = toOthers.indexOf(Math.min(...toOthers));
  if (!(toOthers[middle]! <= limits.person)) return "several";
  // Most photos are within reach of the one in the middle, by what a median is: they show the person.
  const person = photos.filter((_, place) => distances[middle]![place]! <= limits.person);
  const odd = oddAmong(photos, person, limits);
  return odd.length > limits.oddShare * photos.length ? "several" : odd;
}

/** Those of `photos` that do not look like `person`, photos of one person (which may be among them). */
export function oddAmong(photos: readonly Probe[], person: readonly Probe[], limits: EnrollLimits): readonly Odd[] {
  const away = (photo: Probe): number =>
    mean(
      person.filter((other) => other !== photo).map((other) => descriptorDistance(photo.descriptor, other.descriptor)),
    );
  const usual = person.length < 2 ? 0 : lowerMedian(person.map(away));
  return photos
    .map((photo, place) => ({ place, distance: away(photo), usual }))
    .filter(({ distance }) => distance > Math.max(limits.odd, limits.oddTimes * usual));
}
