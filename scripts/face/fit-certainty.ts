// Trains one certainty network on some people: the population, the features' scale, then the network itself by SGD.

import { dense, network, train } from "@selfsame/engine";
import { log } from "@selfsame/engine/numbers";
import { FEATURES } from "../../packages/face/src/certainty/features.ts";
import type { CertaintyModel } from "../../packages/face/src/certainty/model.ts";
import { standardizeFeatures, TENSORS } from "../../packages/face/src/certainty/open.ts";
import { examplesOf, seenFeatures } from "./examples.ts";
import { fitPopulation } from "./fit-population.ts";

export interface Recipe {
  readonly hidden: readonly number[];
  /** The share of owners while learning: small, so that it learns most about the strangers who are hardest to tell. */
  readonly prior: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly seed: number;
}

export const RECIPE: Recipe = { hidden: [8], prior: 0.05, epochs: 8, learningRate: 0.05, weightDecay: 1e-4, seed: 1 };
const BATCH = 64;
const MOMENTUM = 0.9;

/** A model without levels, whose ratios are those of owners and strangers weighing half each. */
export async function fitCertainty(
  people: readonly (readonly Float32Array[])[],
  recipe: Recipe = RECIPE,
): Promise<Omit<CertaintyModel, "levels">> {
  const width = people[0]![0]!.length;
  const { hidden, prior, seed, ...settings } = recipe;
  const seen = seenFeatures(people, width, seed);
  const scale = scaleOf(seen.features);
  for (const one of seen.features) standardizeFeatures(one, scale);
  const learner = network({
    inputs: FEATURES.length,
    seed,
    layers: [...hidden.map((units) => dense(units, "relu")), dense(1, "sigmoid")],
  });
  const options = {
    ...settings,
    batch: BATCH,
    momentum: MOMENTUM,
    schedule: "cosine",
    balance: false,
    threads: 1,
    seed,
  };
  for await (const _ of train(learner, examplesOf(seen, prior), options)) void _;
  const parameters = learner.readParameters();
  learner.dispose();
  // Learned with a prior of its own, which is taken back: what is left is the likelihood ratio.
  parameters[parameters.length - 1]! -= log(prior / (1 - prior));
  const { mean, axes, variances } = fitPopulation(people, width);
  const tensor = (values: Float32Array, shape = [values.length]) => ({ shape, values });
  return {
    version: "1",
    tensors: new Map([
      [TENSORS.mean, tensor(mean)],
      [TENSORS.axes, tensor(axes, [width, width])],
      [TENSORS.variances, tensor(variances)],
      [TENSORS.offset, tensor(scale.offset)],
      [TENSORS.scale, tensor(scale.scale)],
      [TENSORS.parameters, tensor(parameters)],
    ]),
    about: { hidden: [...hidden], features: [...FEATURES], people: people.length, seed },
  };
}

function scaleOf(features: readonly Float32Array[]): { offset: Float32Array; scale: Float32Array } {
  const offset = new Float64Array(FEATURES.length);
  const squares = new Float64Array(FEATURES.length);
  for (const one of features) one.forEach((value, i) => (offset[i]! += value / features.length));
  for (const one of features) one.forEach((value, i) => (squares[i]! += (value - offset[i]!) ** 2 / features.length));
  return { offset: Float32Array.from(offset), scale: Float32Array.from(squares, Math.sqrt) };
}
