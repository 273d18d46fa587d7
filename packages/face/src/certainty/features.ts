// What the certainty network sees: how a probe lies to the photos of one owner, as a few numbers that mean the same for
// every owner and for any number of photos.

import type { Probe } from "./certainty.ts";
import { noiseOf, project, type Population } from "./population.ts";
import { gaussianRatio, posteriorOf, type Posterior } from "./ratio.ts";

/** In the order of the network's inputs. */
export const FEATURES = [
  "gaussian ratio", // log-likelihood ratio of the two-Gaussian model
  "distance to owner", // squares of the probe's distance from the owner's posterior, a mean over axes
  "distance to people", // the same from people at large: how usual a face it is
  "distance to mean", // from the mean of the enrolled descriptors, as the descriptor network measures
  "nearest", // from the nearest enrolled descriptor
  "three nearest",
  "spread", // of the enrolled descriptors around their mean
  "photos", // 1 / how many there are
] as const;

const NEAREST = 3;

/** An owner's photos, prepared for many probes. */
export interface Owner {
  readonly descriptors: readonly Float32Array[];
  readonly mean: Float64Array;
  readonly spread: number;
  readonly posterior: Posterior;
}

/** A probe, prepared for many owners. */
export interface Placed {
  /** (width) */
  readonly descriptor: Float32Array;
  /** (width): in the population's axes. */
  readonly y: Float64Array;
  /** The variance of such a photo, 1 being the usual. */
  readonly noise: number;
}

/** Prepares an owner from one or more descriptors (width). */
export function ownerOf(population: Population, descriptors: readonly Float32Array[]): Owner {
  const mean = meanOf(descriptors);
  const spread = descriptors.reduce((sum, one) => sum + distance(one, mean), 0) / descriptors.length;
  const projected = descriptors.map((one) => project(population, one));
  return { descriptors, mean, spread, posterior: posteriorOf(population, projected) };
}

/** Prepares a probe. */
export function placeProbe(population: Population, { descriptor, quality }: Probe): Placed {
  return { descriptor, y: project(population, descriptor), noise: noiseOf(population, quality) };
}

/** The features of one probe, written to `into` from place `at` on. */
export function writeFeatures(
  population: Population,
  owner: Owner,
  { descriptor, y, noise }: Placed,
  into: Float32Array,
  at: number,
): void {
  const { ratio, toOwner, toPeople } = gaussianRatio(population, owner.posterior, y, noise);
  const distances = owner.descriptors.map((one) => distance(one, descriptor)).sort((a, b) => a - b);
  const near = distances.slice(0, NEAREST);
  into.set(
    [
      ratio,
      toOwner,
      toPeople,
      distance(owner.mean, descriptor),
      near[0]!,
      near.reduce((sum, one) => sum + one, 0) / near.length,
      owner.spread,
      1 / distances.length,
    ],
    at,
  );
}

function meanOf(rows: readonly ArrayLike<number>[]): Float64Array {
  const mean = new Float64Array(rows[0]!.length);
  for (const row of rows) for (let i = 0; i < mean.length; i++) mean[i]! += row[i]! / rows.length;
  return mean;
}

const square = (x: number): number => x * x;

/** Euclidean. */
export function distance(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += square(one[i]! - other[i]!);
  return Math.sqrt(sum);
}
