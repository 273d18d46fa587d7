// What training reads from: a source of examples, not an array, so that more photos than memory holds can be used.
// Bytes become numbers only when a batch is made.

/** Room for one batch, filled by `Examples.read`. All arrays are row-major. */
export interface ExampleBatch {
  /** (batch, inputs) */
  readonly inputs: Float32Array;
  /** (batch, outputs): 0 or 1 for one sigmoid output, one-hot for softmax, any numbers for mean squared error. */
  readonly targets: Float32Array;
  /** (batch): how much each example counts; filled with 1 before `read` is called. */
  readonly weights: Float32Array;
}

/** When a batch is read: an augmenting source draws from (seed, epoch, example) and nothing else. */
export interface Moment {
  /** The epoch, counted from 0. */
  readonly epoch: number;
}

/** A source of examples. `read` may be asynchronous; it must give the same numbers for the same indices and epoch. */
export interface Examples {
  /** How many examples there are. */
  readonly count: number;
  /** Numbers in one example's input. */
  readonly inputs: number;
  /** Numbers in one example's target. */
  readonly outputs: number;
  /** Identifies the examples in a checkpoint, as hexadecimal digits; computed by reading all of them where absent. */
  readonly digest?: string;
  /** Writes example `indices[i]` into row `i` of `into`. */
  read(indices: Uint32Array, into: ExampleBatch, moment: Moment): void | Promise<void>;
}
