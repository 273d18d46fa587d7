// Photos made ready for a network that sees aligned faces: many on all cores, a few right here.

import { SelfsameError } from "@selfsame/engine";
import type { Preparation } from "@selfsame/engine/pixels";
import { FACE_CROPS } from "@selfsame/face";
import { shown } from "../photos/problem.ts";
import type { PreparedPhoto, Preparer } from "../photos/preparer.ts";
import { openThreads, threadsFor } from "../photos/threads.ts";
import { openChips } from "./open.ts";
import { prepareChip } from "./prepare.ts";

/** Fewer photos are done before a thread has started. */
const WORTH_THREADS = 8;

/** As `preparerFor`. */
export function chipPreparer(preparation: Preparation, count: number): Preparer {
  if (preparation.face !== FACE_CROPS) {
    throw new SelfsameError(
      "model-file",
      `the model was trained on faces found and aligned by ${shown(String(preparation.face))}; this version does it by ${FACE_CROPS}, and it would see other crops. Train again.`,
    );
  }
  const atOnce = threadsFor(count);
  if (count < WORTH_THREADS || atOnce === 1) {
    const chips = openChips();
    chips.catch(() => undefined); // heard of with the first photo
    let last: Promise<unknown> = Promise.resolve();
    return {
      atOnce: 1,
      prepare(path) {
        const photo = prepareChip(path, chips, preparation);
        last = photo.catch(() => undefined);
        return photo;
      },
      async end() {
        await last;
        await chips.then(
          (cutter) => cutter.dispose(),
          () => undefined,
        );
      },
    };
  }
  const threads = openThreads<PreparedPhoto>(new URL("./chip-worker.ts", import.meta.url), atOnce, preparation);
  return { atOnce, prepare: (path) => threads.ask(path), end: () => threads.end() };
}
