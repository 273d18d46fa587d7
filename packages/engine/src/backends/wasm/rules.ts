// The update rule, told to the kernels.

import type { Optimizer } from "../backend.ts";
import { power } from "../optimizer.ts";
import { RULE_CODE } from "./codes.ts";
import type { Kernels } from "./kernels.ts";

/** Gradients are kept `shift` bytes behind their parameters, which stay as they are. */
export function setStoreRule(kernels: Kernels, shift: number): void {
  kernels.setRule(RULE_CODE.store, 0, 0, 0, 0, 0, 0, 1, 0, shift);
}

/** The rule of update `t`, counted from 1, with the optimizer's state `slotBytes` behind the parameters. */
export function setUpdateRule(
  kernels: Kernels,
  optimizer: Optimizer,
  learningRate: number,
  t: number,
  slotBytes: number,
): void {
  if (optimizer.kind === "sgd") {
    const { momentum, weightDecay } = optimizer;
    const rule = momentum > 0 ? RULE_CODE.momentum : RULE_CODE.sgd;
    kernels.setRule(rule, learningRate, weightDecay, momentum, 0, 0, 0, 1, 0, slotBytes);
    return;
  }
  const { beta1, beta2, epsilon, weightDecay } = optimizer;
  const rate = learningRate / (1 - power(beta1, t));
  const root = Math.sqrt(1 - power(beta2, t));
  kernels.setRule(RULE_CODE.adam, rate, weightDecay, beta1, 1 - beta1, beta2, 1 - beta2, root, epsilon, slotBytes);
}
