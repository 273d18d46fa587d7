// `selfsame predict`: how certain a model is of photos. One that cannot be read is reported, and the others go on.

import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { isSelfsameError, load, SelfsameError, type Network } from "@selfsame/engine";
import { prepare, preparedLength, standardize, type Preparation } from "@selfsame/engine/pixels";
import picocolors from "picocolors";
import { contentError, fileError } from "../files/errors.ts";
import { displayed } from "../files/paths.ts";
import { readWhole } from "../files/write.ts";
import { decodePhoto } from "../photos/decode.ts";
import { reasonOf } from "../photos/problem.ts";
import { spread } from "../photos/spread.ts";
import { findPhotos } from "../photos/walk.ts";
import { INTERRUPTED, interruptible } from "../terminal/interrupt.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Exit code where some image could not be read. */
const SOME_FAILED = 1;
/** Photos decoded before the network sees them together. */
const TOGETHER = 32;
/** Without a word in the model, the output neuron fires above this. */
const DEFAULT_THRESHOLD = 0.5;

interface Options {
  readonly threshold?: number;
  readonly json?: boolean;
}

type Answer =
  | { readonly image: string; readonly certainty: number; readonly fires: boolean }
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
  return interruptible(async (signal) => {
    let failed = false;
    for (let first = 0; first < paths.length; first += TOGETHER) {
      const answers = await answersTo(model, preparation, threshold, paths.slice(first, first + TOGETHER), signal);
      if (answers === undefined) return INTERRUPTED;
      for (const answer of answers) {
        if ("error" in answer) failed = true;
        show(answer, paths.length > 1, options.json === true, terminal);
      }
    }
    model.dispose();
    return failed ? SOME_FAILED : 0;
  });
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
  signal: AbortSignal,
): Promise<Answer[] | undefined> {
  const width = preparedLength(preparation);
  const inputs = new Float32Array(paths.length * width);
  const errors: (string | undefined)[] = new Array(paths.length);
  const reading = spread(
    paths,
    availableParallelism(),
    async (path, index) => {
      try {
        const prepared = await decodePhoto(path, (image) => prepare(image, preparation));
        standardize(prepared, preparation, inputs, index * width);
      } catch (error) {
        if (!isSelfsameError(error, "photo")) throw error;
        errors[index] = reasonOf(error, path);
      }
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
  return paths.map((image, index) => {
    const error = errors[index];
    const certainty = certainties[index]!;
    return error === undefined ? { image, certainty, fires: certainty > threshold } : { image, error };
  });
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
  const text = `${percent(answer.certainty)} ${answer.fires ? colors.bold("yes") : "no"}`;
  terminal.print(isOneOfMany ? `${text.padStart(10)}  ${image}` : text);
}

/** A certainty as a percentage that never says 100% or 0% of something in between. */
function percent(certainty: number): string {
  const rounded = (100 * certainty).toFixed(1);
  if (rounded === "100.0" && certainty < 1) return ">99.9%";
  if (rounded === "0.0" && certainty > 0) return "<0.1%";
  return `${rounded}%`;
}
