// What a training run has to say for itself: plain data, filled by `train`, shown by text.ts and html.ts.
// Nothing here is measured or drawn; every figure comes from the engine's evaluation.

import type { ErrorRates, RocPoint } from "@selfsame/engine";

/** A 95% interval of a rate, both ends in [0, 1]. */
export type Interval = readonly [low: number, high: number];

/** The figures of one part of the photos, at the threshold. */
export interface PartResult extends ErrorRates {
  /** The mean loss, both classes weighing half. */
  readonly loss: number;
  /** The area under the ROC curve; undefined when a class is absent. */
  readonly auc: number | undefined;
  /** Photos of this part in which no face was found, and that no figure counts; undefined where none was looked for. */
  readonly noFace?: number | undefined;
}

/** A test photo and what the network said of it. */
export interface TestPhoto {
  /** The path as the user would recognize it, relative. */
  readonly image: string;
  readonly isYes: boolean;
  readonly certainty: number;
}

/** A small copy of a photo as the network saw it: (height, width, channels), row-major, bytes. */
export interface Thumbnail {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array | Uint8ClampedArray;
}

export interface WorstPhoto extends TestPhoto {
  readonly thumbnail?: Thumbnail;
}

/** The part withheld before anything else and used once: its figures are the report's. */
export interface TestResult extends PartResult {
  readonly intervals: {
    readonly accuracy: Interval;
    readonly falseAcceptRate: Interval;
    readonly falseRejectRate: Interval;
  };
  readonly roc: readonly RocPoint[];
  readonly photos: readonly TestPhoto[];
  /** The photos it got most wrong, the worst first; see `mostWrong`. */
  readonly worst: readonly WorstPhoto[];
}

/** One epoch, counted from 1. */
export interface EpochRecord {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly validationLoss?: number | undefined;
  readonly validationAccuracy?: number | undefined;
  readonly learningRate: number;
}

/** One row of the printed network. */
export interface LayerRow {
  /** Such as "dense-1 · relu". */
  readonly layer: string;
  /** Such as "4,096 × 1,024". */
  readonly shape: string;
  readonly parameters: number;
}

export interface TrainingReport {
  /** What the run is called: the model file's name without its ending. */
  readonly title: string;
  /** The model file, as the user named it. */
  readonly out: string;
  /** The base names of the folders of each class. */
  readonly classes: { readonly yes: readonly string[]; readonly no: readonly string[] };
  /** The output neuron fires above this certainty. */
  readonly threshold: number;
  /** Photos that could not be read and were left out. */
  readonly skipped: number;
  readonly parts: {
    readonly train: PartResult;
    readonly validation?: PartResult | undefined;
    readonly test?: TestResult | undefined;
  };
  readonly parameters: number;
  readonly layers: readonly LayerRow[];
  /** Name and value of each setting, ready to print. */
  readonly settings: readonly (readonly [name: string, value: string])[];
  readonly backend: string;
  readonly kernels: string;
  readonly threads: number;
  readonly epochs: { readonly done: number; readonly planned: number };
  /** The epoch whose parameters were kept, counted from 1; absent when none finished. */
  readonly bestEpoch?: number | undefined;
  /** What a certainty of 0.5 assumes, such as "both classes weigh half"; no period at its end. */
  readonly prior: string;
  readonly history: readonly EpochRecord[];
  readonly samplesPerSecond: number;
  readonly seconds: number;
}

/** The photos on the wrong side of the threshold, the farthest from the truth first, at most `count` of them. */
export function mostWrong<Photo extends TestPhoto>(photos: readonly Photo[], threshold: number, count = 10): Photo[] {
  const distance = (photo: Photo) => Math.abs(photo.certainty - (photo.isYes ? 1 : 0));
  return photos
    .filter((photo) => photo.certainty > threshold !== photo.isYes)
    .sort((a, b) => distance(b) - distance(a) || (a.image < b.image ? -1 : 1))
    .slice(0, count);
}
