// The contestant's side of a contest, for those that run in Node: says what it is, answers what it is asked, and measures
// like all others. pytorch.py does the same in Python.

import { createInterface } from "node:readline";
import type { NetworkShape } from "../shared/networks.ts";

/** Train `network`: how many examples a second, and how long is a forward pass? */
export interface TrainRequest {
  readonly batch: number;
  readonly seconds: number;
  readonly network: NetworkShape;
}

export interface TrainAnswer {
  readonly samplesPerSecond: number;
  /** Of one pass over a batch, in milliseconds. */
  readonly forwardMs: number;
  readonly detail?: string;
}

/** Multiply two n x n matrices of float32. */
export interface ProductRequest {
  readonly product: number;
  readonly seconds: number;
}

export interface ProductAnswer {
  /** 2 n^3 operations, in the best repetition. */
  readonly gflops: number;
}

export interface Contest {
  train(request: TrainRequest): Promise<TrainAnswer>;
  multiply(request: ProductRequest): Promise<ProductAnswer>;
}

const say = (value: object) => void process.stdout.write(`${JSON.stringify(value)}\n`);
const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Says hello and answers until there is nothing more to answer. What `open` throws is why this one is missing. */
export async function takeTurns(open: () => Promise<{ hello: object; contest: Contest }>): Promise<void> {
  let opened;
  try {
    opened = await open();
  } catch (error) {
    say({ missing: reasonOf(error) });
    process.exit(0);
  }
  say(opened.hello);
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as TrainRequest | ProductRequest;
    try {
      say(await ("product" in request ? opened.contest.multiply(request) : opened.contest.train(request)));
    } catch (error) {
      say({ error: reasonOf(error) });
    }
  }
  process.exit(0);
}

/** A package of a peer; throws with the way to it where it is not installed. */
export async function peerPackage<Module>(name: string): Promise<Module> {
  try {
    return (await import(name)) as Module;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new Error(
      `${name} is not installed. Install it: node --import ./scripts/typescript.js bench/install-peers.ts`,
      { cause: error },
    );
  }
}

/** A repetition covers at least so many examples, and goes on for at least so many milliseconds. */
const REPETITION_EXAMPLES = 64;
const REPETITION_MS = 50;
/** Of the time of a turn, the longest that a repetition should take: a slow contestant has fewer steps in it. */
const LONGEST_SHARE = 0.5;
/** Numbers that the inputs of one repetition may take: 64 MB. */
const REPETITION_NUMBERS = 2 ** 24;
const FORWARD_MS = 200;
const FORWARD_TIMES = 10;

/** Milliseconds of a step in the best repetition of `seconds`. `run` does so many steps, and is done with them after. */
export async function bestStepMs(
  { batch, seconds, network }: TrainRequest,
  run: (steps: number) => Promise<void>,
): Promise<number> {
  const time = async (steps: number) => {
    const start = performance.now();
    await run(steps);
    return performance.now() - start;
  };
  const most = Math.max(1, Math.floor(REPETITION_NUMBERS / (batch * network.inputs)));
  const stepsIn = (milliseconds: number, step: number) => Math.ceil(milliseconds / step);
  let steps = 1;
  // Once to warm up, three times to guess how long a step takes.
  for (let guess = 0; guess < 4; guess++) {
    const step = (await time(steps)) / steps;
    const wanted = Math.max(Math.floor(REPETITION_EXAMPLES / batch), stepsIn(REPETITION_MS, step));
    steps = Math.max(1, Math.min(wanted, stepsIn(seconds * LONGEST_SHARE * 1000, step), most));
  }
  let best = Infinity;
  for (let spent = 0; spent < seconds * 1000;) {
    const elapsed = await time(steps);
    spent += elapsed;
    best = Math.min(best, elapsed / steps);
  }
  return best;
}

/** Milliseconds of the best of at least ten passes. */
export async function bestForwardMs(forward: () => Promise<unknown>): Promise<number> {
  let best = Infinity;
  const begin = performance.now();
  for (let times = 0; times < FORWARD_TIMES || performance.now() - begin < FORWARD_MS; times++) {
    const start = performance.now();
    await forward();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** GFLOP/s of an n x n x n product at best. `run` does so many of them. */
export async function bestGflops(
  { product, seconds }: ProductRequest,
  run: (times: number) => Promise<void>,
): Promise<number> {
  const flops = 2 * product ** 3;
  // About five milliseconds of work, so that the clock is fine enough, and at least one product.
  let times = 1;
  for (;;) {
    const start = performance.now();
    await run(times);
    const elapsed = performance.now() - start;
    if (elapsed > 5) break;
    times *= 2;
  }
  let best = Infinity;
  for (let spent = 0; spent < seconds * 1000;) {
    const start = performance.now();
    await run(times);
    const elapsed = performance.now() - start;
    spent += elapsed;
    best = Math.min(best, elapsed / times);
  }
  return flops / best / 1e6;
}

/** Throws unless all is finite and, where it must, something has moved; in a saturated network nothing can. */
export function checkTrained(
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  network: NetworkShape,
  mustMove = network.outputBias === undefined,
): void {
  let moved = false;
  for (let i = 0; i < after.length; i++) {
    if (!Number.isFinite(after[i])) throw new Error("a parameter is not finite after training");
    moved ||= after[i] !== before[i];
  }
  if (!moved && mustMove && network.outputBias === undefined) throw new Error("no parameter has moved in training");
}
