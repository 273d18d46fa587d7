// What a photo must show at least to be decided on. Wider than the gate of enrollment, which is there for years: here a
// photo that is merely poor may still be the owner's, and the certainty network sees how poor it is.

import type { QualityLimits } from "../quality/judge.ts";

/** Beyond these nobody can be told from anybody; units as in `FaceQuality`. */
export const UNLOCK_LIMITS = Object.freeze({
  eyeDistance: { least: 10 }, // pixels; the chip shows 53: each is five of its own
  brightness: { least: 20, most: 245 },
  contrast: { least: 15 },
  sidelight: { least: -0.8, most: 0.8 }, // one side nine times as bright as the other
  sharpness: { least: 0.0005 },
  yaw: { least: -65, most: 65 },
  pitch: { least: -55, most: 55 },
  misfit: { most: 0.25 },
  outside: { most: 0.4 },
  eyes: {}, // dark glasses make a descriptor stranger, not unusable
  mouth: {}, // so does a hand
}) satisfies QualityLimits;

/**
 * The mesh network's certainty of a face, in [0, 1]; below it what was found is none. Of 3,797 photos of faces three score
 * below 0.2 and one below 0.1, in which something else was taken for the face; beside faces nearly all places score 0.02.
 */
export const UNLOCK_PRESENCE = 0.1;
