// Small problems to learn, and training until it ends.

import { examplesFrom } from "../../src/examples/from.ts";
import type { Examples } from "../../src/examples/source.ts";
import type { Network } from "../../src/network/network.ts";
import { PURPOSE, stream } from "../../src/numbers/random.ts";
import type { Progress } from "../../src/training/progress.ts";
import { train, type TrainOptions } from "../../src/training/train.ts";

/** Trains to the end and returns all reports. */
export async function trainThrough(network: Network, examples: Examples, options: TrainOptions): Promise<Progress[]> {
  const reports: Progress[] = [];
  for await (const progress of train(network, examples, options)) reports.push(progress);
  return reports;
}

/** Either, but not both: no straight line tells them apart. */
export const xor = examplesFrom({
  inputs: [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ],
  targets: [[0], [1], [1], [0]],
});

/** Two arms that turn one and a half times around each other; `shift` in [0, 1) puts the points between those of another. */
export function spirals(count: number, shift = 0): Examples {
  const rows = Array.from({ length: count }, (_, i) => {
    const arm = i % 2;
    const far = 0.1 + (0.9 * (Math.floor(i / 2) + shift)) / (count / 2);
    const angle = 3 * Math.PI * far + arm * Math.PI;
    return { input: [far * Math.cos(angle), far * Math.sin(angle)], target: [arm] };
  });
  return examplesFrom({ inputs: rows.map((row) => row.input), targets: rows.map((row) => row.target) });
}

/**
 * Seeded examples whose numbers come from additions and multiplications alone, the same in every JavaScript engine.
 * The first half of the inputs lean to one side where the target is 1; one output, or one of several.
 */
export function blobs(count: number, inputs: number, outputs = 1, seed = 5): Examples {
  const random = stream(seed, PURPOSE.drawing, 7);
  const rows = Array.from({ length: count }, (_, i) => {
    const kind = i % Math.max(2, outputs);
    const input = Array.from(
      { length: inputs },
      (_, j) => random.normal() + (j % Math.max(2, outputs) === kind ? 2 : 0),
    );
    const target = outputs === 1 ? [kind] : Array.from({ length: outputs }, (_, j) => (j === kind ? 1 : 0));
    return { input, target };
  });
  return examplesFrom({ inputs: rows.map((row) => row.input), targets: rows.map((row) => row.target) });
}

/** The same examples, noting which were read in which order. */
export function recorded(examples: Examples): {
  readonly examples: Examples;
  readonly reads: { epoch: number; indices: number[] }[];
} {
  const reads: { epoch: number; indices: number[] }[] = [];
  const read: Examples["read"] = (indices, into, moment) => {
    reads.push({ epoch: moment.epoch, indices: [...indices] });
    return examples.read(indices, into, moment);
  };
  return { examples: { ...examples, read }, reads };
}
