// AssemblyScript. Fork and join: thread 0 announces a job, every thread draws shares of it, thread 0 waits for the rest.
// Threads wait by spinning a while, since the next job mostly follows within microseconds, and then sleep.

import { INPUT_ERROR, SWEEP, drawnSoFar, job, startDrawing } from "./job";
import { inputErrorShare, sweepShare } from "./sweep";

/** Rounds of looking before a thread sleeps: tens of microseconds. */
const SPINS: i32 = 10_000;
/**
 * Thread 0 gives the others up for dead after so many waits of one second, in nanoseconds, in which none got on. Many
 * short waits, since the clock runs on while a process is stopped: after a pause at most one of them is over.
 */
const WAITS: i32 = 30;
const ONE_WAIT: i64 = 1_000_000_000;

/** Counts announced jobs; how many helpers are done with the last; how many helpers there are. */
const ANNOUNCED: usize = memory.data(64, 64);
const DONE: usize = memory.data(64, 64);
let helpers: i32 = 0;

/** How many threads, this one included, share the jobs from now on. Called on thread 0, once they all are in `help`. */
export function setThreads(threads: i32): void {
  helpers = threads - 1;
}

function workOn(): void {
  if (job().kind == SWEEP) sweepShare();
  else if (job().kind == INPUT_ERROR) inputErrorShare();
}

/** Runs the job, on all threads where there is enough to share. */
export function run(isWorthSharing: bool): void {
  startDrawing();
  if (helpers == 0 || !isWorthSharing) {
    workOn();
    return;
  }
  atomic.store<i32>(DONE, 0);
  atomic.add<i32>(ANNOUNCED, 1);
  atomic.notify(ANNOUNCED, helpers);
  workOn();
  for (let spins = 0; spins < SPINS; spins++) if (atomic.load<i32>(DONE) == helpers) return;
  let waits = 0;
  for (let done = atomic.load<i32>(DONE); done != helpers; done = atomic.load<i32>(DONE)) {
    const drawn = drawnSoFar();
    if (atomic.wait<i32>(DONE, done, ONE_WAIT) != AtomicWaitResult.TIMED_OUT || drawnSoFar() != drawn) waits = 0;
    else if (++waits == WAITS) unreachable();
  }
}

/** A helper's life: it takes part in every job from number `seen` on and never returns. */
export function help(seen: i32): void {
  while (true) {
    let spins = 0;
    while (atomic.load<i32>(ANNOUNCED) == seen) {
      if (++spins > SPINS) atomic.wait<i32>(ANNOUNCED, seen, -1);
    }
    seen++;
    workOn();
    atomic.add<i32>(DONE, 1);
    atomic.notify(DONE, 1);
  }
}
