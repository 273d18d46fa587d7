// Looking inside: what every layer of a network answers, and how the loss would change with every number in it.
// A backend session gives both; `train` uses the same session, but never asks for what it does not need.
// Run it: node --import ./scripts/typescript.js examples/05-look-inside.ts

import { add, dense, network, openBackend } from "@selfsame/engine";

// A network may branch: `sum` adds what two layers answer (a residual connection).
const small = network({
  inputs: 3,
  seed: 5,
  layers: [
    dense(4, "relu", { name: "first" }),
    dense(4, "tanh", { name: "second" }),
    add(["first", "second"], { name: "sum" }),
    dense(1, "sigmoid", { name: "certainty" }),
  ],
});
console.log(`${String(small)}\n`);

const numbers = (values: ArrayLike<number>) => Array.from(values, (value) => value.toFixed(3)).join("  ");
const sizeOf = (values: ArrayLike<number>) =>
  Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));

// The reference backend is the textbook in float64; "wasm" answers the same, faster, in float32.
const backend = await openBackend("reference");
const session = await backend.open(small.structure, small.readParameters(), { batch: 1, loss: "binary-cross-entropy" });
try {
  const inputs = Float32Array.of(0.5, -1, 2);

  // The forward pass of one example, with the layers asked for by name.
  const { outputs, layers } = await session.forward(inputs, 1, ["first", "second", "sum"]);
  for (const [name, values] of layers) console.log(`${name.padEnd(10)} ${numbers(values)}`);
  console.log(`certainty  ${numbers(outputs)}\n`);

  // Backpropagation, were the answer supposed to be 1: which way each input would have to move.
  const batch = { count: 1, inputs, targets: Float32Array.of(1), weights: Float32Array.of(1) };
  const gradients = await session.gradients(batch);
  console.log(`loss ${gradients.loss.toFixed(4)}`);
  console.log(`d loss / d inputs   ${numbers(gradients.inputs)}`);
  for (const { name, offset, length } of small.plan.parameters) {
    const size = sizeOf(gradients.parameters.subarray(offset, offset + length));
    console.log(`|d loss / d ${name.padEnd(18)}| = ${size.toFixed(4)}`);
  }

  // A gradient is a promise about small steps: move one input a little and see.
  const h = 1e-4;
  const { loss } = await session.evaluate({ ...batch, inputs: Float64Array.of(0.5 + h, -1, 2) });
  const slope = (loss - gradients.loss) / h;
  console.log(
    `\nmoving input 0 by ${h} changes the loss by ${slope.toFixed(3)} for each unit; the gradient said ${gradients.inputs[0]!.toFixed(3)}`,
  );
} finally {
  session.dispose();
}
