// Many photos decoded and prepared, as many at once as there are cores and memory for.

import { type Preparation, preparedLength } from "@selfsame/engine/pixels";
import { preparerFor, type PreparedPhoto } from "./preparer.ts";
import type { SkippedPhoto } from "./problem.ts";
import { spread } from "./spread.ts";
import { MEMORY_LIMIT, openStore, type PixelStore, type SlotStore } from "./store.ts";

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
  /** Those without a face, where the network is to see one. */
  readonly faceless: readonly T[];
  /** How many of `loaded` show other faces, too. */
  readonly crowded: number;
}

/**
 * Decodes and prepares photos; one that cannot be read is named in `unreadable`, and the others go on.
 * Where the network is to see faces, throws SelfsameError as `openChips` does.
 * Throws SelfsameError("file") where the scratch file fails, SelfsameError("input") for an impossible preparation.
 */
export async function loadPhotos<T extends { readonly path: string }>(
  photos: readonly T[],
  preparation: Preparation,
  { signal, onProgress, memoryLimit = MEMORY_LIMIT }: LoadOptions = {},
): Promise<Loaded<T>> {
  signal?.throwIfAborted();
  const store = openStore(photos.length, preparedLength(preparation), memoryLimit);
  try {
    const outcomes = await prepareAll(photos, preparation, store, signal, onProgress);
    return { ...sorted(photos, outcomes), pixels: pixelsOf(store, outcomes) };
  } catch (error) {
    store.close();
    throw error;
  }
}

async function prepareAll(
  photos: readonly { readonly path: string }[],
  preparation: Preparation,
  store: SlotStore,
  signal: LoadOptions["signal"],
  onProgress: LoadOptions["onProgress"],
): Promise<Outcome[]> {
  const preparer = await preparerFor(preparation, photos.length);
  const outcomes: Outcome[] = new Array(photos.length);
  let done = 0;
  try {
    await spread(
      photos,
      preparer.atOnce,
      async ({ path }, slot) => {
        const prepared = await preparer.prepare(path);
        if (signal?.aborted) return; // the store is closed by now, or soon
        outcomes[slot] = outcomeOf(prepared);
        if (typeof prepared === "object" && "pixels" in prepared) store.write(slot, prepared.pixels);
        onProgress?.(++done, photos.length);
      },
      signal,
    );
  } finally {
    await preparer.end();
  }
  return outcomes;
}

/** What is left of a prepared photo once its pixels are stored. */
type Outcome = "ready" | "crowded" | "no face" | { readonly problem: string };

function outcomeOf(prepared: PreparedPhoto): Outcome {
  if (prepared === "no face") return prepared;
  if ("problem" in prepared) return { problem: prepared.problem };
  return (prepared.face?.others ?? 0) > 0 ? "crowded" : "ready";
}

const isLoaded = (outcome: Outcome) => outcome === "ready" || outcome === "crowded";

function sorted<T extends { readonly path: string }>(
  photos: readonly T[],
  outcomes: readonly Outcome[],
): Omit<Loaded<T>, "pixels"> {
  return {
    loaded: photos.filter((_, slot) => isLoaded(outcomes[slot]!)),
    faceless: photos.filter((_, slot) => outcomes[slot] === "no face"),
    crowded: outcomes.filter((outcome) => outcome === "crowded").length,
    unreadable: photos.flatMap(({ path }, slot) => {
      const outcome = outcomes[slot]!;
      return typeof outcome === "object" ? [{ path, reason: outcome.problem }] : [];
    }),
  };
}

/** The loaded photos of a store, one after another. */
function pixelsOf(store: SlotStore, outcomes: readonly Outcome[]): PixelStore {
  const slots = Uint32Array.from(outcomes.keys()).filter((slot) => isLoaded(outcomes[slot]!));
  return {
    count: slots.length,
    read: (index, into) => store.read(slots[index] ?? -1, into),
    close: () => store.close(),
  };
}
