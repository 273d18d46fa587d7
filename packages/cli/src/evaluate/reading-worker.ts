// A thread that reads photos: paths come in, readings go out, one at a time.

import { parentPort } from "node:worker_threads";
import { isSelfsameError, type ErrorCode } from "@selfsame/engine";
import { openInstalledReader } from "../face/networks.ts";
import { readPhotos, type ReadPhoto } from "../face/photos.ts";

/** What to do: read a photo, or end. */
export type ReadingRequest = { readonly path: string } | "end";

/** What came of it. An error that is not ours goes its own way. */
export type ReadingReply = { readonly photo: ReadPhoto } | { readonly code: ErrorCode; readonly message: string };

const port = parentPort!;
const reader = openInstalledReader();
reader.catch(() => undefined); // heard of with the first photo

port.on("message", (request: ReadingRequest) => void answer(request));

async function answer(request: ReadingRequest): Promise<void> {
  if (request === "end") {
    port.close();
    return;
  }
  try {
    await readPhotos([request.path], reader, (photo) => port.postMessage({ photo } satisfies ReadingReply));
  } catch (error) {
    if (!isSelfsameError(error)) throw error;
    port.postMessage({ code: error.code, message: error.message } satisfies ReadingReply);
  }
}
