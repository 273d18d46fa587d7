// What bench/page.ts runs in a page and in Node alike: the story network trained at batch 32 through `train`, as an
// application does it. An epoch is 512 examples; the rate is that of the best epoch, as in every other measurement.

import { dense, network, PURPOSE, stream, train, type Examples, type Network } from "@selfsame/engine";

const INPUTS = 4096;
const COUNT = 512;

export interface ProgramResult {
  readonly samplesPerSecond: number;
  readonly epochs: number;
  readonly loss: number;
}

export interface ProgramOptions {
  readonly seconds: number;
  readonly threads: number | "auto";
}

/** What training starts from; made beforehand, since it is no part of training. */
export interface Prepared {
  readonly story: Network;
  readonly examples: Examples;
}

export function prepareStory(): Prepared {
  const layers = [dense(1024, "relu"), dense(768, "relu"), dense(1, "sigmoid")];
  return { story: network({ inputs: INPUTS, seed: 7, layers }), examples: randomExamples() };
}

function randomExamples(): Examples {
  const random = stream(1, PURPOSE.drawing);
  const inputs = Float32Array.from({ length: COUNT * INPUTS }, () => random.uniform());
  return {
    count: COUNT,
    inputs: INPUTS,
    outputs: 1,
    read(indices, into) {
      for (let row = 0; row < indices.length; row++) {
        const index = indices[row]!;
        into.inputs.set(inputs.subarray(index * INPUTS, (index + 1) * INPUTS), row * INPUTS);
        into.targets[row] = index % 2;
      }
    },
  };
}

/** Trains for about so many seconds, after one epoch to warm up. */
export async function trainStory(
  { story, examples }: Prepared,
  { seconds, threads }: ProgramOptions,
): Promise<ProgramResult> {
  const options = { epochs: 1_000_000, batch: 32, learningRate: 0.01, schedule: "constant", threads } as const;
  let [begin, last, best, epochs, loss] = [0, 0, Infinity, 0, NaN];
  for await (const progress of train(story, examples, options)) {
    const now = performance.now();
    loss = progress.loss;
    if (epochs++ > 0) best = Math.min(best, now - last);
    else begin = now;
    last = now;
    if (now - begin > seconds * 1000 && epochs > 2) break;
  }
  return { samplesPerSecond: (COUNT / best) * 1000, epochs, loss };
}
