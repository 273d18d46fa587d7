// Networks from other frameworks' files.

export { readWeights, type WeightFiles, type WeightTensor } from "./weights.ts";
export { importGraphModel, type GraphModelSource } from "./graph-model.ts";
export { parametersFrom } from "./assemble.ts";
