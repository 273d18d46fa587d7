// How many threads a training session runs on, and whether it runs on the calling one.

import type { SessionOptions } from "../../backend.ts";
import { hasWorkers, nodeProcess, parallelism, sharesMemory } from "./host.ts";

/** A number from 1 on, or as many as pay. */
export type Threads = number | "auto";

/** More than this bring little to networks that one machine trains. */
const MOST_AUTOMATIC = 8;
/** Multiply-adds of one forward pass over a batch below which a second thread costs more than it brings. */
const WORTH_SHARING = 2_000_000;

const ISOLATE =
  "one thread: this page is not cross-origin isolated; serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp";
const NO_WORKERS = "one thread, the calling one: there are no workers here";

export interface ThreadsHere {
  readonly threads: number;
  /** Why there are no more, where that can be mended. */
  readonly notes: readonly string[];
}

/** The most threads that a session gets here. */
export function threadsHere(wanted: Threads): ThreadsHere {
  const threads = wanted === "auto" ? Math.min(MOST_AUTOMATIC, parallelism()) : wanted;
  if (threads === 1) return { threads, notes: [] };
  if (!hasWorkers()) return { threads: 1, notes: [NO_WORKERS] };
  if (!sharesMemory()) return { threads: 1, notes: [ISOLATE] };
  return { threads, notes: [] };
}

/** The same for a training session of a network of so many parameters. */
export function threadsFor(wanted: Threads, parameters: number, { batch }: SessionOptions): ThreadsHere {
  const isSmall = wanted === "auto" && batch * parameters < WORTH_SHARING;
  return isSmall ? { threads: 1, notes: [] } : threadsHere(wanted);
}

/** Whether a training session is better off the calling thread: always where that one has a page to show. */
export function leavesCaller(threads: number): boolean {
  return hasWorkers() && (threads > 1 || nodeProcess() === undefined);
}
