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
  for (let at = 0; at < count * width; at += width) {
    const isRight =
      loss === "softmax-cross-entropy"
        ? largest(outputs, at, width) === largest(targets, at, width)
        : areOnOneSide(outputs, targets, at, width);
    if (isRight) right++;
  }
  return right;
}

/** The place of the largest of `width` numbers from `at` on; of the first, where several are. */
function largest(values: Numbers, at: number, width: number): number {
  let best = 0;
  for (let i = 1; i < width; i++) if (values[at + i]! > values[at + best]!) best = i;
  return best;
}

function areOnOneSide(outputs: Numbers, targets: Numbers, at: number, width: number): boolean {
  for (let i = at; i < at + width; i++) if (outputs[i]! > 0.5 !== targets[i]! > 0.5) return false;
  return true;
}
