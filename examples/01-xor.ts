// Exclusive or: true where exactly one of two inputs is. The smallest task that one layer of neurons cannot learn.
// Run it: node --import ./scripts/typescript.js examples/01-xor.ts

import { dense, examplesFrom, network, train } from "@selfsame/engine";

// Four examples: two numbers go in, and 0 or 1 should come out.
const inputs = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const examples = examplesFrom({ inputs, targets: [[0], [1], [1], [0]] });

// Four hidden neurons, and one that answers with a certainty between 0 and 1. All first weights follow from the seed:
// the same seed gives the same network, on every machine.
const xor = network({ inputs: 2, seed: 1, layers: [dense(4, "tanh"), dense(1, "sigmoid")] });
console.log(`${String(xor)}\n`);

// An epoch is one pass over all examples. With a batch of 4 each epoch is one step down the mountain.
for await (const { epoch, loss } of train(xor, examples, { epochs: 500, batch: 4, learningRate: 0.5 })) {
  if (epoch % 100 === 0) console.log(`epoch ${epoch}  loss ${loss.toFixed(4)}`);
}

console.log();
for (const input of inputs) {
  const [certainty] = await xor.forward(input);
  console.log(`${input.join(" xor ")}  ${(100 * certainty!).toFixed(1)}% certain that it is 1`);
}
xor.dispose();
