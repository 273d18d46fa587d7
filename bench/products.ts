// How many GFLOP/s does a product of n x n matrices of float32 reach on one thread, ours beside jax-js and OpenBLAS?
// Ours is the forward pass of one dense layer n -> n, without activation, on a batch of n: copying inputs in and outputs
// out, and adding the bias, are part of it. The weights lie in its layout already, as they do in training.
// Usage: node --import ./scripts/typescript.js bench/products.ts [--sizes 8,16,...] [--seconds 0.3] [--rounds 3]
//   [--kernels relaxed,simd,scalar] [--peers jax-js,openblas,tensorflow-js] [--node PATH]

import { parseArgs } from "node:util";
import { nodeStart, startAll, versionsOf, type Start } from "./shared/contestant.ts";
import { nodesFrom, pythonStart } from "./shared/entrants.ts";
import { record } from "./shared/results.ts";
import { median, rounded } from "./shared/statistics.ts";
import { figure, textTable } from "./shared/table.ts";
import type { ProductAnswer } from "./peers/turn.ts";

/** Powers of two, their neighbors, and primes: a size that does not suit the tiles must not be slow. */
const SIZES = "7,8,9,16,17,31,32,61,63,64,65,127,128,131,251,256,257,509,512,521,1021,1024,2039,2048";

export interface ProductsResult {
  readonly settings: { readonly seconds: number; readonly rounds: number };
  readonly contestants: readonly { readonly id: string; readonly name: string; readonly detail?: string }[];
  /** GFLOP/s by contestant: the median over rounds of the best repetition. */
  readonly results: readonly { readonly n: number; readonly gflops: Readonly<Record<string, number>> }[];
}

const { values } = parseArgs({
  options: {
    sizes: { type: "string", default: SIZES },
    seconds: { type: "string", default: "0.3" },
    rounds: { type: "string", default: "3" },
    kernels: { type: "string", default: "relaxed,simd,scalar" },
    peers: { type: "string", default: "jax-js,openblas" },
    node: { type: "string" },
  },
});
const [node] = nodesFrom(values.node === undefined ? undefined : [values.node]);
const sizes = values.sizes.split(",").map(Number);
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];

const ours = values.kernels.split(",").map((kernels) => {
  return nodeStart(`selfsame-${kernels}`, node!.path, "selfsame.ts", ["--threads", "1", "--kernels", kernels]);
});
const peers = values.peers
  .split(",")
  .filter(Boolean)
  .map((name): Start => {
    switch (name) {
      case "jax-js":
      case "tensorflow-js":
        return nodeStart(name, node!.path, `${name}.ts`, []);
      case "openblas":
        return pythonStart("openblas", "numpy-openblas.py", [], "1");
      default:
        throw new Error(`--peers ${name}: expected jax-js, openblas or tensorflow-js, with commas between`);
    }
  });

const contestants = await startAll([...ours, ...peers]);
const found = new Map<string, number[]>();
try {
  for (let round = 0; round < rounds; round++) {
    for (const n of sizes) {
      for (const contestant of contestants) {
        try {
          const { gflops } = await contestant.ask<ProductAnswer>({ product: n, seconds });
          const key = `${contestant.id} ${n}`;
          found.set(key, [...(found.get(key) ?? []), gflops]);
        } catch (error) {
          console.error(`left out: ${(error as Error).message}`);
        }
      }
      console.error(`round ${round + 1} of ${rounds}, n = ${n}`);
    }
  }
} finally {
  for (const contestant of contestants) contestant.stop();
}

const result: ProductsResult = {
  settings: { seconds, rounds },
  contestants: contestants.map(({ id, hello: { name, detail } }) => ({
    id,
    name: id.startsWith("selfsame") ? `${name}, ${detail}` : name,
  })),
  results: sizes.map((n) => ({
    n,
    gflops: Object.fromEntries(
      contestants.flatMap(({ id }) => {
        const all = found.get(`${id} ${n}`);
        return all === undefined ? [] : [[id, rounded(median(all))]];
      }),
    ),
  })),
};
const head = ["n", ...result.contestants.map(({ name }) => name)];
const rows = result.results.map(({ n, gflops }) => [String(n), ...contestants.map(({ id }) => figure(gflops[id]))]);
console.log(textTable([head, ...rows]));
console.log(JSON.stringify(result));
await record("products", "How many GFLOP/s does a product of n x n matrices reach?", versionsOf(contestants), result);
