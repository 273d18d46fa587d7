// The certainty network as a value: what is shipped, kept in every profile, and opened before one owner's photos.

import type { Json } from "@selfsame/engine";
import type { LevelOffset } from "../decide/level.ts";
import type { Certainty, Probe } from "./certainty.ts";

/** Numbers with their shape, row-major. */
export interface CertaintyTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface CertaintyModel {
  readonly version: string;
  /** Parameters, scaling and the statistics of the population; names are letters, digits, `.`, `_` and `-`. */
  readonly tensors: ReadonlyMap<string, CertaintyTensor>;
  /** The network's structure, and how and on what it was trained. */
  readonly about: Json;
  /** The security levels that can be promised. */
  readonly levels: readonly LevelOffset[];
}

/** Puts the network before one owner's enrolled photos. Rejects with SelfsameError where the model does not fit together. */
export type OpenCertainty = (model: CertaintyModel, enrolled: readonly Probe[]) => Promise<Certainty>;
