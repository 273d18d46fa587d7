// How much likelier a probe is if it shows the owner, in closed form: the two Gaussians of population.ts, with how far the
// owner's own photos spread learned from them. Method: Brümmer and de Villiers, "The speaker partitioning problem", Odyssey
// 2010, section 3, one axis at a time.

import { log } from "@selfsame/engine/numbers";
import type { Population } from "./population.ts";

/** What enrolled photos tell of their owner, along the population's axes. */
export interface Posterior {
  /** (width): of the person. */
  readonly means: Float64Array;
  readonly variances: Float64Array;
  /** The variance of the owner's photos, 1 being the usual. */
  readonly spread: number;
}

/** That the owner's photos spread as everyone's do is worth so many photos: 20 to 45 measured alike, over ten shuffles. */
const USUAL = 30;

// Given n photos with mean m, of variance s, the person has the variance u = v s / (s + n v) and the mean n v m / (s + n v)
// along an axis where people have the variance v. s = (usual + sum of squares around m, a mean over axes) / (usual + n - 1).
/** From one or more photos (width) in the population's axes. */
export function posteriorOf({ variances }: Population, photos: readonly Float64Array[], usual = USUAL): Posterior {
  const width = variances.length;
  const count = photos.length;
  const mean = new Float64Array(width);
  for (const photo of photos) for (let i = 0; i < width; i++) mean[i]! += photo[i]! / count;
  let squares = 0;
  for (const photo of photos)
    for (let i = 0; i < width; i++) squares += (photo[i]! - mean[i]!) * (photo[i]! - mean[i]!);
  const spread = (usual + squares / width) / (usual + count - 1);
  return {
    means: mean.map((value, i) => (count * variances[i]! * value) / (spread + count * variances[i]!)),
    variances: mean.map((_, i) => (variances[i]! * spread) / (spread + count * variances[i]!)),
    spread,
  };
}

/** How a probe lies to the owner and to people at large. */
export interface Ratio {
  /** Natural logarithm of the likelihood ratio. */
  readonly ratio: number;
  /** Squares of the distances in deviations, means over axes. */
  readonly toOwner: number;
  readonly toPeople: number;
}

/** `toPeople` of a descriptor that is no face's: photos of people measured 0.3 to 1.2. */
const NO_FACE = 1.5;

// With w = s q, the variance of the owner's photos times the noise of such a photo:
// ratio = sum over axes of 1/2 [ log((v + w) / (u + w)) + y^2 / (v + w) - (y - mean)^2 / (u + w) ]
// That a probe is unlike people at large speaks for the owner only as far as photos of people ever are: what lies farther
// is unlike the owner just as well, and the two would all but cancel.
/** Of a probe (width) in the population's axes, a photo of the variance `noise`, 1 being the usual. */
export function gaussianRatio(
  { variances }: Population,
  { means, variances: left, spread }: Posterior,
  probe: Float64Array,
  noise: number,
): Ratio {
  const width = probe.length;
  const photo = spread * noise;
  let [volume, toOwner, toPeople] = [0, 0, 0];
  for (let i = 0; i < width; i++) {
    const [y, away] = [probe[i]!, probe[i]! - means[i]!];
    const [people, owner] = [variances[i]! + photo, left[i]! + photo];
    volume += log(people / owner);
    toPeople += (y * y) / people;
    toOwner += (away * away) / owner;
  }
  return {
    ratio: 0.5 * (volume + Math.min(toPeople, NO_FACE * width) - toOwner),
    toOwner: toOwner / width,
    toPeople: toPeople / width,
  };
}
