// The files of a run, and the promise that none of them replaces something that is not ours.

import { rm } from "node:fs/promises";
import { basename, extname, relative } from "node:path";
import { SelfsameError } from "@selfsame/engine";
import { shown } from "../photos/problem.ts";
import { checkWritable, readStart } from "./write.ts";

export interface Outputs {
  readonly model: string;
  readonly checkpoint: string;
  readonly report: string;
}

/** Stands in every report that we write. */
export const REPORT_MARK = '<meta name="generator" content="selfsame">';

/** Enough of a file to tell whose it is. */
const START_BYTES = 4096;

/** The model, its checkpoint, and its report, which takes the model's name with .html. */
export function outputsOf(model: string): Outputs {
  const stem = extname(model) === ".safetensors" ? model.slice(0, -".safetensors".length) : model;
  return { model, checkpoint: `${model}.checkpoint`, report: `${stem}.html` };
}

/** A path as a person would write it from here. */
export function displayed(path: string): string {
  const short = relative(process.cwd(), path);
  return shown(short === "" || short.startsWith("..") ? path : short);
}

/**
 * Throws SelfsameError("file") where the outputs could not be written, or would replace a file of another kind; for a
 * new run also where an interrupted one left its checkpoint.
 */
export async function checkOutputs({ model, checkpoint, report }: Outputs, isResumed: boolean): Promise<void> {
  await checkWritable(model);
  await refuseOthers(model, (start) => start.includes("selfsame-model") || start.includes("selfsame-checkpoint"));
  await refuseOthers(report, (start) => start.includes(REPORT_MARK));
  if (!isResumed && (await readStart(checkpoint, 1)) !== undefined) {
    throw new SelfsameError(
      "file",
      `${displayed(checkpoint)} holds a run that was interrupted. Go on with it: selfsame train --resume ${displayed(checkpoint)}; or delete it, or choose another --out.`,
    );
  }
}

async function refuseOthers(path: string, isOurs: (start: string) => boolean): Promise<void> {
  const start = await readStart(path, START_BYTES);
  if (start === undefined || start.length === 0 || isOurs(start.toString("latin1"))) return;
  throw new SelfsameError("file", `${displayed(path)} is there already and was not written by selfsame; it is left as it is. Choose another --out than ${shown(basename(path))}.`);
}

export async function removeCheckpoint({ checkpoint }: Outputs): Promise<void> {
  await rm(checkpoint, { force: true });
}
