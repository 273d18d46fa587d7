// What does a call cost? A million steps of a network so small (2-8-1, batch 1) that there is little else in it.
// Usage: node --import ./scripts/typescript.js bench/tiny.ts [--steps 1000000] [--rounds 5] [--threads 1]

import { parseArgs } from "node:util";
import { dense, examplesFrom, network, train } from "@selfsame/engine";
import { record } from "./shared/results.ts";
import { median, rounded } from "./shared/statistics.ts";

export interface TinyResult {
  readonly steps: number;
  /** Of all steps together, median over rounds. */
  readonly seconds: number;
  readonly rounds: readonly number[];
}

const { values } = parseArgs({
  options: {
    steps: { type: "string", default: "1000000" },
    rounds: { type: "string", default: "5" },
    threads: { type: "string", default: "1" },
  },
});
/** As many as make the beginning and the end of an epoch a small part. */
const COUNT = 1000;
const inputs = Array.from({ length: COUNT }, (_, i) => [(i % 7) / 7, (i % 11) / 11]);
const targets = inputs.map(([a, b]) => [a! > b! ? 1 : 0]);
const steps = Math.ceil(Number(values.steps) / COUNT) * COUNT;

async function trainTiny(): Promise<number> {
  const tiny = network({ inputs: 2, seed: 1, layers: [dense(8, "relu"), dense(1, "sigmoid")] });
  const start = performance.now();
  let done = 0;
  const options = { epochs: steps / COUNT, batch: 1, threads: Number(values.threads) };
  for await (const { step } of train(tiny, examplesFrom({ inputs, targets }), options)) done = step;
  const seconds = (performance.now() - start) / 1000;
  if (done !== steps) throw new Error(`${done} steps were done instead of ${steps}`);
  return seconds;
}

const rounds: number[] = [];
for (let round = 0; round < Number(values.rounds); round++) {
  rounds.push(rounded(await trainTiny()));
  console.error(`round ${round + 1} of ${values.rounds}: ${rounds.at(-1)} s`);
}
const result: TinyResult = { steps, seconds: median(rounds), rounds };
console.log(`${steps.toLocaleString("en-US")} steps of 2-8-1 in ${result.seconds} s`);
console.log(JSON.stringify(result));
await record("tiny", "What does a call cost?", {}, result);
