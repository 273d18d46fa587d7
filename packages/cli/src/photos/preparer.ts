// What makes photos ready for a network, as its preparation says: whole ones here, aligned faces in chips/, which is read
// only where a network sees faces.

import { availableParallelism } from "node:os";
import { isSelfsameError } from "@selfsame/engine";
import { prepare, type Preparation } from "@selfsame/engine/pixels";
import { decodePhoto } from "./decode.ts";
import { reasonOf } from "./problem.ts";

/** The face that was taken from a photo. */
export interface TakenFace {
  /** In pixels of the photo. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** How many other faces the photo shows. */
  readonly others: number;
}

/** What became of a photo. */
export type PreparedPhoto =
  /** size * size * channels bytes; `face` where the network sees faces. */
  | { readonly pixels: Uint8Array; readonly face?: TakenFace }
  /** Why it could not be read: a sentence without its path. */
  | { readonly problem: string }
  /** The network sees faces, and the photo shows none. */
  | "no face";

export interface Preparer {
  /** How many photos may be asked for at once. */
  readonly atOnce: number;
  prepare(path: string): Promise<PreparedPhoto>;
  /** Resolves when nothing of it is left; photos under way are read to their end. */
  end(): Promise<void>;
}

/**
 * For about `count` photos. Throws SelfsameError `model-file` for a network that sees faces as another version finds them;
 * where the networks that find them cannot be read, `prepare` rejects.
 */
export async function preparerFor(preparation: Preparation, count: number): Promise<Preparer> {
  if (preparation.face !== undefined) return (await import("../chips/preparer.ts")).chipPreparer(preparation, count);
  return {
    atOnce: availableParallelism(),
    async prepare(path) {
      try {
        return { pixels: await decodePhoto(path, (image) => prepare(image, preparation)) };
      } catch (error) {
        if (isSelfsameError(error, "photo")) return { problem: reasonOf(error, path) };
        throw error;
      }
    },
    end: () => Promise.resolve(),
  };
}
