// Does memory stay flat while training goes on? 10,000 steps of a small network, resident memory after each thousand.
// Usage: node --expose-gc --import ./scripts/typescript.js bench/memory.ts [--steps 10000]

import { parseArgs } from "node:util";
import { dense, network, PURPOSE, stream, train, type Examples } from "@selfsame/engine";

const { values } = parseArgs({ options: { steps: { type: "string", default: "10000" } } });

const COUNT = 3200;
const INPUTS = 256;
const BATCH = 32;

const examples: Examples = {
  count: COUNT,
  inputs: INPUTS,
  outputs: 1,
  read(indices, into) {
    indices.forEach((index, row) => {
      const random = stream(1, PURPOSE.drawing, index);
      for (let i = 0; i < INPUTS; i++) into.inputs[row * INPUTS + i] = random.uniform();
      into.targets[row] = index % 2;
    });
  },
};

const { gc } = globalThis as { gc?: () => void };
const small = network({ inputs: INPUTS, seed: 1, layers: [dense(64, "relu"), dense(32, "relu"), dense(1, "sigmoid")] });
const epochs = Math.ceil(Number(values.steps) / (COUNT / BATCH));
for await (const { step } of train(small, examples, { epochs, batch: BATCH })) {
  if (step % 1000 !== 0) continue;
  gc?.();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const megabytes = (bytes: number) => Number((bytes / 1024 / 1024).toFixed(1));
  console.log(
    JSON.stringify({
      step,
      residentMB: megabytes(rss),
      heapMB: megabytes(heapUsed),
      arrayBuffersMB: megabytes(arrayBuffers),
    }),
  );
}
