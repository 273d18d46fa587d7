// How people's descriptors spread, and how one person's photos do, as two Gaussians: x = mean + person + photo. Method:
// Ioffe, "Probabilistic linear discriminant analysis", ECCV 2006 (here the two-covariance model). Photos of turned heads
// and hidden eyes spread more than others. These are statistics of many people: nobody's descriptor is among them.

import { exp, log } from "@selfsame/engine/numbers";
import type { FaceQuality } from "../quality/measure.ts";

/** The model in axes in which photos of one person spread alike and people independently. */
export interface Population {
  /** (width): the mean over people. */
  readonly mean: Float32Array;
  /** (width, width), row-major: y = axes · (x - mean). In y, photos of one person have the covariance 1. */
  readonly axes: Float32Array;
  /** (width): the variance of people along each axis of y. */
  readonly variances: Float32Array;
  /** (terms): the logarithm of a photo's own variance is their sum, each times its term of `noiseTerms`. */
  readonly noise: Float32Array;
}

/** A descriptor (width) in the population's axes. */
export function project({ mean, axes }: Population, descriptor: ArrayLike<number>): Float64Array {
  const width = mean.length;
  const projected = new Float64Array(width);
  for (let row = 0; row < width; row++) {
    let sum = 0;
    for (let column = 0; column < width; column++)
      sum += axes[row * width + column]! * (descriptor[column]! - mean[column]!);
    projected[row] = sum;
  }
  return projected;
}

export const NOISE_TERMS = 4;
const TURN = 30; // degrees
const TURN_LIMIT = 4; // twice as far: beyond it the pose is hardly known
const EYES_LIMIT = 0.1; // darker than any glasses that were measured

/** What makes a photo's descriptor less certain, each bounded: 1, the head turned, the head nodding, the eyes hidden. */
export function noiseTerms({ yaw, pitch, eyes }: FaceQuality): readonly number[] {
  const turned = (degrees: number) => Math.min(TURN_LIMIT, (degrees * degrees) / (TURN * TURN));
  return [1, turned(yaw), turned(pitch), -log(Math.max(EYES_LIMIT, Math.min(1, eyes)))];
}

/** The variance of such a photo, 1 being the usual. */
export function noiseOf({ noise }: Population, quality: FaceQuality): number {
  return exp(noiseTerms(quality).reduce((sum, term, i) => sum + term * noise[i]!, 0));
}
