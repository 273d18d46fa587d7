// What came out of a run: every part's figures, the facts that go into the model file, and the JSON that `--json` prints.

import {
  areaUnderCurve,
  errorRates,
  evaluate,
  rocCurve,
  wilson,
  type Examples,
  type Json,
  type ModelFacts,
  type Network,
} from "@selfsame/engine";
import { basename } from "node:path";
import type { Preparation } from "@selfsame/engine/pixels";
import { displayed } from "../files/paths.ts";
import { mostWrong, type PartResult, type TestResult } from "../report/report.ts";
import type { PhotoExamples } from "./examples.ts";
import type { TrainRunSettings } from "./settings.ts";

/** The output neuron fires above this. */
export const THRESHOLD = 0.5;

/** What a certainty of 0.5 assumes. */
export const PRIOR = "both classes weigh half";

export interface Results {
  readonly train: PartResult;
  readonly validation: PartResult | undefined;
  readonly test: TestResult | undefined;
}

/** Loss, rates and area of one part of the photos. */
async function measure(network: Network, examples: Examples, backend: TrainRunSettings["backend"]) {
  const { loss, outputs: certainties, targets: isYes } = await evaluate(network, examples, { backend });
  const part: PartResult = {
    loss,
    ...errorRates(certainties, isYes, THRESHOLD),
    auc: areaUnderCurve(certainties, isYes),
  };
  return { part, certainties, isYes };
}

/** The figures of one part of the photos; `noFace`: how many more of it show no face, where faces were looked for. */
export async function partResult(
  network: Network,
  examples: Examples,
  backend: TrainRunSettings["backend"],
  noFace?: number,
): Promise<PartResult> {
  return { ...(await measure(network, examples, backend)).part, noFace };
}

/** The figures of the withheld photos, with everything that the report draws. */
export async function testResult(
  network: Network,
  examples: Examples,
  backend: TrainRunSettings["backend"],
  source: PhotoExamples,
  places: Uint32Array,
  noFace?: number,
): Promise<TestResult> {
  const { part, certainties, isYes } = await measure(network, examples, backend);
  const photos = Array.from(places, (place, index) => ({
    image: displayed(source.photos[place]!.path),
    isYes: isYes[index] === 1,
    certainty: certainties[index]!,
    place,
  }));
  const { size, color } = source.preparation;
  const thumbnail = (place: number) => {
    const channels = color ? 3 : 1;
    const data = new Uint8Array(size * size * channels);
    source.pixels.read(place, data);
    return { width: size, height: size, channels, data } as const;
  };
  const right = part.yes + part.no - part.falseAccepts - part.falseRejects;
  return {
    ...part,
    noFace,
    intervals: {
      accuracy: wilson(right, part.yes + part.no),
      falseAcceptRate: wilson(part.falseAccepts, part.no),
      falseRejectRate: wilson(part.falseRejects, part.yes),
    },
    roc: rocCurve(certainties, isYes),
    photos,
    worst: mostWrong(photos, THRESHOLD).map((photo) => ({ ...photo, thumbnail: thumbnail(photo.place) })),
  };
}

/** A part as JSON: plain figures; null where there is no such part. */
export function partJson(part: PartResult | undefined): Json {
  if (part === undefined) return null;
  const { loss, accuracy, falseAcceptRate, falseRejectRate, auc, yes, no, noFace } = part;
  const orNull = (value: number | undefined) => value ?? null;
  return {
    loss,
    accuracy: orNull(accuracy),
    falseAcceptRate: orNull(falseAcceptRate),
    falseRejectRate: orNull(falseRejectRate),
    auc: orNull(auc),
    yes,
    no,
    ...(noFace === undefined ? {} : { noFace }),
  };
}

/** What the model file says about itself: no times, no paths beyond the folders' own names. */
export function factsOf(
  settings: TrainRunSettings,
  preparation: Preparation,
  results: Results,
  run: {
    readonly epochs: number;
    readonly bestEpoch: number | undefined;
    readonly skipped: number;
    readonly backend: string;
    readonly kernels: string;
  },
): ModelFacts {
  const { yes, no, out: _out, backend: _backend, ...rest } = settings;
  return {
    preparation,
    classes: ["no", "yes"],
    threshold: THRESHOLD,
    training: JSON.parse(
      JSON.stringify({
        folders: { yes: yes.map((path) => basename(path)), no: no.map((path) => basename(path)) },
        settings: rest,
        epochs: run.epochs,
        bestEpoch: run.bestEpoch ?? null,
        skipped: run.skipped,
        backend: run.backend,
        kernels: run.kernels,
        prior: PRIOR,
        train: partJson(results.train),
        validation: partJson(results.validation),
        test: partJson(results.test),
      }),
    ) as { [key: string]: Json },
  };
}
