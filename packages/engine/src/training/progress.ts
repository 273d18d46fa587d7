// What training says of itself while it runs.

import type { BackendFacts } from "../backends/backend.ts";
import type { Json } from "../file/facts.ts";

export interface Score {
  /** The weighted mean loss. */
  readonly loss: number;
  /** The share answered right, in [0, 1]; undefined for squared errors. */
  readonly accuracy: number | undefined;
}

/** One report. Training rests until the loop asks for the next. */
export interface Progress extends Score {
  /** Where it was made: after an epoch, or after some steps within one (on request, and when training was stopped). */
  readonly at: "epoch" | "steps";
  /** The epoch that just ended, or runs, counted from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done since the start, and planned in all. */
  readonly step: number;
  readonly steps: number;
  /** Examples learned from since the start, each counted every time. */
  readonly examples: number;
  /** Of the last step. */
  readonly learningRate: number;
  /** What the run runs on. */
  readonly backend: BackendFacts;
  /** `loss` and `accuracy` are means over the epoch so far, each step's before its update. */
  readonly validation?: Score;
  /** The epoch with the lowest validation loss so far. */
  readonly best?: { readonly epoch: number; readonly loss: number };
  /** In the last report only: all epochs done, no better validation loss for `patience` epochs, or stopped by the signal. */
  readonly ended?: "complete" | "early" | "aborted";
  /** The run at rest, as bytes that `train` resumes from; `notes` come back from `readCheckpoint`. Call it before the next report is asked for; training waits until it is made. Throws `loss-not-finite` where the last update left the numbers, so that an earlier checkpoint is not replaced. */
  checkpoint(notes?: Json): Promise<Uint8Array<ArrayBuffer>>;
}
