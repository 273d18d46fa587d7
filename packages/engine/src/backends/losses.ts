// Which losses exist, which output they need, and how a prediction counts as right: shared by all backends.

import { SelfsameError } from "../errors.ts";
import type { Activation, Structure } from "../network/structure.ts";
import type { LossKind, Numbers } from "./backend.ts";

/** Back-propagated errors smaller than this become 0 in every backend: denormal numbers are slow and teach nothing. */
export const SMALLEST_ERROR = 1e-30;

const NEEDED: Record<LossKind, Activation | undefined> = {
  "binary-cross-entropy": "sigmoid",
  "softmax-cross-entropy": "softmax",
  "mean-squared-error": undefined,
};

function outputActivation(structure: Structure): Activation {
  const last = structure.layers[structure.layers.length - 1]!;
  return last.kind === "dense" ? last.activation : "identity";
}

/** The loss that fits the last layer: sigmoid and softmax have their cross-entropies, all else the squared error. */
export function defaultLoss(structure: Structure): LossKind {
  switch (outputActivation(structure)) {
    case "sigmoid":
      return "binary-cross-entropy";
    case "softmax":
      return "softmax-cross-entropy";
    default:
      return "mean-squared-error";
  }
}

/** Throws `structure` where the loss needs another last layer: cross-entropies are computed from its logits. */
export function checkLoss(structure: Structure, loss: LossKind): void {
  if (!(loss in NEEDED)) {
    throw new SelfsameError(
      "input",
      `loss: no loss is called "${String(loss)}"; there are "${Object.keys(NEEDED).join('", "')}".`,
    );
  }
  const needed = NEEDED[loss];
  const got = outputActivation(structure);
  if (needed !== undefined && got !== needed) {
    throw new SelfsameError("structure", `loss ${loss}: expected a last layer with ${needed}, got ${got}.`);
  }
}

/** True where the loss hands its gradient to the logits, past the activation. */
export function isLossOfLogits(loss: LossKind): boolean {
  return NEEDED[loss] !== undefined;
}

/**
 * How many of the examples were answered right: outputs and targets (count, width).
 * One output: on the target's side of 0.5; several sigmoids: all of them; softmax: the largest. Undefined for squared errors.
 */
export function countRight(
  loss: LossKind,
  outputs: Numbers,
  targets: Numbers,
  count: number,
  width: number,
): number | undefined {
  if (loss === "mean-squared-error") return undefined;
  let right = 0;
  for (let row = 0; row < count; row++) {
    const answer = outputs.subarray(row * width, (row + 1) * width);
    const target = targets.subarray(row * width, (row + 1) * width);
    if (loss === "softmax-cross-entropy") right += largest(answer) === largest(target) ? 1 : 0;
    else right += answer.every((value: number, i: number) => value > 0.5 === target[i]! > 0.5) ? 1 : 0;
  }
  return right;
}

function largest(values: Numbers): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
