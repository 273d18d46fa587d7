// The engine's public surface. test/exports.test.ts pins these names.

export { SelfsameError, isSelfsameError, type ErrorCode } from "./errors.ts";

export { dense, add, concatenate, type DenseOptions, type LayerSpecification } from "./network/layers.ts";
export { network, Network, type NetworkOptions } from "./network/network.ts";
export { layerRows, type LayerRow } from "./network/table.ts";
export type { ParameterEntry, Plan, PlannedLayer } from "./network/plan.ts";
export type { Activation, Initialization, Layer, Structure } from "./network/structure.ts";

export { examplesFrom, type ArrayExamples } from "./examples/from.ts";
export type { ExampleBatch, Examples, Moment } from "./examples/source.ts";

export { parseSchedule, type Schedule } from "./training/schedule.ts";
export { train, type TrainOptions } from "./training/train.ts";
export { TRAIN_DEFAULTS, type TrainSettings } from "./training/settings.ts";
export type { Progress, Score } from "./training/progress.ts";
export { readCheckpoint, type Checkpoint } from "./training/checkpoint.ts";
export { evaluate, type EvaluateOptions, type NetworkEvaluation } from "./training/evaluate.ts";

export { errorRates, type ErrorRates } from "./evaluation/rates.ts";
export { wilson } from "./evaluation/interval.ts";
export { areaUnderCurve, rocCurve, type RocPoint } from "./evaluation/roc.ts";

export { save, load } from "./file/model.ts";
export type { FileSource } from "./file/bytes.ts";
export type { Json, ModelFacts } from "./file/facts.ts";

export { openBackend, type BackendName, type BackendOptions, type KernelVariant } from "./backends/choose.ts";
export type {
  Backend,
  BackendFacts,
  Batch,
  LossKind,
  Optimizer,
  Session,
  SessionOptions,
  Steps,
  TrainResult,
} from "./backends/backend.ts";

export { stream, PURPOSE, type Stream } from "./numbers/random.ts";
export type { Image, Preparation } from "./pixels/image.ts";
