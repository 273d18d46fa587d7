// Everything that enrollment asks of photos, in one table.

import type { QualityLimits } from "../quality/judge.ts";
import { LEAST_PHOTOS } from "./profile.ts";

/** Distances are Euclidean, between descriptors: one person's are mostly below 0.45, strangers' above 0.6. */
export interface EnrollLimits {
  /** How many photos a profile holds. */
  readonly least: number;
  readonly most: number;
  /** The landmark network's certainty of a face, in [0, 1]. A drawn face may be a face to it: hence `drawn`. */
  readonly presence: number;
  /**
   * A photo looks drawn where the contrast of its eyes is above `eyes` (parts of the face's contrast), or that times its
   * sharpness above `edges`: cameras see skin with texture and soft edges, drawings are flat with hard ones. Where more
   * than `share` of the photos do, none is taken. It knows cartoons; a painter's portrait may pass.
   */
  readonly drawn: { readonly eyes: number; readonly edges: number; readonly share: number };
  /** How prominent the next face may be, as a part of the one that was taken: above it nobody knows which is meant. */
  readonly rival: number;
  /** Two photos that differ by no more than all of this are one: degrees, grays of 255, parts of the light. */
  readonly same: {
    readonly distance: number;
    readonly yaw: number;
    readonly pitch: number;
    readonly brightness: number;
    readonly sidelight: number;
  };
  /** A photo farther than this from the one in the middle does not belong to its person. */
  readonly person: number;
  /** A photo is odd whose mean distance to the others is above `odd`, and `oddTimes` what is usual among them. */
  readonly odd: number;
  readonly oddTimes: number;
  /** More than this part of the photos odd: it is not the photos, it is several people. */
  readonly oddShare: number;
  /** Photos that range over less than this are all of one kind: degrees, grays of 255, parts of the light. */
  readonly variety: { readonly yaw: number; readonly brightness: number; readonly sidelight: number };
  /** Replace the limits of `judgeQuality`. */
  readonly quality: QualityLimits;
}

export const ENROLL_LIMITS: EnrollLimits = Object.freeze({
  least: LEAST_PHOTOS,
  most: 50,
  presence: 0.8,
  drawn: { eyes: 1.35, edges: 0.33, share: 1 / 3 },
  rival: 0.75,
  same: { distance: 0.15, yaw: 4, pitch: 4, brightness: 6, sidelight: 0.04 },
  person: 0.6,
  odd: 0.6,
  oddTimes: 1.25,
  oddShare: 1 / 3,
  variety: { yaw: 12, brightness: 20, sidelight: 0.12 },
  quality: {},
});
