// From the folders on the command line to the list of photos: which side each is on, each content once.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { SelfsameError } from "@selfsame/engine";
import { isSpecial } from "../files/write.ts";
import { HEAD_BYTES, kindOf, refusal } from "./kinds.ts";
import { type SkippedPhoto, shown, systemReason } from "./problem.ts";
import { spread } from "./spread.ts";
import { findPhotos, realFolder } from "./walk.ts";

export type Side = "yes" | "no";

/** A photo to learn from. */
export interface Photo {
  readonly path: string;
  readonly side: Side;
  /** Of the file's content, as 64 hexadecimal digits. */
  readonly sha256: string;
}

export interface Collection {
  /** Every yes photo, then every no photo; within a side as the folders were given, then by relative path. */
  readonly photos: readonly Photo[];
  /** Files that are no photos, whatever their names, and those that cannot be read. */
  readonly skipped: readonly SkippedPhoto[];
  /** Photos left out because `of`, on the same side and earlier, has the same content. */
  readonly duplicates: readonly { readonly path: string; readonly of: string }[];
}

interface Folder {
  readonly path: string;
  readonly side: Side;
  readonly real: string;
}

/** The folders with their real paths; one given twice on a side is taken once, one on both sides is refused. */
async function realFolders(sides: Readonly<Record<Side, readonly string[]>>): Promise<Folder[]> {
  const folders = new Map<string, Folder>();
  for (const side of ["yes", "no"] as const) {
    for (const path of sides[side]) {
      const real = await realFolder(path);
      const other = folders.get(real);
      if (other !== undefined && other.side !== side) {
        throw new SelfsameError(
          "usage",
          `${shown(other.path)} (--yes) and ${shown(path)} (--no) are the same folder. Put the photos of each side in a folder of their own.`,
        );
      }
      if (other === undefined) folders.set(real, { path, side, real });
    }
  }
  return [...folders.values()];
}

/** Every folder's photos; a given folder that lies inside another is taken out of it, and speaks for itself. */
async function candidates(folders: readonly Folder[]): Promise<{ path: string; side: Side }[]> {
  const exclude = new Set(folders.map(({ real }) => real));
  const found: { path: string; side: Side }[] = [];
  for (const { path, side } of folders) {
    // Where a side has several folders, one of them may hold only the others.
    const mayBeEmpty = folders.some((other) => other.side === side && other.path !== path);
    const photos = await findPhotos(path, { exclude, mayBeEmpty });
    if (photos.length === 0) await findPhotos(path); // holds nothing even with them: say so
    for (const photo of photos) found.push({ path: photo, side });
  }
  return found;
}

/** The SHA-256 of a photo, or the reason why it is none. Reads in pieces, and no further than the head of what is no photo. */
async function digest(path: string, signal?: AbortSignal): Promise<{ sha256: string } | { reason: string }> {
  const hash = createHash("sha256");
  let isKnown = false;
  try {
    if (isSpecial(await stat(path))) return { reason: systemReason({ code: "NOT_A_FILE" }) };
    for await (const piece of createReadStream(path, { highWaterMark: 256 * 1024, signal }) as AsyncIterable<Buffer>) {
      if (!isKnown) {
        const reason = refusal(kindOf(piece.subarray(0, HEAD_BYTES)));
        if (reason !== undefined) return { reason };
        isKnown = true;
      }
      hash.update(piece);
    }
  } catch (error) {
    return { reason: systemReason(error) };
  }
  return isKnown ? { sha256: hash.digest("hex") } : { reason: refusal("empty")! };
}

/**
 * The photos in the folders of both sides, each content once.
 * Throws SelfsameError("usage") for a folder that is missing, is a file, holds no photo or is on both sides,
 * ("file") for one that cannot be read, and ("examples") where one photo is on both sides, naming both files.
 */
export async function collectPhotos(
  sides: Readonly<Record<Side, readonly string[]>>,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Collection> {
  const files = await candidates(await realFolders(sides));
  const digests: Awaited<ReturnType<typeof digest>>[] = new Array(files.length);
  await spread(
    files,
    2 * availableParallelism(), // one is read while another is hashed
    async ({ path }, index) => {
      digests[index] = await digest(path, signal);
    },
    signal,
  );

  const first = new Map<string, Photo>();
  const skipped: SkippedPhoto[] = [];
  const duplicates: { path: string; of: string }[] = [];
  const onBothSides: [string, string][] = [];
  files.forEach(({ path, side }, index) => {
    const result = digests[index]!;
    if ("reason" in result) {
      skipped.push({ path, reason: result.reason });
      return;
    }
    const same = first.get(result.sha256);
    if (same === undefined) first.set(result.sha256, { path, side, sha256: result.sha256 });
    else if (same.side === side) duplicates.push({ path, of: same.path });
    else onBothSides.push([same.path, path]);
  });
  if (onBothSides.length > 0) {
    const [yes, no] = onBothSides[0]!;
    const more =
      onBothSides.length === 1 ? "" : ` ${onBothSides.length - 1} more of the --no photos are on both sides.`;
    throw new SelfsameError(
      "examples",
      `${shown(yes)} (--yes) and ${shown(no)} (--no) are the same photo. Remove it from one of them.${more}`,
    );
  }
  return { photos: [...first.values()], skipped, duplicates };
}
