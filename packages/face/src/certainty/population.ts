// How people's descriptors spread, and how one person's photos do, as two Gaussians: x = mean + person + photo. Under it
// the likelihood ratio of "the same person" has a closed form. Method: Ioffe, "Probabilistic linear discriminant analysis",
// ECCV 2006; Brümmer and de Villiers, "The speaker partitioning problem", Odyssey 2010 (the two-covariance model).
// These are statistics of many people: nobody's descriptor is among them.

import { log } from "@selfsame/engine/numbers";

/** The model in axes in which photos of one person spread alike and people independently. */
export interface Population {
  /** (width): the mean over people. */
  readonly mean: Float32Array;
  /** (width, width), row-major: y = axes · (x - mean). In y, photos of one person have the covariance 1. */
  readonly axes: Float32Array;
  /** (width): the variance of people along each axis of y. */
  readonly variances: Float32Array;
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

/** What enrolled photos tell of their owner: the posterior of the person along each axis. */
export interface Posterior {
  readonly means: Float64Array;
  /** Variance of a further photo: of the person given the photos, plus 1. */
  readonly spreads: Float64Array;
  /** The part of the ratio that no probe changes. */
  readonly constant: number;
}

// Given n photos with mean m, the person has the variance u = v / (1 + n v) and the mean n u m along an axis where people
// have the variance v.
export function posteriorOf({ variances }: Population, mean: Float64Array, count: number): Posterior {
  const means = new Float64Array(mean.length);
  const spreads = new Float64Array(mean.length);
  let constant = 0;
  for (let i = 0; i < mean.length; i++) {
    const variance = variances[i]! / (1 + count * variances[i]!);
    means[i] = count * variance * mean[i]!;
    spreads[i] = 1 + variance;
    constant += 0.5 * log((1 + variances[i]!) / spreads[i]!);
  }
  return { means, spreads, constant };
}

// ratio = sum over axes of 1/2 [ log((1 + v) / (1 + u)) + y^2 / (1 + v) - (y - mean)^2 / (1 + u) ]
export function gaussianRatio({ variances }: Population, posterior: Posterior, probe: Float64Array): number {
  const { means, spreads, constant } = posterior;
  let ratio = constant;
  for (let i = 0; i < probe.length; i++) {
    const away = probe[i]! - means[i]!;
    ratio += 0.5 * ((probe[i]! * probe[i]!) / (1 + variances[i]!) - (away * away) / spreads[i]!);
  }
  return ratio;
}
