// The program that every page and Node runs: it learns exclusive or for a moment and says what it is certain of, on two
// threads.

/**
 * A module that exports `xor()`: the losses, certainties, and what it ran on as JSON, the same text wherever it runs.
 * Kernels that all of them have; certainties are rounded, since those come from the best kernels that each has.
 */
export const XOR_MODULE = `
import { dense, examplesFrom, load, network, save, train } from "@selfsame/engine";

export async function xor() {
  const inputs = [[0, 0], [0, 1], [1, 0], [1, 1]];
  const net = network({ inputs: 2, seed: 1, layers: [dense(8, "tanh"), dense(1, "sigmoid")] });
  const data = examplesFrom({ inputs, targets: [[0], [1], [1], [0]] });
  const losses = [];
  const kernels = { backend: "wasm", kernels: "simd", threads: 2 };
  let backend;
  for await (const progress of train(net, data, { epochs: 200, batch: 4, learningRate: 0.5, ...kernels })) {
    losses.push(progress.loss);
    backend = progress.backend;
  }
  const again = await load(await save(net));
  const certainties = [];
  for (const input of inputs) {
    const [certainty] = await again.forward(new Float32Array(input));
    certainties.push(certainty.toFixed(4));
  }
  return JSON.stringify({ first: losses.at(0), last: losses.at(-1), certainties, backend });
}
`;

/** A module that runs it in a page and leaves what came in the page's title, where a strict policy lets a test read it. */
export const PAGE_MODULE = `
import { xor } from "./xor.js";

xor().then(
  (result) => { document.title = result; },
  (error) => { document.title = "failed: " + error.stack; },
);
`;

/** The files of a page before it is bundled. An own tsconfig.json, though empty: bundlers would read one from above. */
export const PAGE_FILES = { "tsconfig.json": "{}", "xor.js": XOR_MODULE, "page.js": PAGE_MODULE };

/** A page that loads one script. */
export const html = (script: string) => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>waiting</title></head>
  <body><script type="module" src="${script}"></script></body>
</html>
`;
