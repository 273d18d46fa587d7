// The two-covariance model from photos of many people, by moments: what photos differ by within people, and what people's
// means differ by beyond that.

import { log } from "@selfsame/engine/numbers";
import type { Probe } from "../../packages/face/src/certainty/certainty.ts";
import { NOISE_TERMS, noiseTerms, project, type Population } from "../../packages/face/src/certainty/population.ts";
import { symmetricEigen } from "./eigen.ts";

/** Photos of one person that count at most: nobody should stand for all. */
const PHOTOS_LIMIT = 30;
/** How far the covariance within people is drawn towards a multiple of 1, and the least variance of people. */
const SHRINKAGE = 0.3;
const LEAST_VARIANCE = 1e-3;

/** `people`: each person's photos, one or more. */
export function fitPopulation(people: readonly (readonly Probe[])[], width: number): Population {
  const spreads = fitSpreads(
    people.map((photos) => photos.map(({ descriptor }) => descriptor)),
    width,
  );
  return { ...spreads, noise: fitNoise({ ...spreads, noise: new Float32Array(NOISE_TERMS) }, people) };
}

type Spreads = Omit<Population, "noise">;

function fitSpreads(people: readonly (readonly Float32Array[])[], width: number): Spreads {
  const means = people.map((photos) => meanOf(photos, width));
  const mean = meanOf(means, width);
  const within = new Float64Array(width * width);
  let freedom = 0;
  people.forEach((photos, person) => {
    if (photos.length < 2) return;
    const weight = Math.min(1, PHOTOS_LIMIT / photos.length);
    for (const photo of photos) addProduct(within, photo, means[person]!, weight);
    freedom += (photos.length - 1) * weight;
  });
  for (let i = 0; i < within.length; i++) within[i]! /= freedom;
  // The means of few photos differ by more than people do: by the covariance within, divided by the number of photos.
  const between = new Float64Array(width * width);
  for (const one of means) addProduct(between, one, mean, 1 / (means.length - 1));
  const share = people.reduce((sum, { length }) => sum + 1 / length, 0) / people.length;
  for (let i = 0; i < between.length; i++) between[i]! -= share * within[i]!;
  let trace = 0;
  for (let i = 0; i < width; i++) trace += within[i * width + i]!;
  for (let i = 0; i < within.length; i++) {
    const isDiagonal = i % (width + 1) === 0;
    within[i] = (1 - SHRINKAGE) * within[i]! + (isDiagonal ? (SHRINKAGE * trace) / width : 0);
  }
  return diagonalized(mean, within, between, width);
}

/** People with fewer photos say little of how far one of them is from the rest. */
const NOISE_PHOTOS = 3;
/** Draws what a photo's quality says of its noise towards nothing, as so many photos would. */
const NOISE_RIDGE = 5;

/**
 * How a photo's quality widens it: the logarithm of each photo's squared distance from the mean of its person, as a part of
 * that person's mean, by weighted least squares on `noiseTerms`. The usual photo keeps the variance 1.
 */
function fitNoise(population: Population, people: readonly (readonly Probe[])[]): Float32Array {
  const terms = NOISE_TERMS;
  const left = new Float64Array(terms * terms);
  const right = new Float64Array(terms);
  for (let i = 1; i < terms; i++) left[i * terms + i] = NOISE_RIDGE;
  for (const photos of people) {
    if (photos.length < NOISE_PHOTOS) continue;
    const placed = photos.map(({ descriptor }) => project(population, descriptor));
    const mean = meanOf(placed, population.mean.length);
    const squares = placed.map((y) => y.reduce((sum, value, i) => sum + (value - mean[i]!) ** 2, 0));
    const usual = squares.reduce((sum, one) => sum + one, 0) / squares.length;
    const weight = Math.min(1, PHOTOS_LIMIT / photos.length);
    photos.forEach(({ quality }, photo) => {
      const row = noiseTerms(quality);
      for (let i = 0; i < terms; i++) {
        right[i]! += weight * row[i]! * log(squares[photo]! / usual);
        for (let j = 0; j < terms; j++) left[i * terms + j]! += weight * row[i]! * row[j]!;
      }
    });
  }
  const noise = solved(left, right);
  const all = people.flat();
  const logs = all.map(({ quality }) => noiseTerms(quality).reduce((sum, term, i) => sum + term * noise[i]!, 0));
  noise[0]! -= logs.reduce((sum, one) => sum + one, 0) / all.length;
  return Float32Array.from(noise);
}

/** x of left x = right, `left` (n, n) being positive definite: elimination without pivots. */
function solved(left: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  for (let k = 0; k < n; k++) {
    for (let row = k + 1; row < n; row++) {
      const factor = left[row * n + k]! / left[k * n + k]!;
      for (let j = k; j < n; j++) left[row * n + j]! -= factor * left[k * n + j]!;
      right[row]! -= factor * right[k]!;
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let j = k + 1; j < n; j++) right[k]! -= left[k * n + j]! * right[j]!;
    right[k]! /= left[k * n + k]!;
  }
  return right;
}

/** Whitens `within`, then turns to the axes of `between`. */
function diagonalized(mean: Float64Array, within: Float64Array, between: Float64Array, width: number): Spreads {
  const { values, vectors } = symmetricEigen(within, width);
  const whitening = vectors.map((value, at) => value / Math.sqrt(values[Math.floor(at / width)]!));
  const people = symmetricEigen(
    product(product(whitening, between, width), transposed(whitening, width), width),
    width,
  );
  return {
    mean: Float32Array.from(mean),
    axes: Float32Array.from(product(people.vectors, whitening, width)),
    variances: Float32Array.from(people.values, (value) => Math.max(value, LEAST_VARIANCE)),
  };
}

function meanOf(rows: readonly ArrayLike<number>[], width: number): Float64Array {
  const mean = new Float64Array(width);
  for (const row of rows) for (let i = 0; i < width; i++) mean[i]! += row[i]! / rows.length;
  return mean;
}

/** into += weight (x - mean) (x - mean)^T */
function addProduct(into: Float64Array, x: ArrayLike<number>, mean: ArrayLike<number>, weight: number): void {
  const width = mean.length;
  for (let i = 0; i < width; i++) {
    const left = weight * (x[i]! - mean[i]!);
    for (let j = 0; j < width; j++) into[i * width + j]! += left * (x[j]! - mean[j]!);
  }
}

function product(a: Float64Array, b: Float64Array, width: number): Float64Array {
  const c = new Float64Array(width * width);
  for (let i = 0; i < width; i++)
    for (let k = 0; k < width; k++)
      for (let j = 0; j < width; j++) c[i * width + j]! += a[i * width + k]! * b[k * width + j]!;
  return c;
}

function transposed(a: Float64Array, width: number): Float64Array {
  return a.map((_, at) => a[(at % width) * width + Math.floor(at / width)]!);
}
