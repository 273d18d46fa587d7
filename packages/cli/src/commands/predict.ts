// `selfsame predict`: how certain a model is of photos. One that cannot be read is reported, and the others go on; where the
// model sees faces, a photo without one is answered with that.

import { stat } from "node:fs/promises";
import { load, SelfsameError, type Network } from "@selfsame/engine";
import { preparedLength, standardize, type Preparation } from "@selfsame/engine/pixels";
import picocolors from "picocolors";
import { contentError, fileError } from "../files/errors.ts";
import { displayed } from "../files/paths.ts";
import { readWhole } from "../files/write.ts";
import { preparerFor, type PreparedPhoto, type Preparer, type TakenFace } from "../photos/preparer.ts";
import { spread } from "../photos/spread.ts";
import { findPhotos } from "../photos/walk.ts";
import { INTERRUPTED, interruptible } from "../terminal/interrupt.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Exit codes where some image could not be read; and else, where in some there was no face to look at. */
const SOME_FAILED = 1;
const NO_FACE = 3;
/** Photos decoded before the network sees them together. */
const TOGETHER = 32;
/** Without a word in the model, the output neuron fires above this. */
const DEFAULT_THRESHOLD = 0.5;

interface Options {
  readonly threshold?: number;
  readonly json?: boolean;
}

/** As it is printed by `--json`; with `face` where the model sees faces. */
type Answer =
  | {
      readonly image: string;
      readonly face?: TakenFace["box"];
      readonly certainty: number;
      readonly fires: boolean;
    }
  | { readonly image: string; readonly face: null; readonly certainty: null; readonly fires: false }
  | { readonly image: string; readonly error: string };

/** Returns the exit code. Throws SelfsameError on a model or a folder that cannot be used. */
export async function predictCommand(
  modelPath: string,
  images: readonly string[],
  options: Options,
  terminal: Terminal,
): Promise<number> {
  const model = await loadModel(modelPath);
  const { preparation } = model.facts;
  if (preparation === undefined || model.plan.outputs !== 1) {
    throw new SelfsameError(
      "model-file",
      `${displayed(modelPath)}: this model does not say how photos become its inputs, or answers with more than one number; predict reads models that selfsame train wrote.`,
    );
  }
  const threshold = options.threshold ?? model.facts.threshold ?? DEFAULT_THRESHOLD;
  const paths = await photosOf(images);
  const preparer = await preparerFor(preparation, paths.length).catch((error: unknown) =>
    Promise.reject(contentError(modelPath, error)),
  );
  return interruptible(async (signal) => {
    let exitCode = 0;
    try {
      for (let first = 0; first < paths.length; first += TOGETHER) {
        const some = paths.slice(first, first + TOGETHER);
        const answers = await answersTo(model, preparation, threshold, some, preparer, signal);
        if (answers === undefined) return INTERRUPTED;
        for (const answer of answers) {
          exitCode = worse(exitCode, answer);
          show(answer, paths.length > 1, options.json === true, terminal);
        }
      }
    } finally {
      await preparer.end();
    }
    model.dispose();
    return exitCode;
  });
}

/** A photo that cannot be read outweighs one without a face. */
function worse(exitCode: number, answer: Answer): number {
  if ("error" in answer) return SOME_FAILED;
  return answer.certainty === null && exitCode === 0 ? NO_FACE : exitCode;
}

/** A model file from disk. Throws `file`, `model-file` or `model-version`, naming the file. */
export async function loadModel(path: string): Promise<Network> {
  const bytes = await readWhole(path);
  try {
    return await load(bytes);
  } catch (error) {
    throw contentError(path, error);
  }
}

/** Files as they are, folders as the photos in them. */
async function photosOf(images: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(
    images.map(async (path) => {
      const isFolder = await stat(path).then(
        (found) => found.isDirectory(),
        (error: NodeJS.ErrnoException) => {
          // A photo that is not there is answered like one that cannot be read.
          if (error.code === "ENOENT" || error.code === "ENOTDIR") return false;
          throw fileError(path, error);
        },
      );
      return isFolder ? findPhotos(path) : [path];
    }),
  );
  return lists.flat();
}

/** Undefined where the signal was given before all photos were read. */
async function answersTo(
  model: Network,
  preparation: Preparation,
  threshold: number,
  paths: readonly string[],
  preparer: Preparer,
  signal: AbortSignal,
): Promise<Answer[] | undefined> {
  const width = preparedLength(preparation);
  const inputs = new Float32Array(paths.length * width);
  const photos: PreparedPhoto[] = new Array(paths.length);
  const reading = spread(
    paths,
    preparer.atOnce,
    async (path, index) => {
      const photo = (photos[index] = await preparer.prepare(path));
      if (typeof photo === "object" && "pixels" in photo) standardize(photo.pixels, preparation, inputs, index * width);
    },
    signal,
  );
  try {
    await reading;
  } catch (error) {
    if (!signal.aborted) throw error;
    return undefined;
  }
  const certainties = await model.forward(inputs);
  return paths.map((image, index) => answerTo(image, photos[index]!, certainties[index]!, threshold));
}

function answerTo(image: string, photo: PreparedPhoto, certainty: number, threshold: number): Answer {
  if (photo === "no face") return { image, face: null, certainty: null, fires: false };
  if ("problem" in photo) return { image, error: photo.problem };
  const face = photo.face === undefined ? {} : { face: toTenths(photo.face.box) };
  return { image, ...face, certainty, fires: certainty > threshold };
}

/** A box is no more exact than that. */
function toTenths({ x, y, width, height }: TakenFace["box"]): TakenFace["box"] {
  const tenth = (value: number) => Math.round(10 * value) / 10;
  return { x: tenth(x), y: tenth(y), width: tenth(width), height: tenth(height) };
}

function show(answer: Answer, isOneOfMany: boolean, json: boolean, terminal: Terminal): void {
  if (json) {
    terminal.print(JSON.stringify(answer));
    return;
  }
  const image = displayed(answer.image);
  if ("error" in answer) {
    terminal.note(`selfsame: ${image}: ${answer.error}`);
    return;
  }
  const colors = picocolors.createColors(terminal.color);
  const text =
    answer.certainty === null ? "no face" : `${percent(answer.certainty)} ${answer.fires ? colors.bold("yes") : "no"}`;
  terminal.print(isOneOfMany ? `${text.padStart(10)}  ${image}` : text);
}

/** A certainty as a percentage that never says 100% or 0% of something in between. */
function percent(certainty: number): string {
  const rounded = (100 * certainty).toFixed(1);
  if (rounded === "100.0" && certainty < 1) return ">99.9%";
  if (rounded === "0.0" && certainty > 0) return "<0.1%";
  return `${rounded}%`;
}
