// What the rest of the engine asks of a backend. A backend runs networks, not operations: behind one call it may fuse
// whatever it likes, and one call covers many steps. Everything is asynchronous; everything handed out is a copy.

import type { Structure } from "../network/structure.ts";

export type LossKind = "binary-cross-entropy" | "softmax-cross-entropy" | "mean-squared-error";

/** The update rule, by the formulas of torch.optim.SGD and torch.optim.Adam. */
export type Optimizer =
  | { readonly kind: "sgd"; readonly momentum: number; readonly weightDecay: number }
  | {
      readonly kind: "adam";
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly weightDecay: number;
    };

/** float64 in the reference backend, float32 elsewhere. */
export type Numbers = Float32Array | Float64Array;

/** Which backend, and which of its kernels: what "same bytes" is promised for. */
export interface BackendFacts {
  readonly name: "reference" | "wasm";
  /** "float64", "relaxed", "simd" or "scalar". */
  readonly kernels: string;
  /** On which a session trains; of a backend: the most that it uses. Results do not depend on it. */
  readonly threads: number;
  /** Why something faster is not in use, and the way to it; none where all is well. */
  readonly notes: readonly string[];
}

export interface Backend extends BackendFacts {
  /** Takes a copy of the parameters; memory is owned by the session until `dispose`. */
  open(structure: Structure, parameters: Numbers, options: SessionOptions): Promise<Session>;
}

export interface SessionOptions {
  /** The most examples a batch will hold. */
  readonly batch: number;
  /** Needed by `evaluate`, `gradients` and `train`. */
  readonly loss?: LossKind;
  /** Needed by `train`. */
  readonly optimizer?: Optimizer;
}

/** Examples laid out for a backend, row-major. */
export interface Batch {
  readonly count: number;
  /** (count, inputs) */
  readonly inputs: Numbers;
  /** (count, outputs) */
  readonly targets: Numbers;
  /** (count) */
  readonly weights: Numbers;
}

export interface Forward {
  /** (count, outputs): the last layer after its activation. */
  readonly outputs: Numbers;
  /** The layers asked for by name, each (count, width), after activation. */
  readonly layers: ReadonlyMap<string, Numbers>;
}

export interface Evaluation {
  /** The weighted mean loss of the batch. */
  readonly loss: number;
  /** (count, outputs), after activation. */
  readonly outputs: Numbers;
}

export interface Gradients {
  readonly loss: number;
  /** d loss / d parameters, in the order of the parameter table. */
  readonly parameters: Numbers;
  /** d loss / d inputs (count, inputs). */
  readonly inputs: Numbers;
}

/** A run of steps: batch `s` is the next `sizes[s]` examples. */
export interface Steps extends Batch {
  readonly sizes: readonly number[];
  /** One a step. */
  readonly learningRates: readonly number[];
}

export interface TrainResult {
  /** The loss of each step before its update. Shorter than `sizes` when one was not finite: that is the last entry. */
  readonly losses: readonly number[];
  /** (count, outputs): what the network answered before each update, after activation. */
  readonly outputs: Numbers;
}

/** What the optimizer remembers: `slots` are velocity for momentum, first and second moment for Adam. */
export interface OptimizerState {
  /** Updates done so far. */
  readonly step: number;
  /** Each in the order of the parameter table. */
  readonly slots: readonly Numbers[];
}

/** One network in a backend's memory. Calls are made one after another, never overlapping. */
export interface Session {
  readonly facts: BackendFacts;
  forward(inputs: Numbers, count: number, layers?: readonly string[]): Promise<Forward>;
  evaluate(batch: Batch): Promise<Evaluation>;
  gradients(batch: Batch): Promise<Gradients>;
  train(steps: Steps): Promise<TrainResult>;
  readParameters(): Promise<Numbers>;
  writeParameters(parameters: Numbers): Promise<void>;
  readState(): Promise<OptimizerState>;
  writeState(state: OptimizerState): Promise<void>;
  dispose(): void;
}
