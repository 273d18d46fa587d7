// AssemblyScript. Fork and join: thread 0 announces a job, every thread draws shares of it, thread 0 waits for the rest.
// Threads wait by spinning a while, since the next job mostly follows within microseconds, and then sleep.

import { INPUT_ERROR, SWEEP, job, startDrawing } from "./job";
import { inputErrorShare, sweepShare } from "./sweep";

/** Rounds of looking before a thread sleeps: tens of microseconds. */
const SPINS: i32 = 10_000;
/** Nanoseconds after which thread 0 gives another up for dead. */
const PATIENCE: i64 = 30_000_000_000;

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
  for (let done = atomic.load<i32>(DONE); done != helpers; done = atomic.load<i32>(DONE)) {
    if (atomic.wait<i32>(DONE, done, PATIENCE) == AtomicWaitResult.TIMED_OUT) unreachable();
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
