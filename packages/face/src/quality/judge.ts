// From measures to words: what is wrong with a photo of a face, and how much better it would have to be.

import type { FaceQuality } from "./measure.ts";

/** What a measure may be; a missing end is not asked for. */
export interface QualityLimit {
  readonly least?: number;
  readonly most?: number;
}

/** What `judgeQuality` asks of each measure, in the measure's own unit. */
export type QualityLimits = { readonly [measure in keyof FaceQuality]?: QualityLimit };

/** The limits unless told otherwise: wide, so that what they refuse is of no use to anyone. */
export const QUALITY_LIMITS = Object.freeze({
  eyeDistance: { least: 20 }, // pixels; the chip shows 53 between the eyes: below 20, most of it is made up
  brightness: { least: 60, most: 225 }, // mean gray of 255
  contrast: { least: 40 }, // grays of 255, from the darkest 5% to the brightest
  sidelight: { least: -0.45, most: 0.45 }, // part of the light: 0.45 is 2.6 times as bright on one side
  sharpness: { least: 0.004 }, // variance of the Laplacian over variance of the gray
  yaw: { least: -40, most: 40 }, // degrees
  pitch: { least: -35, most: 35 }, // degrees; noses differ, so that it is known to about 10
  misfit: { most: 0.12 }, // part of the distance between the eyes; faces stay below 0.1
  outside: { most: 0.1 }, // part of the face
  eyes: { least: 0.3 }, // part of the face's contrast
  mouth: { least: 0.2 }, // part of the face's contrast
}) satisfies QualityLimits;

/** One thing that is wrong: which measure, and a sentence's end for people. */
export interface QualityReason {
  readonly measure: keyof FaceQuality;
  readonly words: string;
}

/** What is said of a measure: too little, too much, its name, its unit, and with how many decimals. */
interface Wording {
  readonly low: string;
  readonly high: string;
  readonly name: string;
  readonly unit: string;
  readonly decimals: number;
}

const share = { unit: "", decimals: 2 };
const degrees = { unit: " degrees", decimals: 0 };
const hidden = (part: string): string => `the ${part} can hardly be seen; is something before it, or is it in shadow`;

/** In the order in which reasons are given: what hides the others comes first. */
const WORDINGS: { readonly [measure in keyof FaceQuality]: Wording } = {
  eyeDistance: { low: "too small", high: "too close", name: "distance between the eyes", unit: " pixels", decimals: 0 },
  outside: {
    low: "cut off too little",
    high: "cut off by the edge of the photo",
    name: "part of the face outside",
    ...share,
  },
  brightness: { low: "too dark", high: "too bright", name: "mean", unit: " of 255", decimals: 0 },
  contrast: { low: "too little contrast", high: "too much contrast", name: "range", unit: " of 255", decimals: 0 },
  sidelight: { low: "lit from the left only", high: "lit from the right only", name: "balance", ...share },
  sharpness: { low: "blurred", high: "noisy", name: "sharpness", unit: "", decimals: 4 },
  yaw: {
    low: "turned too far to the left of the photo",
    high: "turned too far to the right of the photo",
    name: "yaw",
    ...degrees,
  },
  pitch: { low: "looks down too far", high: "looks up too far", name: "pitch", ...degrees },
  roll: {
    low: "leans too far to the left of the photo",
    high: "leans too far to the right of the photo",
    name: "roll",
    ...degrees,
  },
  misfit: { low: "too regular", high: "the parts do not lie as in a face", name: "misfit", ...share },
  eyes: { low: hidden("eye"), high: "the eyes stand out too much", name: "contrast", ...share },
  mouth: { low: hidden("mouth"), high: "the mouth stands out too much", name: "contrast", ...share },
};

/**
 * What is wrong with a photo of a face, in words; an empty list where nothing is. `limits` replace the defaults, each as
 * a whole; a limit `{}` asks for nothing. A measure that is not a number is wrong.
 *
 * @example
 * judgeQuality(measures)[0].words; // "too dark (mean 31 of 255; 60 needed)"
 */
export function judgeQuality(measures: FaceQuality, limits: QualityLimits = {}): QualityReason[] {
  const reasons: QualityReason[] = [];
  const asked: QualityLimits = { ...QUALITY_LIMITS, ...limits };
  for (const measure of Object.keys(WORDINGS) as (keyof FaceQuality)[]) {
    const { least = -Infinity, most = Infinity } = asked[measure] ?? {};
    const value = measures[measure];
    if ((value >= least && value <= most) || (least === -Infinity && most === Infinity)) continue;
    const { low, high, name, unit, decimals } = WORDINGS[measure];
    const above = value > most || least === -Infinity;
    const bound = above ? most : least;
    // As many decimals as it takes to tell the value from the limit, so that nobody reads "60 of 255; 60 needed".
    let digits = decimals;
    while (digits < 6 && value.toFixed(digits) === bound.toFixed(digits)) digits++;
    const needed = `${Number(bound.toFixed(digits))} ${above ? "at most" : bound < 0 ? "at least" : "needed"}`;
    reasons.push({
      measure,
      words: `${above ? high : low} (${name} ${Number(value.toFixed(digits))}${unit}; ${needed})`,
    });
  }
  return reasons;
}
