// How long from a model file on disk to the first answer, and how long is every answer after that? The story network.
// The first answer is measured in a process of its own each time, with the engine loaded and nothing run yet.
// Usage: node --import ./scripts/typescript.js bench/first-result.ts [--rounds 7] [--batch 1,8,32,128,256] [--node PATH]

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs, promisify } from "node:util";
import { dense, load, network, save } from "@selfsame/engine";
import { nodesFrom } from "./shared/entrants.ts";
import { record } from "./shared/results.ts";
import { median, rounded } from "./shared/statistics.ts";
import { figure, textTable } from "./shared/table.ts";

export interface FirstResult {
  /** Milliseconds, medians over rounds: reading the file, `load`, the first `forward`, and the three together. */
  readonly first: { readonly read: number; readonly load: number; readonly forward: number; readonly all: number };
  /** Milliseconds of a forward pass at best, by batch size. */
  readonly steady: readonly { readonly batch: number; readonly milliseconds: number }[];
  readonly nodeVersion: string;
}

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "7" },
    batch: { type: "string", default: "1,8,32,128,256" },
    node: { type: "string" },
    /** What the processes of their own are asked: measure the file at this path, and print it. */
    model: { type: "string" },
  },
});
const INPUTS = 4096;

async function measureFirst(path: string): Promise<FirstResult["first"]> {
  const inputs = new Float32Array(INPUTS).fill(0.5);
  const start = performance.now();
  const bytes = await readFile(path);
  const wasRead = performance.now();
  const model = await load(bytes);
  const wasLoaded = performance.now();
  await model.forward(inputs);
  const end = performance.now();
  return { read: wasRead - start, load: wasLoaded - wasRead, forward: end - wasLoaded, all: end - start };
}

async function measureSteady(path: string, batch: number): Promise<number> {
  const model = await load(await readFile(path));
  const inputs = new Float32Array(batch * INPUTS).fill(0.5);
  let best = Infinity;
  for (let begin = performance.now(); performance.now() - begin < 500;) {
    const start = performance.now();
    await model.forward(inputs);
    best = Math.min(best, performance.now() - start);
  }
  model.dispose();
  return best;
}

if (values.model !== undefined) {
  const batches = values.batch.split(",").map(Number);
  const first = await measureFirst(values.model);
  const steady = [];
  for (const batch of batches) steady.push({ batch, milliseconds: await measureSteady(values.model, batch) });
  console.log(JSON.stringify({ first, steady }));
  process.exit(0);
}

const [node] = nodesFrom(values.node === undefined ? undefined : [values.node]);
const folder = await mkdtemp(join(tmpdir(), "selfsame-bench-"));
const path = join(folder, "story.safetensors");
const layers = [dense(1024, "relu"), dense(768, "relu"), dense(1, "sigmoid")];
await writeFile(path, await save(network({ inputs: INPUTS, seed: 7, layers })));
const runs: Pick<FirstResult, "first" | "steady">[] = [];
try {
  for (let round = 0; round < Number(values.rounds); round++) {
    const words = [
      "--import",
      "./scripts/typescript.js",
      import.meta.filename,
      "--model",
      path,
      "--batch",
      values.batch,
    ];
    const { stdout } = await promisify(execFile)(node!.path, words, { cwd: resolve(import.meta.dirname, "..") });
    runs.push(JSON.parse(stdout) as Pick<FirstResult, "first" | "steady">);
    console.error(`round ${round + 1} of ${values.rounds}: ${figure(runs.at(-1)!.first.all)} ms to the first answer`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
const part = (name: keyof FirstResult["first"]) => rounded(median(runs.map(({ first }) => first[name])));
const result: FirstResult = {
  first: { read: part("read"), load: part("load"), forward: part("forward"), all: part("all") },
  steady: runs[0]!.steady.map(({ batch }, index) => ({
    batch,
    milliseconds: rounded(median(runs.map(({ steady }) => steady[index]!.milliseconds))),
  })),
  nodeVersion: node!.version,
};
console.log(
  textTable([
    ["to the first answer", "ms"],
    ...Object.entries(result.first).map(([name, milliseconds]) => [name, figure(milliseconds)]),
    ...result.steady.map(({ batch, milliseconds }) => [`then, batch ${batch}`, figure(milliseconds)]),
  ]),
);
console.log(JSON.stringify(result));
await record("first-result", "How long from a model file to an answer?", {}, result);
