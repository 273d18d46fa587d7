// Many photos read at once: a thread a core, each with networks of its own.

import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { SelfsameError } from "@selfsame/engine";
import type { ReadPhoto } from "../face/photos.ts";
import { spread } from "../photos/spread.ts";
import type { ReadingReply, ReadingRequest } from "./reading-worker.ts";

/** Each takes some 100 MB; more than this serve nobody's disk. */
const MOST_THREADS = 32;

/** How many threads read `count` photos. */
export function readingThreads(count: number): number {
  return Math.max(1, Math.min(availableParallelism(), MOST_THREADS, count));
}

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
  const readers = Array.from({ length: threads }, startReader);
  const idle = [...readers];
  const photos = new Array<ReadPhoto>(paths.length);
  let done = 0;
  try {
    await spread(
      paths,
      threads,
      async (path, index) => {
        const reader = idle.pop()!; // there is one for each that spread runs at once
        photos[index] = await reader.read(path);
        idle.push(reader);
        if (!signal.aborted) onPhoto(++done);
      },
      signal,
    );
  } finally {
    await Promise.all(readers.map((reader) => reader.end()));
  }
  return photos;
}

interface PhotoThread {
  read(path: string): Promise<ReadPhoto>;
  /** Resolves when the thread is gone. */
  end(): Promise<void>;
}

function startReader(): PhotoThread {
  // In a checkout Node 20 reads TypeScript only by a flag, which the command adds to the process's own.
  const options = import.meta.url.endsWith(".ts") ? { execArgv: process.execArgv } : {};
  const worker = new Worker(new URL("./reading-worker.ts", import.meta.url), options);
  let waiting: { resolve(photo: ReadPhoto): void; reject(error: unknown): void } | undefined;
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
    waiting?.reject(failure);
  };
  const gone = new Promise<void>((resolve) => {
    worker.on("exit", (code) => {
      fail(new SelfsameError("backend-lost", `a thread that reads photos ended with code ${code}. Try again.`));
      resolve();
    });
  });
  worker.on("error", fail);
  worker.on("message", (reply: ReadingReply) => {
    if ("photo" in reply) waiting?.resolve(reply.photo);
    else waiting?.reject(new SelfsameError(reply.code, reply.message));
  });
  const send = (request: ReadingRequest) => worker.postMessage(request);
  return {
    read: (path) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        if (failure === undefined) send({ path });
        else reject(failure as Error);
      }),
    end() {
      send("end");
      return gone;
    },
  };
}
