// Many photos read at once: a thread a core, each with networks of its own.

import type { ReadPhoto } from "../face/photos.ts";
import { spread } from "../photos/spread.ts";
import { openThreads } from "../photos/threads.ts";

/**
 * Reads photos, in their order. Rejects with the signal's reason; the photos under way are read to their end then, so
 * that no decoder is cut off.
 */
export async function readInParallel(
  paths: readonly string[],
  threads: number,
  onPhoto: (done: number) => void,
  signal: AbortSignal,
): Promise<ReadPhoto[]> {
  const readers = openThreads<ReadPhoto>(new URL("./reading-worker.ts", import.meta.url), threads);
  const photos = new Array<ReadPhoto>(paths.length);
  let done = 0;
  try {
    await spread(
      paths,
      threads,
      async (path, index) => {
        photos[index] = await readers.ask(path);
        if (!signal.aborted) onPhoto(++done);
      },
      signal,
    );
  } finally {
    await readers.end();
  }
  return photos;
}
