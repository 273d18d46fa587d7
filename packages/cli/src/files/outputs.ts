// The files of a run, and the promise that none of them replaces something that is not ours.

import { commandName } from "../terminal/command-name.ts";
import { realpath, rm } from "node:fs/promises";
import { extname } from "node:path";
import { SelfsameError } from "@selfsame/engine";
import { displayed, pasteable } from "./paths.ts";
import { checkWritable, isFile, readStart, removeLeftovers } from "./write.ts";

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

/**
 * Throws SelfsameError("file") where the outputs could not be written, or would replace a file of another kind, or the
 * checkpoint of an interrupted run other than `resumed`.
 */
export async function checkOutputs({ model, checkpoint, report }: Outputs, resumed?: string): Promise<void> {
  for (const path of [model, checkpoint, report]) await removeLeftovers(path);
  await checkWritable(model);
  await refuseOthers(model, "model", (start) => start.includes("selfsame-model"));
  await refuseOthers(report, "report", (start) => start.includes(REPORT_MARK));
  if (!(await isFile(checkpoint)) || (resumed !== undefined && (await areSame(resumed, checkpoint)))) return;
  throw new SelfsameError(
    "file",
    `${displayed(checkpoint)} holds a run that was interrupted. Go on with it (${commandName()} train --resume ${pasteable(checkpoint)}), ` +
      (resumed === undefined ? "delete it, or choose another --out." : "or delete it."),
  );
}

/** Whether two paths lead to one file. */
async function areSame(one: string, other: string): Promise<boolean> {
  return (await realpath(one)) === (await realpath(other));
}

async function refuseOthers(path: string, kind: string, isOurs: (start: string) => boolean): Promise<void> {
  if (!(await isFile(path))) return;
  const start = await readStart(path, START_BYTES);
  if (start.length === 0 || isOurs(start.toString("latin1"))) return;
  throw new SelfsameError(
    "file",
    `${displayed(path)} is there already and is no ${kind} of selfsame; it is left as it is. Choose another --out.`,
  );
}

export async function removeCheckpoint({ checkpoint }: Outputs): Promise<void> {
  await rm(checkpoint, { force: true });
}
