// Networks from other frameworks' files.

export { openWeights, readWeights, type WeightFiles, type WeightTensor } from "./weights.ts";
export type { StoredTensor } from "./stored.ts";
export { importGraphModel, type GraphModelSource } from "./graph-model.ts";
export { parametersFrom } from "./assemble.ts";
