// The two-covariance model from photos of many people, by moments: what photos differ by within people, and what people's
// means differ by beyond that.

import type { Population } from "../../packages/face/src/certainty/population.ts";
import { symmetricEigen } from "./eigen.ts";

/** Photos of one person that count at most: nobody should stand for all. */
const PHOTOS_LIMIT = 30;
/** How far the covariance within people is drawn towards a multiple of 1, and the least variance of people. */
const SHRINKAGE = 0.05;
const LEAST_VARIANCE = 1e-3;

/** `people`: each person's descriptors, one or more. */
export function fitPopulation(people: readonly (readonly Float32Array[])[], width: number): Population {
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

/** Whitens `within`, then turns to the axes of `between`. */
function diagonalized(mean: Float64Array, within: Float64Array, between: Float64Array, width: number): Population {
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
