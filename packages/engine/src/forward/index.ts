// The entry `@selfsame/engine/forward`: deep convolutional networks that run forward only.

export {
  activation,
  add,
  averagePool,
  concatenate,
  convolution,
  dense,
  depthwiseConvolution,
  forwardStructure,
  globalAverage,
  maxPool,
  pad,
  prelu,
  reshape,
  scale,
  type ActivatedOptions,
  type ForwardLayerOptions,
  type ForwardLayerSpecification,
  type ForwardStructureOptions,
  type WindowOptions,
  type WindowPadding,
} from "./layers.ts";
export { checkForwardStructure } from "./build.ts";
export { ForwardNetwork, type ForwardOpenOptions, type ForwardOptions } from "./network.ts";
export { forwardPlanOf, type ForwardPlan, type PlannedForwardLayer } from "./plan.ts";
export type { ParameterSource, StoredNumbers } from "./parameters.ts";
export type { Answer, ForwardOpening, ForwardSession } from "./session.ts";
export type { ForwardActivation, ForwardLayer, ForwardStructure, Padding, Pair, Shape } from "./structure.ts";
export * from "./import/index.ts";
