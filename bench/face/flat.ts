// Does memory stay flat while decisions are made? 100,000 of them on a handful of readings, then 300 photos read from their
// pixels on, in one process; what it holds after each tenth.
// Usage: node --expose-gc --import ./scripts/typescript.js bench/face/flat.ts [--decisions 100000] [--reads 300] [--packages DIR]

import { parseArgs } from "node:util";
import { decide, DEFAULT_LEVEL, type FaceReading } from "@selfsame/face";
import { record } from "../shared/results.ts";
import { textTable } from "../shared/table.ts";
import {
  flatRows,
  GROWTH_LIMIT,
  grown,
  RESIDENT_LIMIT,
  residentGrown,
  type FlatResult,
  type Held,
} from "./flat-table.ts";
import { openOwner } from "./peers/chain.ts";
import { PACKAGES, photosFrom } from "./peers/photo.ts";

const { values } = parseArgs({
  options: {
    decisions: { type: "string", default: "100000" },
    reads: { type: "string", default: "300" },
    packages: { type: "string", default: PACKAGES },
  },
});
const PARTS = 10;
/** Part of each phase that comes before it counts: what is compiled and grown once is no leak. */
const WARM_UP = 0.1;

const { gc } = globalThis as { gc?: () => void };
if (gc === undefined) throw new Error("what is held shows only after a collection: run node with --expose-gc");

function held(done: number): Held {
  gc!();
  gc!(); // what the first one found through finalizers
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const megabytes = (bytes: number) => Number((bytes / 1024 / 1024).toFixed(2));
  return { done, residentMB: megabytes(rss), heapMB: megabytes(heapUsed), arrayBuffersMB: megabytes(arrayBuffers) };
}

/** `total` times of `work`, and what was held: after the warm-up, then after each tenth. */
async function phase(total: number, work: (index: number) => Promise<void>): Promise<Held[]> {
  for (let i = 0; i < total * WARM_UP; i++) await work(i);
  const log = [held(0)];
  for (let i = 0; i < total; i++) {
    await work(i);
    if (((i + 1) * PARTS) % total < PARTS) log.push(held(i + 1));
  }
  return log;
}

const photos = await photosFrom(values.packages);
const { reader, certainty, level, enrolled } = await openOwner(values.packages, photos, DEFAULT_LEVEL);
const images = [photos.probe, photos.stranger, ...photos.enrolled.slice(0, 3)];
const readings: (FaceReading | undefined)[] = [...enrolled, undefined]; // as where no face is found
for (const image of images) readings.push(await reader.read(image));

let unlocked = 0;
const decisions = await phase(Number(values.decisions), async (index) => {
  if ((await decide(certainty, level, readings[index % readings.length])).unlocked) unlocked++;
});
const reads = await phase(Number(values.reads), async (index) => {
  if ((await decide(certainty, level, await reader.read(images[index % images.length]!))).unlocked) unlocked++;
});
if (unlocked === 0) throw new Error("nothing was ever unlocked: the decisions were none");

const result: FlatResult = { decisions, reads };
console.log(textTable(flatRows(result)));
await record("face-flat", "Does memory stay flat while decisions are made?", {}, result);
for (const [name, log] of Object.entries(result)) {
  if (grown(log as Held[]) <= GROWTH_LIMIT && residentGrown(log as Held[]) <= RESIDENT_LIMIT) continue;
  console.error(`${name}: it grew by more than ${GROWTH_LIMIT} MB, or ${RESIDENT_LIMIT} MB resident`);
  process.exitCode = 1;
}
reader.dispose();
certainty.dispose();
