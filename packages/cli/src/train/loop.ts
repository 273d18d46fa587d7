// The training loop of the command: a bar or lines while it runs, and checkpoints: after epochs, as long as they take no
// more than a tenth of the time, and at least every ten seconds.

import {
  train,
  type BackendFacts,
  type Checkpoint,
  type Examples,
  type Network,
  type Progress,
  type Score,
  type TrainOptions,
} from "@selfsame/engine";
import type { EpochRecord } from "../report/report.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Milliseconds after which a checkpoint is due within an epoch. */
const CHECKPOINT_EVERY = 10_000;
/** How many times as long as it took to keep the last checkpoint must pass before the end of an epoch is worth another. */
const CHECKPOINT_REST = 9;

export interface LoopOptions {
  readonly network: Network;
  readonly examples: Examples;
  readonly training: TrainOptions;
  readonly terminal: Terminal;
  /** Epochs that were done before. */
  readonly history: readonly EpochRecord[];
  /** Keeps a checkpoint; awaited before the next one is made. */
  readonly keep: (progress: Progress, history: readonly EpochRecord[]) => Promise<void>;
  readonly resumed: Checkpoint | undefined;
}

export interface LoopResult {
  readonly history: readonly EpochRecord[];
  readonly ended: "complete" | "early" | "aborted";
  /** The epoch whose parameters were kept, where validation chose it. */
  readonly bestEpoch: number | undefined;
  /** What it ran on; undefined where nothing was left to do. */
  readonly backend: BackendFacts | undefined;
  /** Examples learned from in this process, and the seconds that took, validation and checkpoints included. */
  readonly examples: number;
  readonly seconds: number;
}

export async function trainingLoop({
  network,
  examples,
  training,
  terminal,
  history: before,
  keep,
  resumed,
}: LoopOptions): Promise<LoopResult> {
  const history = [...before];
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  let kept = started;
  let cost = 0;
  let ended: LoopResult["ended"] = "complete";
  let bestEpoch = resumed?.position.best?.epoch;
  let first: number | undefined;
  let learned = 0;
  let backend: BackendFacts | undefined;
  let validation: Score | undefined;
  let bar: ReturnType<Terminal["bar"]> | undefined;
  try {
    for await (const progress of train(network, examples, { ...training, report: "steps" })) {
      // What came before the first report of this process was learned in it too, but for what a checkpoint brought.
      first ??= (resumed?.position.epoch ?? 0) * examples.count + (resumed?.position.seen ?? 0);
      learned = progress.examples - first;
      bestEpoch = progress.best?.epoch ?? bestEpoch;
      if (backend === undefined) for (const note of progress.backend.notes) terminal.note(`selfsame: ${note}`);
      backend = progress.backend;
      bar ??= terminal.bar(progress.steps, "");
      validation = progress.validation ?? validation; // within an epoch, the last one's
      const text = progressText(progress, validation, learned / elapsed());
      // A run that is stopped as an epoch begins has no loss to show yet.
      if (progress.ended !== "aborted") bar.update(progress.step, text);
      if (progress.at === "epoch") {
        history.push(recordOf(progress));
        terminal.line(text);
      }
      const rest = progress.at === "epoch" ? Math.min(CHECKPOINT_REST * cost, CHECKPOINT_EVERY) : CHECKPOINT_EVERY;
      if (progress.ended !== undefined || performance.now() - kept >= rest) {
        const begun = performance.now();
        await keep(progress, history);
        kept = performance.now();
        cost = kept - begun;
      }
      ended = progress.ended ?? ended;
    }
  } finally {
    bar?.stop();
  }
  if (training.keep === "last") bestEpoch = undefined;
  return { history, ended, bestEpoch, backend, examples: learned, seconds: elapsed() };
}

function recordOf({ epoch, loss, accuracy, validation, learningRate }: Progress): EpochRecord {
  return {
    epoch,
    loss,
    accuracy: accuracy ?? 0,
    ...(validation === undefined ? {} : { validationLoss: validation.loss, validationAccuracy: validation.accuracy }),
    learningRate,
  };
}

function progressText(
  { epoch, epochs, loss, accuracy }: Progress,
  validation: Score | undefined,
  samplesPerSecond: number,
): string {
  const parts = [
    `epoch ${epoch} of ${epochs}`,
    `loss ${loss.toFixed(4)}`,
    `accuracy ${(100 * (accuracy ?? 0)).toFixed(1)}%`,
  ];
  if (validation !== undefined) parts.push(`validation loss ${validation.loss.toFixed(4)}`);
  return [...parts, `${Math.round(samplesPerSecond)} samples/s`].join("  ");
}
