// The certainty network before one owner: features of a probe go in, and what comes out before the sigmoid is the
// logarithm of a likelihood ratio, since the network was trained with owners and strangers weighing half each.

import { dense, network, SelfsameError, type Network } from "@selfsame/engine";
import { log } from "@selfsame/engine/numbers";
import { MEASURED_PHOTOS } from "../decide/level.ts";
import type { Certainty, Probe } from "./certainty.ts";
import { FEATURES, ownerOf, placeProbe, writeFeatures, type Owner, type Placed } from "./features.ts";
import type { CertaintyModel } from "./model.ts";
import { NOISE_TERMS, type Population } from "./population.ts";

/** Names of the tensors in a model. */
export const TENSORS = Object.freeze({
  mean: "population.mean",
  axes: "population.axes",
  variances: "population.variances",
  noise: "population.noise",
  offset: "features.mean",
  scale: "features.deviation",
  parameters: "network.parameters",
});

/** Features further than this from their mean, in deviations, count as this far: the network was never shown more. */
const FARTHEST = 12;

/** Before the owner of these photos. Throws SelfsameError `model-file` where the model does not fit together, `input` without photos. */
export async function openCertainty(model: CertaintyModel, enrolled: readonly Probe[]): Promise<Certainty> {
  if (enrolled.length === 0) throw new SelfsameError("input", "openCertainty: expected enrolled photos, got none.");
  const parts = partsOf(model);
  const descriptors = enrolled.map(({ descriptor }) => descriptor);
  return new NetworkCertainty(parts, ownerOf(parts.population, descriptors));
}

/** Throws SelfsameError `model-file` where the model does not fit together. */
export function partsOf(model: Model): CertaintyParts {
  return { population: populationOf(model), ...scaleOf(model), network: networkOf(model) };
}

/** What a model is apart from its levels. */
type Model = Omit<CertaintyModel, "levels">;

export interface FeatureScale {
  readonly offset: Float32Array;
  readonly scale: Float32Array;
}

/** A model taken apart. */
export interface CertaintyParts extends FeatureScale {
  readonly population: Population;
  readonly network: Network;
}

/**
 * Added to the logit of an owner with so many photos, 0 or below: of fewer than the levels were measured with, the network
 * makes too much, before strangers above all. One for each factor of e lets in at most a seventh more of them than ten photos
 * do at 1e-2, and no more at the smaller levels (scripts/face/fewer-photos.ts). It belongs to the shipped network; another one
 * can only refuse more by it.
 */
export function fewPhotos(count: number): number {
  return Math.min(0, log(count / MEASURED_PHOTOS));
}

/** (count): natural logarithms of the likelihood ratio of placed probes, owner to stranger. */
export async function ratiosOf(
  { population, network: logits, ...scale }: CertaintyParts,
  owner: Owner,
  probes: readonly Placed[],
): Promise<Float64Array> {
  if (probes.length === 0) return new Float64Array(0);
  const inputs = new Float32Array(probes.length * FEATURES.length);
  probes.forEach((probe, row) => writeFeatures(population, owner, probe, inputs, row * FEATURES.length));
  standardizeFeatures(inputs, scale);
  const few = fewPhotos(owner.descriptors.length);
  return Float64Array.from(await logits.forward(inputs), (logit) => logit + few);
}

class NetworkCertainty implements Certainty {
  readonly #parts: CertaintyParts;
  readonly #owner: Owner;

  constructor(parts: CertaintyParts, owner: Owner) {
    this.#parts = parts;
    this.#owner = owner;
  }

  ratios(probes: readonly Probe[]): Promise<Float64Array> {
    const placed = probes.map((probe) => placeProbe(this.#parts.population, probe));
    return ratiosOf(this.#parts, this.#owner, placed);
  }

  dispose(): void {
    this.#parts.network.dispose();
  }
}

/** In place: each feature minus its mean, divided by its deviation, and no farther than the network knows. */
export function standardizeFeatures(inputs: Float32Array, { offset, scale }: FeatureScale): void {
  for (let i = 0; i < inputs.length; i++) {
    const feature = i % offset.length;
    inputs[i] = Math.max(-FARTHEST, Math.min(FARTHEST, (inputs[i]! - offset[feature]!) / scale[feature]!));
  }
}

function take({ tensors, version }: Model, name: string, length?: number): Float32Array {
  const values = tensors.get(name)?.values;
  if (values === undefined || (length !== undefined && values.length !== length)) {
    const came = values === undefined ? "none" : `${values.length} numbers`;
    throw new SelfsameError(
      "model-file",
      `certainty network ${version}: expected "${name}"${length === undefined ? "" : ` of ${length} numbers`}, got ${came}. Use another copy.`,
    );
  }
  return values;
}

/** The statistics of people in a model. Throws `model-file`. */
export function populationOf(model: Model): Population {
  const mean = take(model, TENSORS.mean);
  return {
    mean,
    axes: take(model, TENSORS.axes, mean.length * mean.length),
    variances: take(model, TENSORS.variances, mean.length),
    noise: take(model, TENSORS.noise, NOISE_TERMS),
  };
}

/** How a model's features are standardized. Throws `model-file`. */
export function scaleOf(model: Model): FeatureScale {
  return { offset: take(model, TENSORS.offset, FEATURES.length), scale: take(model, TENSORS.scale, FEATURES.length) };
}

const LAYER_LIMIT = 8;
const WIDTH_LIMIT = 1024;

/** The network of a model, without the sigmoid of its output neuron: (count, features) to (count) log-likelihood ratios. Throws `model-file`. */
export function networkOf(model: Model): Network {
  const hidden = (model.about as { readonly hidden?: unknown } | null)?.hidden;
  const isWidth = (value: unknown) =>
    Number.isInteger(value) && (value as number) >= 1 && (value as number) <= WIDTH_LIMIT;
  if (!Array.isArray(hidden) || hidden.length > LAYER_LIMIT || !hidden.every(isWidth)) {
    throw new SelfsameError(
      "model-file",
      `certainty network ${model.version}: it does not say how wide its layers are. Use another copy.`,
    );
  }
  const logits = network({
    inputs: FEATURES.length,
    seed: 0,
    layers: [...(hidden as number[]).map((width) => dense(width, "relu")), dense(1, "identity")],
  });
  logits.writeParameters(take(model, TENSORS.parameters, logits.plan.parameterCount));
  return logits;
}
