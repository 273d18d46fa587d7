// What a model file says about its network beside structure and numbers. Plain data, no times, no paths.

import type { Preparation } from "../pixels/image.ts";

/** A plain JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface ModelFacts {
  /** How photos become inputs. */
  readonly preparation?: Preparation;
  /** The classes by name: for one sigmoid output, [below the threshold, above it]. */
  readonly classes?: readonly string[];
  /** The output neuron fires above this certainty, in [0, 1]. */
  readonly threshold?: number;
  /** How and on what it was trained, with what result. */
  readonly training?: { readonly [key: string]: Json };
}
