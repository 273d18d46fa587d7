// AssemblyScript. Fork and join, an operation at a time: thread 0 announces it, every thread draws units of it, thread 0
// waits for the rest. As in backends/wasm/kernels/threads.ts, threads wait by spinning a while and then sleep.

import { Operation } from "./operation";
import { work } from "./run";

/** Rounds of looking before a thread sleeps: tens of microseconds, longer than most operations. */
const SPINS: i32 = 20_000;
/** Thread 0 gives the others up for dead after so many waits of one second, in nanoseconds, in which none got on. */
const WAITS: i32 = 30;
const ONE_WAIT: i64 = 1_000_000_000;

/** Each on a cache line of its own: operations announced, threads done with the last, the first unit not drawn yet. */
const ANNOUNCED: usize = memory.data(64, 64);
const DONE: usize = memory.data(64, 64);
const NEXT: usize = memory.data(64, 64);
/** The address of the operation, and how many helpers there have been. */
const OPERATION: usize = memory.data(64, 64);
/** In the instance of thread 0: how many helpers there are; in a helper's: which it is. */
let helpers: i32 = 0;
let index: usize = 0;

/** How many threads, this one included, share operations from now on. Called on thread 0, once they all are in `help`. */
export function setThreads(threads: i32): void {
  helpers = threads - 1;
}

function drawAndWork(): void {
  const j = changetype<Operation>(load<usize>(OPERATION));
  const share = j.share;
  for (let first = <usize>atomic.add<i32>(NEXT, share); first < j.count; first = <usize>atomic.add<i32>(NEXT, share)) {
    work(j, first, min<usize>(first + share, j.count), index);
  }
}

/** Runs `count` operations that lie one behind the other from `at` on. */
export function run(at: usize, count: i32): void {
  for (; count > 0; count--) {
    const j = changetype<Operation>(at);
    if (helpers > 0 && j.isShared != 0) together(at);
    else work(j, 0, j.count, 0);
    at += offsetof<Operation>();
  }
}

function together(at: usize): void {
  store<usize>(OPERATION, at);
  atomic.store<i32>(NEXT, 0);
  atomic.store<i32>(DONE, 0);
  atomic.add<i32>(ANNOUNCED, 1);
  atomic.notify(ANNOUNCED, helpers);
  drawAndWork();
  for (let spins = 0; spins < SPINS; spins++) if (atomic.load<i32>(DONE) == helpers) return;
  let waits = 0;
  for (let done = atomic.load<i32>(DONE); done != helpers; done = atomic.load<i32>(DONE)) {
    const drawn = atomic.load<i32>(NEXT);
    if (atomic.wait<i32>(DONE, done, ONE_WAIT) != AtomicWaitResult.TIMED_OUT || atomic.load<i32>(NEXT) != drawn) waits = 0;
    else if (++waits == WAITS) unreachable();
  }
}

/** A helper's life: it takes part in every operation from number `seen` on and never returns. */
export function help(seen: i32): void {
  index = <usize>atomic.add<i32>(OPERATION + 4, 1) + 1;
  while (true) {
    let spins = 0;
    while (atomic.load<i32>(ANNOUNCED) == seen) {
      if (++spins > SPINS) atomic.wait<i32>(ANNOUNCED, seen, -1);
    }
    seen++;
    drawAndWork();
    atomic.add<i32>(DONE, 1);
    atomic.notify(DONE, 1);
  }
}
