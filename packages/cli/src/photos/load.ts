// Many photos decoded and prepared, as many at once as there are cores and memory for. The decoder works in threads of its own;
// preparing is the engine's code and runs here.

import { availableParallelism } from "node:os";
import { isSelfsameError } from "@selfsame/engine";
import { type Preparation, prepare, preparedLength } from "@selfsame/engine/pixels";
import { decodePhoto } from "./decode.ts";
import { reasonOf, type SkippedPhoto } from "./problem.ts";
import { spread } from "./spread.ts";
import { MEMORY_LIMIT, openStore, type PixelStore } from "./store.ts";

export interface LoadOptions {
  /** Stops loading at once; `loadPhotos` then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each photo, whether it could be read or not. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Bytes kept in memory; what is beyond goes to a scratch file. */
  readonly memoryLimit?: number | undefined;
}

export interface Loaded<T> {
  /** size * size * channels bytes a photo, in the order of `loaded`. The caller closes it. */
  readonly pixels: PixelStore;
  /** The photos that could be read, in the order in which they were given. */
  readonly loaded: readonly T[];
  readonly unreadable: readonly SkippedPhoto[];
}

/**
 * Decodes and prepares photos; one that cannot be read is named in `unreadable`, and the others go on.
 * Throws SelfsameError("file") where the scratch file fails, SelfsameError("input") for an impossible preparation.
 */
export async function loadPhotos<T extends { readonly path: string }>(
  photos: readonly T[],
  preparation: Preparation,
  { signal, onProgress, memoryLimit = MEMORY_LIMIT }: LoadOptions = {},
): Promise<Loaded<T>> {
  signal?.throwIfAborted();
  const store = openStore(photos.length, preparedLength(preparation), memoryLimit);
  const reasons: (string | undefined)[] = new Array(photos.length);
  let done = 0;
  try {
    await spread(
      photos,
      availableParallelism(),
      async ({ path }, slot) => {
        let prepared;
        try {
          prepared = await decodePhoto(path, (image) => prepare(image, preparation));
        } catch (error) {
          if (!isSelfsameError(error, "photo")) throw error;
          reasons[slot] = reasonOf(error, path);
        }
        if (signal?.aborted) return; // the store is closed by now
        if (prepared !== undefined) store.write(slot, prepared);
        onProgress?.(++done, photos.length);
      },
      signal,
    );
  } catch (error) {
    store.close();
    throw error;
  }

  const slots = Uint32Array.from(photos.keys()).filter((slot) => reasons[slot] === undefined);
  const loaded = Array.from(slots, (slot) => photos[slot]!);
  const unreadable = photos.flatMap(({ path }, slot) => {
    const reason = reasons[slot];
    return reason === undefined ? [] : [{ path, reason }];
  });
  const pixels: PixelStore = {
    count: slots.length,
    read: (index, into) => store.read(slots[index] ?? -1, into),
    close: () => store.close(),
  };
  return { pixels, loaded, unreadable };
}
