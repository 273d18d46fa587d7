// TensorFlow.js on WebAssembly as a contestant. The gradients are written by hand, with every transposed matrix made by
// `transpose` first: its own (`matMul` with a flag, which is what its optimizers come to) leave XNNPACK for plain loops and
// are three to six times slower from batch 32 on. In Node it has SIMD and one thread.
// Usage: see bench/story-network.ts.

import { createRequire } from "node:module";
import { layersOf, type NetworkShape } from "../shared/networks.ts";
import { Pool } from "./examples.ts";
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

interface Tensor {
  dataSync(): Float32Array;
  dispose(): void;
}
/** As much of TensorFlow.js as is used here. */
interface TensorFlow {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tensor(values: Float32Array, shape: readonly number[]): Tensor;
  tidy<Result>(work: () => Result): Result;
  matMul(a: Tensor, b: Tensor): Tensor;
  transpose(a: Tensor): Tensor;
  add(a: Tensor, b: Tensor): Tensor;
  sub(a: Tensor | number, b: Tensor): Tensor;
  maximum(a: Tensor, b: number): Tensor;
  mul(a: Tensor, b: Tensor | number): Tensor;
  sum(a: Tensor, axis: number): Tensor;
  mean(a: Tensor): Tensor;
  log(a: Tensor): Tensor;
  neg(a: Tensor): Tensor;
  step(a: Tensor): Tensor;
  readonly fused: { matMul(of: { a: Tensor; b: Tensor; bias: Tensor; activation: string }): Tensor };
}
interface Layer {
  readonly weights: Tensor;
  readonly bias: Tensor;
}

/** What a logarithm is taken of is at least this, as Keras has it. */
const SMALLEST = 1e-7;
const CORE = "@tensorflow/tfjs-core";
const BACKEND = "@tensorflow/tfjs-backend-wasm";

await takeTurns(async () => {
  const tf = await peerPackage<TensorFlow>(CORE);
  await peerPackage(BACKEND);
  if (!(await tf.setBackend("wasm"))) throw new Error("its WebAssembly backend did not start");
  await tf.ready();
  const { version } = createRequire(import.meta.url)(`${CORE}/package.json`) as { version: string };
  const hello = { name: `TensorFlow.js ${version}, WebAssembly`, threads: 1, versions: { "tensorflow.js": version } };
  const contest: Contest = {
    train: (request) => trainOn(tf, request),
    async multiply(request) {
      const n = request.product;
      const [a, b] = [random(n * n, 1), random(n * n, 1)].map((values) => tf.tensor(values, [n, n]));
      const gflops = await bestGflops(request, async (times) => {
        for (let i = 0; i < times; i++) tf.matMul(a!, b!).dispose();
      });
      a!.dispose();
      b!.dispose();
      return { gflops };
    },
  };
  return { hello, contest };
});

async function trainOn(tf: TensorFlow, request: TrainRequest): Promise<TrainAnswer> {
  const { batch, network } = request;
  const start = startOf(network);
  let layers: Layer[] = start.map(({ weights, bias, from, to }) => ({
    weights: tf.tensor(weights, [from, to]),
    bias: tf.tensor(bias, [to]),
  }));

  /** What every layer puts out, (batch, width), the inputs first. */
  function forward(inputs: Tensor): Tensor[] {
    const outputs = [inputs];
    for (const [i, { weights: b, bias }] of layers.entries()) {
      const activation = i < layers.length - 1 ? "relu" : "sigmoid";
      outputs.push(tf.fused.matMul({ a: outputs[i]!, b, bias, activation }));
    }
    return outputs;
  }

  /** One update of all layers; the mean loss, as a tensor. */
  function step(inputs: Tensor, targets: Tensor): Tensor {
    const [next, loss] = tf.tidy(() => {
      const outputs = forward(inputs);
      const answers = outputs[layers.length]!;
      // The loss of an answer p to y: -log(1 - |p - y|), y being 0 or 1; so that |p - y| is p + y - 2 p y.
      const wrong = tf.sub(tf.add(answers, targets), tf.mul(tf.mul(answers, targets), 2));
      const right = tf.maximum(tf.sub(1, wrong), SMALLEST);
      const mean = tf.neg(tf.mean(tf.log(right)));
      // With a sigmoid before that loss, d loss / d logit = p - y.
      let dOutput = tf.mul(tf.sub(answers, targets), network.learningRate / batch);
      const updated: Layer[] = [];
      for (let i = layers.length - 1; i >= 0; i--) {
        const { weights, bias } = layers[i]!;
        const dWeights = tf.matMul(tf.transpose(outputs[i]!), dOutput);
        updated[i] = { weights: tf.sub(weights, dWeights), bias: tf.sub(bias, tf.sum(dOutput, 0)) };
        if (i > 0) dOutput = tf.mul(tf.matMul(dOutput, tf.transpose(weights)), tf.step(outputs[i]!));
      }
      return [updated, mean] as const;
    });
    for (const { weights, bias } of layers) {
      weights.dispose();
      bias.dispose();
    }
    layers = next;
    return loss;
  }

  const pool = new Pool(network);
  const inputs = new Float32Array(batch * network.inputs);
  const targets = new Float32Array(batch);
  const best = await bestStepMs(request, async (steps) => {
    for (let i = 0; i < steps; i++) {
      pool.take(inputs, targets);
      const [x, y] = [tf.tensor(inputs, [batch, network.inputs]), tf.tensor(targets, [batch, 1])];
      const loss = step(x, y);
      if (i === steps - 1 && !Number.isFinite(loss.dataSync()[0])) throw new Error("a loss is not finite");
      for (const tensor of [x, y, loss]) tensor.dispose();
    }
  });
  const examples = tf.tensor(inputs, [batch, network.inputs]);
  const forwardMs = await bestForwardMs(async () => tf.tidy(() => forward(examples).at(-1)!.dataSync()));
  examples.dispose();
  for (const [i, { weights, bias }] of layers.entries()) {
    checkTrained(start[i]!.weights, weights.dataSync(), network, i === 0);
    checkTrained(start[i]!.bias, bias.dataSync(), network, false);
    weights.dispose();
    bias.dispose();
  }
  return { samplesPerSecond: (batch / best) * 1000, forwardMs };
}

function startOf(network: NetworkShape) {
  const layers = layersOf(network);
  return layers.map(([from, to], layer) => {
    const bias = layer === layers.length - 1 ? (network.outputBias ?? 0) : 0;
    return { from, to, weights: random(from * to, 1 / Math.sqrt(from)), bias: new Float32Array(to).fill(bias) };
  });
}

function random(count: number, bound: number): Float32Array {
  return Float32Array.from({ length: count }, () => (2 * Math.random() - 1) * bound);
}
