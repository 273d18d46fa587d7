// The contestant's side of bench/face/speed.ts: says what it is, decides on the photo again and again when asked to, and
// says how long a decision took.

import { createInterface } from "node:readline";
import type { Hello } from "../../shared/contestant.ts";
import { median } from "../../shared/statistics.ts";
import { PACKAGES, photosFrom, type Photos } from "./photo.ts";

export interface SpeedRequest {
  readonly seconds: number;
}

/** Milliseconds of one decision in this turn. */
export interface SpeedAnswer {
  readonly best: number;
  readonly median: number;
  readonly decisions: number;
  /** Of each link of the chain at best, measured apart from the decisions above. */
  readonly stages?: Readonly<Record<string, number>>;
}

export interface Decider {
  readonly hello: Hello;
  /** From decoded pixels to whether the photo shows the owner. */
  decide(): Promise<boolean>;
  /** Milliseconds of each link in one decision. */
  stages?(): Promise<Readonly<Record<string, number>>>;
}

const WARM_UP = 8;
const LEAST = 5;
const say = (value: object) => void process.stdout.write(`${JSON.stringify(value)}\n`);

/** Answers until there is nothing more to answer. What `open` throws is why this one is missing. */
export async function takeTurns(open: (packages: string, photos: Photos) => Promise<Decider>): Promise<void> {
  const packages = process.argv[2] ?? PACKAGES;
  const { log, warn } = console;
  Object.assign(console, { log: () => undefined, warn: () => undefined }); // the peers' remarks are no answers
  let decider: Decider;
  try {
    decider = await open(packages, await photosFrom(packages));
    for (let i = 0; i < WARM_UP; i++) {
      if (!(await decider.decide())) throw new Error("it does not recognize the owner of the ten photos");
    }
  } catch (error) {
    say({ missing: reasonOf(error) });
    process.exit(0);
  }
  Object.assign(console, { log, warn });
  say(decider.hello);
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      say(await turn(decider, JSON.parse(line) as SpeedRequest));
    } catch (error) {
      say({ error: reasonOf(error) });
    }
  }
  process.exit(0);
}

async function turn(decider: Decider, { seconds }: SpeedRequest): Promise<SpeedAnswer> {
  const times: number[] = [];
  for (let begin = performance.now(); times.length < LEAST || performance.now() - begin < seconds * 1000;) {
    const start = performance.now();
    const isOwner = await decider.decide();
    times.push(performance.now() - start);
    if (!isOwner) throw new Error("it no longer recognizes the owner");
  }
  const stages: Record<string, number> = {};
  for (let i = 0; decider.stages !== undefined && i < times.length; i++) {
    for (const [name, ms] of Object.entries(await decider.stages()))
      stages[name] = Math.min(stages[name] ?? Infinity, ms);
  }
  const figures = { best: Math.min(...times), median: median(times), decisions: times.length };
  return decider.stages === undefined ? figures : { ...figures, stages };
}

/** A sentence; with the way out where a package of the peers' is missing. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== "MODULE_NOT_FOUND" && code !== "ENOENT") return String(message);
  const [first] = message.split("\n");
  return `${first}. Install what is compared with: node --import ./scripts/typescript.js bench/install-peers.ts`;
}
