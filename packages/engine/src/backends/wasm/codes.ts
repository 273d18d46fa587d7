// The numbers by which kernels know activations and update rules: the same as in kernels/lanes.ts and kernels/update.ts.

import type { Activation } from "../../network/structure.ts";

/** Softmax is computed outside the kernels. */
export const ACTIVATION_CODE: Record<Activation, number> = {
  identity: 0,
  relu: 1,
  "leaky-relu": 2,
  sigmoid: 3,
  tanh: 4,
  softmax: 0,
};

export const RULE_CODE = { store: 0, sgd: 1, momentum: 2, adam: 3 } as const;
