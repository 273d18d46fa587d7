// The photos of a run: found, read and prepared, with a bar; what could not be read, or shows no face, is named.

import { createHash } from "node:crypto";
import { SelfsameError } from "@selfsame/engine";
import type { Preparation } from "@selfsame/engine/pixels";
import { displayed, fromHere } from "../files/paths.ts";
import { collectPhotos, type Photo } from "../photos/collect.ts";
import { loadPhotos } from "../photos/load.ts";
import type { PixelStore } from "../photos/store.ts";
import { integer, plural } from "../report/format.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { TrainRunSettings } from "./settings.ts";

/** Skipped photos that are named one by one; beyond that they are counted. */
const NAMED = 20;

export interface Gathered {
  /** Photos with prepared pixels, in the same order. */
  readonly photos: readonly Photo[];
  readonly pixels: PixelStore;
  readonly skipped: number;
  /** Photos that were left out because no face was found in them, where the network is to see faces. */
  readonly faceless: readonly Photo[];
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
  const doing = settings.faces ? "finding faces" : "reading photos";
  const bar = terminal.bar(photos.length, doing);
  terminal.line(`${settings.faces ? "finding faces in" : "reading"} ${plural(photos.length, "photo")}`);
  let result;
  try {
    result = await loadPhotos(photos, preparation, {
      signal,
      onProgress: (done) => bar.update(done, doing),
    });
  } finally {
    bar.stop();
  }
  const { pixels, loaded, unreadable, faceless, crowded } = result;
  const left = [...skipped, ...unreadable];
  for (const { path, reason } of left.slice(0, NAMED)) terminal.note(`skipped ${displayed(path)}: ${reason}`);
  if (left.length > NAMED) terminal.note(`skipped ${left.length - NAMED} more`);
  if (duplicates.length > 0)
    terminal.note(
      `left out ${duplicates.length === 1 ? "1 photo that is a copy of another" : `${duplicates.length} photos that are copies of others`}`,
    );
  noteFaces(faceless, crowded, loaded.length, terminal);
  for (const side of ["yes", "no"] as const) {
    if (loaded.some((photo) => photo.side === side)) continue;
    pixels.close();
    throw new SelfsameError(
      "examples",
      faceless.some((photo) => photo.side === side)
        ? `--${side}: no face was found in any of its photos. Give photos that show one, from the front and at least 40 pixels wide, or train without --faces.`
        : `--${side}: none of its photos could be read. Give at least one sound JPEG, PNG, WebP or AVIF.`,
    );
  }
  const digest = createHash("sha256");
  for (const { side, sha256 } of loaded) digest.update(`${side} ${sha256}\n`);
  // They have no pixels, but a part in how the others are drawn.
  for (const { side, sha256 } of faceless) digest.update(`${side} ${sha256} no face\n`);
  return { photos: loaded, pixels, skipped: left.length, faceless, digest: digest.digest("hex") };
}

/** Says which photos show no face, how many those are, and that some show several. */
function noteFaces(faceless: readonly Photo[], crowded: number, found: number, terminal: Terminal): void {
  for (const { path } of faceless.slice(0, NAMED)) terminal.note(`left out ${displayed(path)}: no face found`);
  if (faceless.length > 0) {
    const of = (side: Photo["side"]) => integer(faceless.filter((photo) => photo.side === side).length);
    const all = plural(faceless.length + found, "photo");
    terminal.note(
      `no face found in ${integer(faceless.length)} of ${all} (${of("yes")} yes, ${of("no")} no); left out of training`,
    );
  }
  if (crowded > 0)
    terminal.note(
      `${crowded === 1 ? "1 photo shows" : `${integer(crowded)} photos show`} several faces; the largest and most central one of each is used`,
    );
}
