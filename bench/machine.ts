// What can this machine do at most? Bandwidth, by how much memory is gone over again and again, and the ceiling of
// arithmetic with 128-bit vectors, both measured by WebAssembly loops that do nothing else (bench/machine/limits.as).
// "update" multiplies in place, as an update of weights does: its bytes are counted twice, read and written.
// Usage: node --import ./scripts/typescript.js bench/machine.ts [--seconds 0.5] [--threads 1,2] [--sizes 1,4,20,134,512,1024]
//   sizes in MB, of all threads together

import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { compileLimits } from "./machine/compile.ts";
import type { Job } from "./machine/thread.ts";
import { machineFacts, machineLine } from "./shared/machine.ts";
import { record } from "./shared/results.ts";
import { rounded } from "./shared/statistics.ts";
import { figure, textTable } from "./shared/table.ts";

export interface MachineResult {
  readonly bandwidth: readonly {
    readonly megabytes: number;
    readonly threads: number;
    /** GB/s. */
    readonly read: number;
    readonly update: number;
  }[];
  readonly ceiling: readonly {
    readonly threads: number;
    /** GFLOP/s; relaxed is absent where this Node has no relaxed SIMD. */
    readonly relaxed?: number;
    readonly multiplyThenAdd: number;
  }[];
}

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "0.5" },
    threads: { type: "string", default: "1,2" },
    sizes: { type: "string", default: "1,4,20,134,512,1024" },
  },
});
const milliseconds = Number(values.seconds) * 1000;
const counts = values.threads.split(",").map(Number);
const MB = 1e6;
const ROUND = 128;

/** What all threads do together, in 10^9 a second. */
async function together(
  module: WebAssembly.Module,
  kind: Job["kind"],
  bytes: number,
  threads: number,
): Promise<number> {
  const ready = new Int32Array(new SharedArrayBuffer(8));
  ready[1] = threads;
  const job: Job = { module, kind, bytes: Math.floor(bytes / threads / ROUND) * ROUND, milliseconds, ready };
  const rates = await Promise.all(
    Array.from(
      { length: threads },
      () =>
        new Promise<number[]>((resolve, reject) => {
          const worker = new Worker(new URL("./machine/thread.ts", import.meta.url), { workerData: job });
          worker.once("message", resolve);
          worker.once("error", reject);
        }),
    ),
  );
  // What they did in the same spell: their best ones apart are more than they ever had together.
  const sums = rates[0]!.map((_, spell) => rates.reduce((sum, one) => sum + one[spell]!, 0));
  return rounded(Math.max(...sums));
}

const plain = await WebAssembly.compile(await compileLimits(false));
const relaxedBytes = await compileLimits(true);
const relaxed = WebAssembly.validate(relaxedBytes) ? await WebAssembly.compile(relaxedBytes) : undefined;
if (relaxed === undefined) console.error("skipped: relaxed multiply-add: this Node has no relaxed SIMD");

const bandwidth: MachineResult["bandwidth"][number][] = [];
for (const megabytes of values.sizes.split(",").map(Number)) {
  for (const threads of counts) {
    bandwidth.push({
      megabytes,
      threads,
      read: await together(plain, "read", megabytes * MB, threads),
      update: await together(plain, "update", megabytes * MB, threads),
    });
  }
}
const ceiling: MachineResult["ceiling"][number][] = [];
for (const threads of counts) {
  ceiling.push({
    threads,
    ...(relaxed === undefined ? {} : { relaxed: await together(relaxed, "arithmetic", 0, threads) }),
    multiplyThenAdd: await together(plain, "arithmetic", 0, threads),
  });
}
const result: MachineResult = { bandwidth, ceiling };
console.log(machineLine(machineFacts()));
console.log(
  textTable([
    ["MB", "threads", "read, GB/s", "update, GB/s"],
    ...bandwidth.map(({ megabytes, threads, read, update }) => [
      String(megabytes),
      String(threads),
      figure(read),
      figure(update),
    ]),
  ]),
);
console.log(
  textTable([
    ["threads", "relaxed multiply-add, GFLOP/s", "multiply, then add, GFLOP/s"],
    ...ceiling.map(({ threads, relaxed: fused, multiplyThenAdd }) => [
      String(threads),
      figure(fused),
      figure(multiplyThenAdd),
    ]),
  ]),
);
console.log(JSON.stringify(result));
await record("machine", "What can this machine do at most?", {}, result);
