// Ours as a contestant.
// Usage: see bench/story-network.ts and bench/products.ts. [--threads auto] [--kernels relaxed]

import { parseArgs } from "node:util";
import { dense, network, openBackend, type BackendOptions, type Network } from "@selfsame/engine";
import type { NetworkShape } from "../shared/networks.ts";
import { Pool } from "./examples.ts";
import { bestForwardMs, bestGflops, bestStepMs, checkTrained, takeTurns, type Contest } from "./turn.ts";

const { values } = parseArgs({
  options: { threads: { type: "string", default: "auto" }, kernels: { type: "string" } },
});

const SEED = 7;

await takeTurns(async () => {
  const threads = values.threads === "auto" ? "auto" : Number(values.threads);
  const kernels = values.kernels === undefined ? {} : { kernels: values.kernels };
  const backend = await openBackend("wasm", { threads, ...kernels } as BackendOptions);
  const shown = process.versions.node.split(".").slice(0, 2).join(".");
  const hello = {
    name: `selfsame on Node ${shown}`,
    threads: backend.threads,
    detail: `${backend.kernels} kernels`,
    versions: { [`node ${shown}`]: process.versions.node, [`v8 of node ${shown}`]: process.versions.v8 },
  };

  const contest: Contest = {
    async train(request) {
      const { batch, network: shape } = request;
      const pool = new Pool(shape);
      const made = networkOf(shape);
      const before = made.readParameters();
      const session = await backend.open(made.structure, before, {
        batch,
        loss: "binary-cross-entropy",
        optimizer: { kind: "sgd", momentum: 0, weightDecay: 0 },
      });
      // As in `train`, the next examples are copied while the last are learned: one copy in each repetition.
      let room = roomFor(0, shape);
      const best = await bestStepMs(request, async (steps) => {
        const count = steps * batch;
        if (room.targets.length !== count) {
          room = roomFor(count, shape);
          pool.take(room.inputs, room.targets);
        }
        const sizes = new Array<number>(steps).fill(batch);
        const learningRates = sizes.map(() => shape.learningRate);
        const trained = session.train({ count, ...room, sizes, learningRates });
        pool.take(room.inputs, room.targets);
        const { losses } = await trained;
        if (losses.length !== steps || !losses.every(Number.isFinite)) throw new Error("a loss is not finite");
      });
      const examples = room.inputs.slice(0, batch * shape.inputs);
      const detail = `${session.facts.kernels} kernels, ${session.facts.threads} threads`;
      checkTrained(before, await session.readParameters(), shape);
      session.dispose();
      const forwardMs = await bestForwardMs(() => made.forward(examples)); // on one thread, as users have it
      made.dispose();
      return { samplesPerSecond: (batch / best) * 1000, forwardMs, detail };
    },

    async multiply(request) {
      const { product: n } = request;
      const square = network({ inputs: n, seed: SEED, layers: [dense(n, "identity")] });
      const session = await backend.open(square.structure, square.readParameters(), { batch: n });
      const inputs = Float32Array.from({ length: n * n }, (_, i) => ((i * 7) % 11) / 11);
      const gflops = await bestGflops(request, async (times) => {
        for (let i = 0; i < times; i++) await session.forward(inputs, n);
      });
      session.dispose();
      return { gflops };
    },
  };
  return { hello, contest };
});

function roomFor(count: number, { inputs }: NetworkShape) {
  return {
    inputs: new Float32Array(count * inputs),
    targets: new Float32Array(count),
    weights: new Float32Array(count).fill(1),
  };
}

function networkOf({ inputs, hidden, outputBias }: NetworkShape): Network {
  const layers = [...hidden.map((width) => dense(width, "relu")), dense(1, "sigmoid")];
  const made = network({ inputs, seed: SEED, layers });
  if (outputBias !== undefined) {
    const parameters = made.readParameters();
    parameters[parameters.length - 1] = outputBias;
    made.writeParameters(parameters);
  }
  return made;
}
