// The public names of the entry for forward-only networks; see ../exports.test.ts.

import { expect, test } from "vitest";
import * as forward from "@selfsame/engine/forward";

test("@selfsame/engine/forward has these names", () => {
  expect(Object.keys(forward).sort()).toEqual([
    "ForwardNetwork",
    "activation",
    "add",
    "averagePool",
    "checkForwardStructure",
    "concatenate",
    "convolution",
    "dense",
    "depthwiseConvolution",
    "forwardPlanOf",
    "forwardStructure",
    "globalAverage",
    "importGraphModel",
    "maxPool",
    "openWeights",
    "pad",
    "parametersFrom",
    "prelu",
    "readWeights",
    "reshape",
    "scale",
  ]);
});
