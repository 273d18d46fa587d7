// What the command keeps in a checkpoint beside what the engine needs: its own settings, which photos, and the history.

import { isAbsolute } from "node:path";
import { SelfsameError, type Checkpoint, type Json } from "@selfsame/engine";
import { SETTING_PARSERS } from "../arguments.ts";
import type { EpochRecord } from "../report/report.ts";
import type { Gathered } from "./gather.ts";
import { settingsFrom, type TrainRunSettings } from "./settings.ts";

export interface Notes {
  readonly settings: TrainRunSettings;
  /** Digest and number of the photos. */
  readonly photos: { readonly digest: string; readonly count: number };
  readonly history: readonly EpochRecord[];
}

export function notesToJson(notes: Notes): Json {
  return JSON.parse(JSON.stringify(notes)) as Json;
}

/** The notes, checked. Throws `checkpoint`, saying what is wrong, where this command did not write them. */
export function notesOf({ notes, position }: Pick<Checkpoint, "notes" | "position">): Notes {
  try {
    const { settings, photos, history } = record("its notes", notes);
    const { digest, count } = record("photos", photos);
    if (typeof digest !== "string" || !/^[0-9a-f]{64}$/.test(digest)) wrong("photos.digest");
    if (!Number.isSafeInteger(count) || (count as number) < 1) wrong("photos.count");
    if (!Array.isArray(history) || history.length !== position.epoch) wrong("history");
    return {
      settings: settingsIn(record("settings", settings)),
      photos: { digest, count: count as number },
      history: history.map(epochIn),
    };
  } catch (cause) {
    throw new SelfsameError(
      "checkpoint",
      `--resume: this checkpoint was not written by selfsame train: ${(cause as Error).message.replace(/\.$/, "")}. Resume it with the program that wrote it, or train from the start.`,
      { cause },
    );
  }
}

function wrong(name: string): never {
  throw new Error(`${name} is missing or not as it writes it`);
}

function record(name: string, value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) wrong(name);
  return value as Record<string, unknown>;
}

/** The settings by the rules of the command line, each of them given. */
function settingsIn(saved: Record<string, unknown>): TrainRunSettings {
  for (const [key, parse] of Object.entries(SETTING_PARSERS)) {
    // Written as on the command line, each must be read as the very value that it is: a "64" is no 64.
    if (!isReadAs(saved[key], parse)) wrong(`settings.${key}`);
  }
  for (const key of ["color", "faces", "augment"]) if (typeof saved[key] !== "boolean") wrong(`settings.${key}`);
  for (const key of ["yes", "no"]) {
    const paths: unknown = saved[key];
    if (!Array.isArray(paths) || paths.length === 0 || !paths.every(isPath)) wrong(`settings.${key}`);
  }
  if (!isPath(saved["out"])) wrong("settings.out");
  return settingsFrom(saved as unknown as TrainRunSettings);
}

function isReadAs(value: unknown, parse: (text: string) => unknown): boolean {
  try {
    return JSON.stringify(parse(String(value))) === JSON.stringify(value);
  } catch {
    return false;
  }
}

function isPath(value: unknown): boolean {
  return typeof value === "string" && isAbsolute(value) && !value.includes("\0");
}

function epochIn(value: unknown, index: number): EpochRecord {
  const name = `history[${index}]`;
  const epoch = record(name, value);
  if (epoch["epoch"] !== index + 1) wrong(`${name}.epoch`);
  for (const key of ["loss", "accuracy", "learningRate"]) if (!Number.isFinite(epoch[key])) wrong(`${name}.${key}`);
  for (const key of ["validationLoss", "validationAccuracy"]) {
    if (epoch[key] !== undefined && !Number.isFinite(epoch[key])) wrong(`${name}.${key}`);
  }
  return epoch as unknown as EpochRecord;
}

/** Throws `checkpoint` where the photos are not the ones that the run began with. */
export function checkPhotos(notes: Notes, { photos, faceless, digest }: Gathered): void {
  if (notes.photos.digest === digest) return;
  const { count } = notes.photos;
  const now = photos.length + faceless.length;
  const change =
    count === now ? `there are ${count} as before, but not the same ones` : `there were ${count}, now there are ${now}`;
  throw new SelfsameError(
    "checkpoint",
    `--resume: the photos changed since the run began: ${change}. Restore them, or train from the start.`,
  );
}
