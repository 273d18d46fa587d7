// Trains one certainty network on some people: the population, the features' scale, then the network itself by SGD. It
// begins as the population's likelihood ratio, so that what was trained on different people agrees on what a ratio means,
// and learns little: longer or faster training measured worse on people it had not seen (docs/face.md has the table).

import { dense, network, train } from "@selfsame/engine";
import { log } from "@selfsame/engine/numbers";
import type { Probe } from "../../packages/face/src/certainty/certainty.ts";
import { FEATURES } from "../../packages/face/src/certainty/features.ts";
import type { CertaintyModel } from "../../packages/face/src/certainty/model.ts";
import { standardizeFeatures, TENSORS, type FeatureScale } from "../../packages/face/src/certainty/open.ts";
import { CERTAINTY_VERSION } from "../../packages/face/src/profile/shipped.ts";
import { examplesOf, seenFeatures, type Seen } from "./examples.ts";
import { fitPopulation } from "./fit-population.ts";

export interface Recipe {
  /** Neurons of the hidden layer; two of them begin as the ratio and its opposite. */
  readonly hidden: number;
  /** What the logit begins as: slope · ratio + bias. */
  readonly slope: number;
  readonly bias: number;
  /** The share of owners while learning: small, so that it learns most about the strangers who are hardest to tell. */
  readonly prior: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly seed: number;
}

export const RECIPE: Recipe = {
  hidden: 10,
  // An eighth: the 128 axes are not as independent as the ratio takes them to be.
  slope: 0.125,
  bias: 5,
  prior: 0.05,
  epochs: 1,
  learningRate: 0.0005,
  weightDecay: 1e-4,
  seed: 1,
};
const BATCH = 64;
const MOMENTUM = 0.9;

/** A model without levels, whose ratios are those of owners and strangers weighing half each. */
export async function fitCertainty(
  people: readonly (readonly Probe[])[],
  recipe: Recipe = RECIPE,
): Promise<Omit<CertaintyModel, "levels">> {
  const width = people[0]![0]!.descriptor.length;
  const { scale, parameters } = await trainNetwork(seenFeatures(people, width, recipe.seed), recipe);
  const { mean, axes, variances, noise } = fitPopulation(people, width);
  const tensor = (values: Float32Array, shape = [values.length]) => ({ shape, values });
  return {
    version: CERTAINTY_VERSION,
    tensors: new Map([
      [TENSORS.mean, tensor(mean)],
      [TENSORS.axes, tensor(axes, [width, width])],
      [TENSORS.variances, tensor(variances)],
      [TENSORS.noise, tensor(noise)],
      [TENSORS.offset, tensor(scale.offset)],
      [TENSORS.scale, tensor(scale.scale)],
      [TENSORS.parameters, tensor(parameters)],
    ]),
    about: { hidden: [recipe.hidden], features: [...FEATURES], people: people.length, seed: recipe.seed },
  };
}

/** The network alone, and the scale of its features. */
export async function trainNetwork(
  seen: Seen,
  { hidden, slope, bias, prior, ...settings }: Recipe,
): Promise<{ scale: FeatureScale; parameters: Float32Array }> {
  const scale = scaleOf(seen.features);
  const features = seen.features.map((one) => one.slice());
  for (const one of features) standardizeFeatures(one, scale);
  const learner = network({
    inputs: FEATURES.length,
    seed: settings.seed,
    layers: [dense(hidden, "relu"), dense(1, "sigmoid")],
  });
  // Learned with a prior of its own, which is taken back afterwards: what is left is the likelihood ratio.
  const odds = log(prior / (1 - prior));
  const first = learner.readParameters();
  beginAsRatio(first, hidden, slope * scale.scale[0]!, slope * scale.offset[0]! + bias + odds);
  learner.writeParameters(first);
  const options = { ...settings, batch: BATCH, momentum: MOMENTUM, balance: false, threads: 1 };
  for await (const _ of train(learner, examplesOf({ ...seen, features }, prior), { ...options, schedule: "cosine" }))
    void _;
  const parameters = learner.readParameters();
  learner.dispose();
  parameters[parameters.length - 1]! -= odds;
  return { scale, parameters };
}

/**
 * Makes the logit slope · (first feature) + bias: relu(g x) · g - relu(-g x) · g = g^2 x by two neurons, the others unheard.
 * Parameters in the order of the plan: weights (in, units), bias, weights (units, 1), bias.
 */
function beginAsRatio(parameters: Float32Array, hidden: number, slope: number, bias: number): void {
  const outputs = (FEATURES.length + 1) * hidden;
  const root = Math.sqrt(slope);
  for (const [unit, weight] of [
    [0, root],
    [1, -root],
  ] as const) {
    for (let input = 0; input <= FEATURES.length; input++) parameters[input * hidden + unit] = 0;
    parameters[unit] = weight;
  }
  parameters.fill(0, outputs, outputs + hidden);
  parameters[outputs] = root;
  parameters[outputs + 1] = -root;
  parameters[outputs + hidden] = bias;
}

function scaleOf(features: readonly Float32Array[]): FeatureScale {
  const offset = new Float64Array(FEATURES.length);
  const squares = new Float64Array(FEATURES.length);
  for (const one of features) one.forEach((value, i) => (offset[i]! += value / features.length));
  for (const one of features) one.forEach((value, i) => (squares[i]! += (value - offset[i]!) ** 2 / features.length));
  return { offset: Float32Array.from(offset), scale: Float32Array.from(squares, Math.sqrt) };
}
