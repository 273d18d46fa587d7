// Training that stops in the middle and goes on later ends in the same bytes as training that never stopped.
// Run it: node --import ./scripts/typescript.js examples/04-resume.ts

import { dense, examplesFrom, network, PURPOSE, save, stream, train } from "@selfsame/engine";

// Two clouds of points, drawn by seed.
const random = stream(3, PURPOSE.drawing);
const points = Array.from({ length: 200 }, (_, i) => ({
  at: Array.from({ length: 8 }, () => random.normal() + (i % 2 === 0 ? 0.4 : -0.4)),
  target: [i % 2 === 0 ? 1 : 0],
}));
const examples = examplesFrom({ inputs: points.map(({ at }) => at), targets: points.map(({ target }) => target) });

const fresh = () => network({ inputs: 8, seed: 3, layers: [dense(32, "relu"), dense(1, "sigmoid")] });
const settings = { epochs: 6, batch: 16, learningRate: 0.05, momentum: 0.9, schedule: "cosine" } as const;

// Once without a stop.
const whole = fresh();
for await (const _ of train(whole, examples, settings));

// Once with a stop in the middle of an epoch. A checkpoint is bytes: here it stays in memory, `selfsame train` writes it
// to disk. It holds the parameters, what the optimizer remembers, and the position among the examples.
let checkpoint: Uint8Array | undefined;
for await (const progress of train(fresh(), examples, { ...settings, report: "steps" })) {
  if (progress.step < 40) continue;
  checkpoint = await progress.checkpoint();
  console.log(`stopped at step ${progress.step} of ${progress.steps}; the checkpoint has ${checkpoint.length} bytes`);
  break;
}

// Much later, perhaps in another process: the same network, the same examples, the same settings.
const resumed = fresh();
for await (const { epoch, loss } of train(resumed, examples, { ...settings, resume: checkpoint! })) {
  console.log(`epoch ${epoch}  loss ${loss.toFixed(4)}`);
}

const [a, b] = [await save(whole), await save(resumed)];
const isSame = a.length === b.length && a.every((byte, i) => byte === b[i]);
console.log(`the two model files are ${isSame ? "the same, byte for byte" : "different"}`);
if (!isSame) process.exitCode = 1;
