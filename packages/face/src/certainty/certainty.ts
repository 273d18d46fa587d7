// What the certainty network is asked, whatever it looks at: how much likelier is this probe if it shows the owner than
// if it shows a stranger?

import type { FaceQuality } from "../quality/measure.ts";

/** What is known of one photo of a face. */
export interface Probe {
  /** (128) */
  readonly descriptor: Float32Array;
  readonly quality: FaceQuality;
}

/** The certainty network before one owner's enrolled photos. */
export interface Certainty {
  /** (count): natural logarithms of the likelihood ratio, owner to stranger; 0 says that it could be either. */
  ratios(probes: readonly Probe[]): Promise<Float64Array>;
  dispose(): void;
}
