// jax-js on WebAssembly as a contestant: the whole step (loss, gradients, update) in one jit, as its own examples do it.
// In Node it has one thread, unless it is given a Worker as pages have it: see node-worker.ts.
// Usage: see bench/story-network.ts and bench/products.ts. [--threads 2]

import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { layersOf, parameterCount, type NetworkShape } from "../shared/networks.ts";
import { Pool } from "./examples.ts";
import { pretendPage } from "./node-worker.ts";
import {
  bestForwardMs,
  bestGflops,
  bestStepMs,
  checkTrained,
  peerPackage,
  takeTurns,
  type Contest,
  type TrainAnswer,
  type TrainRequest,
} from "./turn.ts";

/** As much of jax-js as is used here. Every use of an array consumes it, except through `ref`. */
interface Array_ {
  readonly ref: Array_;
  add(other: Array_): Array_;
  sub(other: Array_): Array_;
  mul(other: Array_ | number): Array_;
  mean(): Array_;
  reshape(shape: readonly number[]): Array_;
  data(): Promise<Float32Array>;
  blockUntilReady(): Promise<Array_>;
  dispose(): void;
}
type Parameters_ = Array_[];
interface Jax {
  init(device: string): Promise<string[]>;
  defaultDevice(device: string): string;
  blockUntilReady<Tree>(tree: Tree): Promise<Tree>;
  jit<Take extends unknown[], Give>(work: (...take: Take) => Give): (...take: Take) => Give;
  valueAndGrad(
    loss: (parameters: Parameters_, inputs: Array_, targets: Array_) => Array_,
  ): (parameters: Parameters_, inputs: Array_, targets: Array_) => [Array_, Parameters_];
  readonly nn: { relu(x: Array_): Array_; softplus(x: Array_): Array_; sigmoid(x: Array_): Array_ };
  readonly numpy: {
    array(data: Float32Array): Array_;
    matmul(a: Array_, b: Array_): Array_;
    transpose(a: Array_): Array_;
  };
}

const { values } = parseArgs({ options: { threads: { type: "string", default: "1" } } });
/** Work is put off until someone waits for it, and takes memory until then: of 4 GB in all, so much may be pending. */
const PENDING_BYTES = 1e9;
/** Old parameters, gradients, new parameters. */
const BYTES_A_PARAMETER = 12;
const PACKAGE = "@jax-js/jax";

await takeTurns(async () => {
  const threads = Number(values.threads);
  if (threads > 1) pretendPage(threads);
  const jax = await peerPackage<Jax>(PACKAGE);
  await jax.init("wasm");
  jax.defaultDevice("wasm");
  const { version } = createRequire(import.meta.resolve(PACKAGE))("../package.json") as { version: string };
  const hello = { name: `jax-js ${version}, WebAssembly`, threads, versions: { "jax-js": version } };
  const contest: Contest = {
    train: (request) => trainOn(jax, request),
    async multiply(request) {
      const n = request.product;
      const square = () => jax.numpy.array(Float32Array.from({ length: n * n }, (_, i) => ((i * 7) % 11) / 11));
      const [a, b] = [square().reshape([n, n]), square().reshape([n, n])];
      // Both ways round: it is faster in one for some sizes, in the other for others.
      const ways = [
        jax.jit((x: Array_, y: Array_) => jax.numpy.matmul(x, y)),
        jax.jit((x: Array_, y: Array_) => jax.numpy.matmul(x, jax.numpy.transpose(y))),
      ];
      let gflops = 0;
      for (const multiply of ways) {
        const found = await bestGflops({ product: n, seconds: request.seconds / ways.length }, async (times) => {
          for (let i = 0; i < times; i++) (await multiply(a.ref, b.ref).blockUntilReady()).dispose();
        });
        gflops = Math.max(gflops, found);
      }
      a.dispose();
      b.dispose();
      return { gflops };
    },
  };
  return { hello, contest };
});

async function trainOn(jax: Jax, request: TrainRequest): Promise<TrainAnswer> {
  const { batch, network } = request;
  const { numpy, nn } = jax;
  const layers = layersOf(network).length;

  /** (batch, 1), before the sigmoid. */
  function logits(parameters: Parameters_, inputs: Array_): Array_ {
    let x = inputs;
    for (let layer = 0; layer < layers; layer++) {
      x = numpy.matmul(x, numpy.transpose(parameters[2 * layer]!)).add(parameters[2 * layer + 1]!);
      if (layer < layers - 1) x = nn.relu(x);
    }
    return x;
  }
  // Of a logit z and its target y: log(1 + exp(z)) - y z.
  const gradient = jax.valueAndGrad((parameters, inputs, targets) => {
    const z = logits(parameters, inputs);
    return nn.softplus(z.ref).sub(targets.mul(z)).mean();
  });
  const step = jax.jit((parameters: Parameters_, inputs: Array_, targets: Array_): [Parameters_, Array_] => {
    const [loss, gradients] = gradient(
      parameters.map(({ ref }) => ref),
      inputs,
      targets,
    );
    return [parameters.map((one, i) => one.sub(gradients[i]!.mul(network.learningRate))), loss];
  });
  const forward = jax.jit((parameters: Parameters_, inputs: Array_) => nn.sigmoid(logits(parameters, inputs)));

  const pool = new Pool(network);
  const start = startOf(network);
  let parameters = start.map(({ values: of, shape }) => numpy.array(of).reshape(shape));
  const inputs = new Float32Array(batch * network.inputs);
  const targets = new Float32Array(batch);
  const together = Math.max(1, Math.floor(PENDING_BYTES / (BYTES_A_PARAMETER * parameterCount(network))));
  const best = await bestStepMs(request, async (steps) => {
    let loss: Array_ | undefined;
    for (let i = 0; i < steps; i++) {
      pool.take(inputs, targets);
      loss?.dispose();
      if (i % together === together - 1) parameters = await jax.blockUntilReady(parameters);
      [parameters, loss] = step(
        parameters,
        numpy.array(inputs).reshape([batch, network.inputs]),
        numpy.array(targets).reshape([batch, 1]),
      );
    }
    parameters = await jax.blockUntilReady(parameters);
    if (!Number.isFinite((await loss!.data())[0])) throw new Error("a loss is not finite");
  });
  const examples = numpy.array(inputs).reshape([batch, network.inputs]);
  const forwardMs = await bestForwardMs(() =>
    forward(
      parameters.map(({ ref }) => ref),
      examples.ref,
    ).data(),
  );
  examples.dispose();
  for (const [i, one] of parameters.entries()) checkTrained(start[i]!.values, await one.data(), network, i === 0);
  return { samplesPerSecond: (batch / best) * 1000, forwardMs };
}

/**
 * Weights (outputs, inputs) and biases (1, outputs) of each layer, uniform within 1 / sqrt(inputs) as PyTorch has them.
 * With weights the other way round jax-js is two to four times slower in small batches.
 */
function startOf(network: NetworkShape): { values: Float32Array; shape: number[] }[] {
  const layers = layersOf(network);
  return layers.flatMap(([from, to], layer) => {
    const bound = 1 / Math.sqrt(from);
    const weights = Float32Array.from({ length: from * to }, () => (2 * Math.random() - 1) * bound);
    const bias = layer === layers.length - 1 ? (network.outputBias ?? 0) : 0;
    return [
      { values: weights, shape: [to, from] },
      { values: new Float32Array(to).fill(bias), shape: [1, to] },
    ];
  });
}
