// How many samples a second does the story network (4096-1024-768-1, 4,983,297 parameters) learn from, by batch size?
// Plain SGD with binary cross-entropy on 512 distinct examples, uniform in [0, 1); copying into the batch and the loss
// are included. The best of several repetitions is kept, which on a shared machine is the machine at its best.
// Usage: node --import ./scripts/typescript.js bench/training-speed.ts [--batch 1,8,32,128] [--seconds 2] [--backend wasm] [--kernels simd]

import { parseArgs } from "node:util";
import { dense, network, openBackend, PURPOSE, stream, type BackendName, type KernelVariant } from "@selfsame/engine";

const { values } = parseArgs({
  options: {
    batch: { type: "string", default: "1,8,32,128" },
    seconds: { type: "string", default: "2" },
    backend: { type: "string", default: "wasm" },
    kernels: { type: "string", default: "simd" },
  },
});

const INPUTS = 4096;
const POOL = 512;
/** Examples a repetition covers, at least. */
const REPETITION = 64;

const story = network({
  inputs: INPUTS,
  seed: 7,
  layers: [dense(1024, "relu"), dense(768, "relu"), dense(1, "sigmoid")],
});
const random = stream(1, PURPOSE.drawing);
const pool = Float32Array.from({ length: POOL * INPUTS }, () => random.uniform());
const labels = Float32Array.from({ length: POOL }, () => (random.uniform() > 0.5 ? 1 : 0));
const backend = await openBackend(
  values.backend as BackendName,
  values.backend === "reference" ? {} : { kernels: values.kernels as KernelVariant },
);

for (const batch of values.batch.split(",").map(Number)) {
  const session = await backend.open(story.structure, story.readParameters(), {
    batch,
    loss: "binary-cross-entropy",
    optimizer: { kind: "sgd", momentum: 0, weightDecay: 0 },
  });
  const inputs = new Float32Array(batch * INPUTS);
  const targets = new Float32Array(batch);
  const weights = new Float32Array(batch).fill(1);
  let at = 0;
  async function step(): Promise<void> {
    for (let row = 0; row < batch; row++, at = (at + 1) % POOL) {
      inputs.set(pool.subarray(at * INPUTS, (at + 1) * INPUTS), row * INPUTS);
      targets[row] = labels[at]!;
    }
    const { losses } = await session.train({
      count: batch,
      inputs,
      targets,
      weights,
      sizes: [batch],
      learningRates: [0.01],
    });
    if (!Number.isFinite(losses[0])) throw new Error("the loss is not finite");
  }

  for (let warm = 0; warm < 3; warm++) await step();
  const steps = Math.max(1, Math.floor(REPETITION / batch));
  let best = Infinity;
  for (let spent = 0; spent < Number(values.seconds) * 1000;) {
    const start = performance.now();
    for (let i = 0; i < steps; i++) await step();
    const elapsed = performance.now() - start;
    spent += elapsed;
    best = Math.min(best, elapsed / steps);
  }
  let forward = Infinity;
  for (let i = 0; i < 10; i++) {
    const start = performance.now();
    await session.forward(inputs, batch);
    forward = Math.min(forward, performance.now() - start);
  }
  const before = story.readParameters();
  const after = await session.readParameters();
  if (!after.every(Number.isFinite) || after.every((value: number, i: number) => value === before[i]))
    throw new Error("the parameters did not move");
  session.dispose();
  console.log(
    JSON.stringify({
      batch,
      threads: backend.threads,
      samplesPerSecond: Number(((batch / best) * 1000).toFixed(1)),
      forwardMs: Number(forward.toFixed(3)),
      backend: backend.name,
      kernels: backend.kernels,
      node: process.versions.node,
    }),
  );
}
