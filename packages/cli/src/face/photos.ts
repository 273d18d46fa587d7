// Photos on the way to their readings: one is decoded while the one before it is read, and their order stays.

import { stat } from "node:fs/promises";
import { isSelfsameError, type Image } from "@selfsame/engine";
import { type FaceReader, type FaceReading } from "@selfsame/face";
import { fileError } from "../files/errors.ts";
import { decodePhoto } from "../photos/decode.ts";
import { reasonOf } from "../photos/problem.ts";
import { spread } from "../photos/spread.ts";
import { findPhotos } from "../photos/walk.ts";

/** What was seen in one photo. */
export interface SeenPhoto<Seen> {
  readonly path: string;
  /** What came of looking; undefined where the photo could not be read. */
  readonly seen: Seen | undefined;
  /** Why it could not be: a sentence without its path. */
  readonly problem: string | undefined;
  /** Milliseconds of decoding and looking, without waiting for other photos. */
  readonly ms: number;
}

/** What was read of one photo; `seen` is also undefined where no face was found. */
export type ReadPhoto = SeenPhoto<FaceReading | undefined>;

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

/** Reads photos and hands each to `use`, as `lookAtPhotos` does. */
export function readPhotos(
  paths: readonly string[],
  reader: Promise<FaceReader>,
  use: (photo: ReadPhoto, index: number) => Promise<void> | void,
  options: ReadOptions = {},
): Promise<void> {
  return lookAtPhotos(paths, reader, (open, image) => open.read(image), use, options);
}

/**
 * Decodes photos, looks at each, and hands what was seen to `use`, in order, one at a time. What it looks with may still
 * be on its way while the first photos are decoded. Rejects with the signal's reason as soon as it is given.
 */
export async function lookAtPhotos<Tools, Seen>(
  paths: readonly string[],
  tools: Promise<Tools>,
  look: (tools: Tools, image: Image) => Promise<Seen>,
  use: (photo: SeenPhoto<Seen>, index: number) => Promise<void> | void,
  options: ReadOptions = {},
): Promise<void> {
  const { signal } = options;
  tools.catch(() => undefined); // heard of by the first photo that is decoded, which may take longer
  let last: Promise<unknown> = Promise.resolve();
  const work = (path: string, index: number): Promise<void> => {
    const before = last;
    const turn = lookAtOne(path, tools, look, before, options).then(async (photo) => {
      await before;
      if (!signal?.aborted) await use(photo, index);
    });
    last = turn;
    return turn;
  };
  await spread(paths, TOGETHER, work, signal);
}

async function lookAtOne<Tools, Seen>(
  path: string,
  tools: Promise<Tools>,
  look: (tools: Tools, image: Image) => Promise<Seen>,
  before: Promise<unknown>,
  { signal }: ReadOptions,
): Promise<SeenPhoto<Seen>> {
  const begun = performance.now();
  try {
    // The pixels are kept, and counted as taken, until they are read.
    return await decodePhoto(path, async (image) => {
      const decoded = performance.now() - begun;
      await before;
      const ready = await tools;
      signal?.throwIfAborted();
      const started = performance.now();
      const seen = await look(ready, image);
      return { path, seen, problem: undefined, ms: decoded + performance.now() - started };
    });
  } catch (error) {
    const problem = problemOf(error, path);
    if (problem === undefined) throw error;
    return { path, seen: undefined, problem, ms: performance.now() - begun };
  }
}

/** What the decoder, or the reader (of more pixels than it takes), says is wrong with a photo; undefined for other errors. */
function problemOf(error: unknown, path: string): string | undefined {
  if (isSelfsameError(error, "photo")) return reasonOf(error, path);
  return isSelfsameError(error, "input") ? error.message.replace(/^\w+: /, "") : undefined;
}
