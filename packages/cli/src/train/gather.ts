// The photos of a run: found, read and prepared, with a bar; what could not be read is named.

import { createHash } from "node:crypto";
import { SelfsameError } from "@selfsame/engine";
import type { Preparation } from "@selfsame/engine/pixels";
import { displayed, fromHere } from "../files/paths.ts";
import { collectPhotos, type Photo } from "../photos/collect.ts";
import { loadPhotos } from "../photos/load.ts";
import type { PixelStore } from "../photos/store.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { TrainRunSettings } from "./settings.ts";

/** Skipped photos that are named one by one; beyond that they are counted. */
const NAMED = 20;

export interface Gathered {
  /** Photos with prepared pixels, in the same order. */
  readonly photos: readonly Photo[];
  readonly pixels: PixelStore;
  readonly skipped: number;
  /** Of every photo's side and content: whether a resumed run sees the same ones. */
  readonly digest: string;
}

/** Throws `usage`, `file` or `examples` where there is nothing to train on; rejects with the signal's reason. */
export async function gatherPhotos(
  settings: TrainRunSettings,
  preparation: Preparation,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Gathered> {
  const { photos, skipped, duplicates } = await collectPhotos(
    { yes: settings.yes.map(fromHere), no: settings.no.map(fromHere) },
    { signal },
  );
  const bar = terminal.bar(photos.length, "reading photos");
  terminal.line(`reading ${photos.length} ${photos.length === 1 ? "photo" : "photos"}`);
  let result;
  try {
    result = await loadPhotos(photos, preparation, {
      signal,
      onProgress: (done) => bar.update(done, "reading photos"),
    });
  } finally {
    bar.stop();
  }
  const { pixels, loaded, unreadable } = result;
  const left = [...skipped, ...unreadable];
  for (const { path, reason } of left.slice(0, NAMED)) terminal.note(`skipped ${displayed(path)}: ${reason}`);
  if (left.length > NAMED) terminal.note(`skipped ${left.length - NAMED} more`);
  if (duplicates.length > 0)
    terminal.note(
      `left out ${duplicates.length === 1 ? "1 photo that is a copy of another" : `${duplicates.length} photos that are copies of others`}`,
    );
  for (const side of ["yes", "no"] as const) {
    if (loaded.some((photo) => photo.side === side)) continue;
    pixels.close();
    throw new SelfsameError(
      "examples",
      `--${side}: none of its photos could be read. Give at least one sound JPEG, PNG, WebP or AVIF.`,
    );
  }
  const digest = createHash("sha256");
  for (const { side, sha256 } of loaded) digest.update(`${side} ${sha256}\n`);
  return { photos: loaded, pixels, skipped: left.length, digest: digest.digest("hex") };
}
