// Keeps a run's checkpoint on disk. The next steps are computed while the last checkpoint is still being written.

import { commandName } from "../terminal/command-name.ts";
import { isSelfsameError, SelfsameError, type Progress } from "@selfsame/engine";
import { pasteable } from "../files/paths.ts";
import { isFile, writeWhole } from "../files/write.ts";
import type { EpochRecord } from "../report/report.ts";
import type { Gathered } from "./gather.ts";
import { notesToJson } from "./notes.ts";
import type { TrainRunSettings } from "./settings.ts";

export interface Keeper {
  /** Takes a checkpoint and begins to write it; first waits for the one before. Rejects with its error. */
  keep(progress: Progress, history: readonly EpochRecord[]): Promise<void>;
  /** Waits for the last one. Rejects with its error. */
  settle(): Promise<void>;
}

export function checkpointKeeper(
  path: string,
  settings: TrainRunSettings,
  { photos, faceless, digest }: Gathered,
): Keeper {
  let writing: Promise<void> = Promise.resolve();
  async function write(bytes: Uint8Array): Promise<void> {
    try {
      await writeWhole(path, bytes);
    } catch (error) {
      const hasOneBefore = await isFile(path).catch(() => false);
      const way = hasOneBefore
        ? ` Then go on from the one before it: ${commandName()} train --resume ${pasteable(path)}`
        : "";
      throw new SelfsameError("file", `The checkpoint could not be written: ${(error as Error).message}${way}`, {
        cause: error,
      });
    }
  }
  return {
    async keep(progress, history) {
      const notes = notesToJson({ settings, photos: { digest, count: photos.length + faceless.length }, history });
      const bytes = await progress.checkpoint(notes).catch((error: unknown) => {
        if (isSelfsameError(error)) throw error;
        const reason = `The checkpoint could not be made (${(error as Error).message}). Close other programs, or choose a smaller --hidden.`;
        throw new SelfsameError("file", reason, { cause: error });
      });
      await writing;
      writing = write(bytes);
      writing.catch(() => undefined); // `keep` or `settle` will tell
    },
    settle: () => writing,
  };
}
