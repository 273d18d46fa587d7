// Photos on the way to their readings: one is decoded while the one before it is read, and their order stays.

import { stat } from "node:fs/promises";
import { isSelfsameError } from "@selfsame/engine";
import { type FaceReader, type FaceReading } from "@selfsame/face";
import { fileError } from "../files/errors.ts";
import { decodePhoto } from "../photos/decode.ts";
import { reasonOf } from "../photos/problem.ts";
import { spread } from "../photos/spread.ts";
import { findPhotos } from "../photos/walk.ts";

/** What was read of one photo. */
export interface ReadPhoto {
  readonly path: string;
  /** Why the photo could not be read: a sentence without its path. */
  readonly problem: string | undefined;
  /** Undefined where no face was found. */
  readonly reading: FaceReading | undefined;
  /** Milliseconds of decoding and reading, without waiting for other photos. */
  readonly ms: number;
}

/** One that is read and one that is decoded meanwhile; the decoder has memory for two of any size, so neither waits for ever. */
const TOGETHER = 2;

export interface ReadOptions {
  /** Stops reading; `readPhotos` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Files as they are, folders as the photos in them. Throws SelfsameError `usage` or `file` for a folder. */
export async function photosIn(paths: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(
    paths.map(async (path) => {
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

/**
 * Reads photos and hands each to `use`, in order, one at a time. `reader` may still be on its way while the first photos
 * are decoded. Rejects with the signal's reason as soon as it is given.
 */
export async function readPhotos(
  paths: readonly string[],
  reader: Promise<FaceReader>,
  use: (photo: ReadPhoto, index: number) => Promise<void> | void,
  options: ReadOptions = {},
): Promise<void> {
  const { signal } = options;
  let last: Promise<unknown> = Promise.resolve();
  const work = (path: string, index: number): Promise<void> => {
    const before = last;
    const turn = readOne(path, reader, before, options).then(async (photo) => {
      await before;
      if (!signal?.aborted) await use(photo, index);
    });
    last = turn;
    return turn;
  };
  await spread(paths, TOGETHER, work, signal);
}

async function readOne(
  path: string,
  reader: Promise<FaceReader>,
  before: Promise<unknown>,
  { signal }: ReadOptions,
): Promise<ReadPhoto> {
  const begun = performance.now();
  try {
    // The pixels are kept, and counted as taken, until they are read.
    return await decodePhoto(path, async (image) => {
      const decoded = performance.now() - begun;
      await before;
      const open = await reader;
      signal?.throwIfAborted();
      const started = performance.now();
      const reading = await open.read(image);
      return { path, problem: undefined, reading, ms: decoded + performance.now() - started };
    });
  } catch (error) {
    const problem = problemOf(error, path);
    if (problem === undefined) throw error;
    return { path, problem, reading: undefined, ms: performance.now() - begun };
  }
}

/** What the decoder, or the reader (of more pixels than it takes), says is wrong with a photo; undefined for other errors. */
function problemOf(error: unknown, path: string): string | undefined {
  if (isSelfsameError(error, "photo")) return reasonOf(error, path);
  return isSelfsameError(error, "input") ? error.message.replace(/^\w+: /, "") : undefined;
}
