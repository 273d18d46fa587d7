// AssemblyScript. One piece of work on a dense layer, as all threads see it: what is to be done, described in shared
// memory, and a counter from which each thread draws its next share. Who computes what changes no number, since every
// output is one thread's alone and summed in one order.

/** Kinds of work. */
@inline export const SWEEP: i32 = 1;
@inline export const INPUT_ERROR: i32 = 2;

/** What a sweep or an input error is about; the names are explained where they are used. */
@unmanaged
export class Job {
  kind: i32;
  weights: usize;
  panelStride: usize;
  inputs: usize;
  panels: usize;
  bias: usize;
  activation: i32;
  xStride: usize;
  xBlock: usize;
  outStride: usize;
  outBlock: usize;
  lastX: usize;
  error: usize;
  lastRows: usize;
  nextX: usize;
  out: usize;
  nextRows: usize;
  isFirst: bool;
  /** Panels, or groups of four inputs: how many in all, and how many a thread takes at a time. */
  count: usize;
  share: usize;
}

const JOB: usize = memory.data(offsetof<Job>(), 16);
/** The first share that nobody has drawn yet. On a cache line of its own, as are the counters of threads.ts. */
const NEXT: usize = memory.data(64, 64);

@inline
export function job(): Job {
  return changetype<Job>(JOB);
}

@inline
export function startDrawing(): void {
  atomic.store<i32>(NEXT, 0);
}

@inline
export function drawnSoFar(): i32 {
  return atomic.load<i32>(NEXT);
}

/** The next share's first place; at or beyond `count` when all are drawn. */
@inline
export function draw(share: usize): usize {
  return atomic.add<i32>(NEXT, <i32>share);
}
