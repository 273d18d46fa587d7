// Trains one certainty network on some people: the population, the features' scale, then the network itself by SGD.

import { dense, network, train } from "@selfsame/engine";
import { log } from "@selfsame/engine/numbers";
import { FEATURES } from "../../packages/face/src/certainty/features.ts";
import type { CertaintyModel } from "../../packages/face/src/certainty/model.ts";
import { standardizeFeatures, TENSORS } from "../../packages/face/src/certainty/open.ts";
import { examplesOf, seenFeatures } from "./examples.ts";
import { fitPopulation } from "./fit-population.ts";

export interface Recipe {
  /** Neurons of the hidden layer of one member. */
  readonly hidden: number;
  /** Networks that are trained apart, from other beginnings and in another order, and then become one. */
  readonly members: number;
  /** The share of owners while learning: small, so that it learns most about the strangers who are hardest to tell. */
  readonly prior: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly seed: number;
}

export const RECIPE: Recipe = {
  hidden: 8,
  members: 5,
  prior: 0.05,
  epochs: 8,
  learningRate: 0.05,
  weightDecay: 1e-4,
  seed: 1,
};
const MEMBERS_LIMIT = 100;
const BATCH = 64;
const MOMENTUM = 0.9;

/** A model without levels, whose ratios are those of owners and strangers weighing half each. */
export async function fitCertainty(
  people: readonly (readonly Float32Array[])[],
  recipe: Recipe = RECIPE,
): Promise<Omit<CertaintyModel, "levels">> {
  const width = people[0]![0]!.length;
  const { hidden, members, prior, seed, ...settings } = recipe;
  const seen = seenFeatures(people, width, seed);
  const scale = scaleOf(seen.features);
  for (const one of seen.features) standardizeFeatures(one, scale);
  const examples = examplesOf(seen, prior);
  const learned: Float32Array[] = [];
  for (let member = 0; member < members; member++) {
    const options = {
      ...settings,
      batch: BATCH,
      momentum: MOMENTUM,
      schedule: "cosine",
      balance: false,
      threads: 1,
      seed: seed * MEMBERS_LIMIT + member,
    };
    const learner = network({
      inputs: FEATURES.length,
      seed: options.seed,
      layers: [dense(hidden, "relu"), dense(1, "sigmoid")],
    });
    for await (const _ of train(learner, examples, options)) void _;
    learned.push(learner.readParameters());
    learner.dispose();
  }
  const parameters = merged(learned, hidden);
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
    about: { hidden: [hidden * members], features: [...FEATURES], people: people.length, seed },
  };
}

/**
 * One network whose logit is the mean of the members': their hidden neurons side by side, what the output neuron makes of
 * them divided by their number. Parameters in the order of the plan: weights (in, units), bias, weights (units, 1), bias.
 */
function merged(members: readonly Float32Array[], hidden: number): Float32Array {
  const inputs = FEATURES.length;
  const units = hidden * members.length;
  const all = new Float32Array(inputs * units + units + units + 1);
  members.forEach((one, member) => {
    const first = member * hidden;
    for (let input = 0; input < inputs; input++)
      all.set(one.subarray(input * hidden, (input + 1) * hidden), input * units + first);
    const bias = inputs * hidden;
    all.set(one.subarray(bias, bias + hidden), inputs * units + first);
    for (let unit = 0; unit < hidden; unit++)
      all[(inputs + 1) * units + first + unit] = one[bias + hidden + unit]! / members.length;
    all[all.length - 1]! += one[one.length - 1]! / members.length;
  });
  return all;
}

function scaleOf(features: readonly Float32Array[]): { offset: Float32Array; scale: Float32Array } {
  const offset = new Float64Array(FEATURES.length);
  const squares = new Float64Array(FEATURES.length);
  for (const one of features) one.forEach((value, i) => (offset[i]! += value / features.length));
  for (const one of features) one.forEach((value, i) => (squares[i]! += (value - offset[i]!) ** 2 / features.length));
  return { offset: Float32Array.from(offset), scale: Float32Array.from(squares, Math.sqrt) };
}
