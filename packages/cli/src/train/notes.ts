// What the command keeps in a checkpoint beside what the engine needs: its own settings, which photos, and the history.

import { SelfsameError, type Checkpoint, type Json } from "@selfsame/engine";
import type { EpochRecord } from "../report/report.ts";
import type { TrainRunSettings } from "./settings.ts";

export interface Notes {
  readonly settings: TrainRunSettings;
  /** Digest and number of the photos. */
  readonly photos: { readonly digest: string; readonly count: number };
  readonly history: readonly EpochRecord[];
}

export function notesToJson(notes: Notes): Json {
  return JSON.parse(JSON.stringify(notes)) as Json;
}

/** Throws `checkpoint` where another program than this command wrote it. */
export function notesOf(checkpoint: Checkpoint): Notes {
  const notes = checkpoint.notes as unknown as Notes | null;
  if (
    typeof notes?.settings?.out !== "string" ||
    typeof notes.photos?.digest !== "string" ||
    !Array.isArray(notes.history)
  ) {
    throw new SelfsameError(
      "checkpoint",
      "--resume: this checkpoint was not written by selfsame train. Resume it with the program that wrote it.",
    );
  }
  return notes;
}

/** Throws `checkpoint` where the photos are not the ones that the run began with. */
export function checkPhotos(notes: Notes, now: { readonly digest: string; readonly photos: readonly unknown[] }): void {
  if (notes.photos.digest === now.digest) return;
  const { count } = notes.photos;
  const change =
    count === now.photos.length
      ? `there are ${count} as before, but not the same ones`
      : `there were ${count}, now there are ${now.photos.length}`;
  throw new SelfsameError(
    "checkpoint",
    `--resume: the photos changed since the run began: ${change}. Restore them, or train from the start.`,
  );
}
