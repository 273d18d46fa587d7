// Training as a conversation: an async iterator of progress that can be paused, stopped, and resumed bit for bit.

import { openBackend, type BackendName, type BackendOptions, type KernelVariant } from "../backends/choose.ts";
import { SelfsameError } from "../errors.ts";
import { checkExamples } from "../examples/batches.ts";
import type { Examples } from "../examples/source.ts";
import type { Network } from "../network/network.ts";
import type { Progress } from "./progress.ts";
import { TrainingRun, type RunOptions } from "./run.ts";
import { checkBackendName, settingsOf, type TrainSettings } from "./settings.ts";

export interface TrainOptions extends Partial<TrainSettings>, RunOptions {
  readonly backend?: BackendName | undefined;
  /** Asks for one kernel variant, as a resumed run must. */
  readonly kernels?: KernelVariant | undefined;
  /** How many threads to train on; "auto" (default): as many as pay. The parameters do not depend on it. */
  readonly threads?: BackendOptions["threads"] | undefined;
}

/**
 * Trains a network in place, by stochastic gradient descent and backpropagation. After each epoch the network has the
 * parameters so far; at the end, with validation examples, those of its best epoch.
 *
 * Throws SelfsameError `input` or `structure` on settings, `examples` on examples that do not fit, `checkpoint` where it
 * cannot resume, `loss-not-finite` with the likely cause, `backend-lost` where a worker died; the network then has its
 * last good parameters.
 *
 * @example
 * for await (const { epoch, loss, accuracy } of train(story, examples, { epochs: 20, batch: 32, learningRate: 0.02 })) {
 *   console.log(epoch, loss, accuracy);
 * }
 */
export async function* train(
  network: Network,
  examples: Examples,
  options: TrainOptions = {},
): AsyncGenerator<Progress, void, undefined> {
  const settings = settingsOf(options, network.structure);
  const { validation, signal, backend: backendName = "auto" } = options;
  checkBackendName(backendName);
  checkExamples(examples, network);
  if (validation !== undefined) checkExamples(validation, network, "validation");

  const backend = await openBackend(backendName, {
    ...(options.kernels === undefined ? {} : { kernels: options.kernels }),
    ...(options.threads === undefined ? {} : { threads: options.threads }),
  });
  const run = await TrainingRun.open(network, examples, options, settings, backend);
  const rest = new Rest(run);
  const report = (at: Progress["at"], extra: Partial<Progress> = {}): Progress => ({
    at,
    epoch: at === "epoch" ? run.position.epoch : run.position.epoch + 1,
    epochs: settings.epochs,
    step: run.step,
    steps: run.steps,
    examples: run.position.epoch * examples.count + run.position.seen,
    learningRate: run.learningRate,
    backend: run.backend,
    ...run.score,
    ...(run.position.best === null ? {} : { best: run.position.best }),
    checkpoint: rest.checkpoints(),
    ...extra,
  });
  try {
    while (run.ended === undefined) {
      while (!run.isEpochDone) {
        if (signal?.aborted) {
          await run.handOver();
          yield report("steps", { ended: "aborted" });
          return;
        }
        await run.advance();
        await run.breathe();
        if (options.report === "steps" && !run.isEpochDone) {
          yield report("steps");
          await rest.end();
        }
      }
      const score = run.score;
      const validationScore = await run.endEpoch();
      yield report("epoch", {
        ...score,
        ...(validationScore === undefined ? {} : { validation: validationScore }),
        ...(run.ended === undefined ? {} : { ended: run.ended }),
      });
      await rest.end();
    }
    await run.handOver(); // also where a checkpoint brought back a run that was over
  } finally {
    await rest.end();
    run.dispose();
  }
}

/** The time between a report and the next step, in which checkpoints can be made. */
class Rest {
  readonly #run: TrainingRun;
  #count = 0;
  #making: Promise<unknown> = Promise.resolve();

  constructor(run: TrainingRun) {
    this.#run = run;
  }

  /** The `checkpoint` of one report: it refuses once this rest is over. */
  checkpoints(): Progress["checkpoint"] {
    const count = this.#count;
    return async (notes = null) => {
      if (count !== this.#count) {
        throw new SelfsameError(
          "checkpoint",
          "progress.checkpoint: training has gone on since this report. Ask for the checkpoint before the next report, and before the loop ends.",
        );
      }
      const made = this.#run.checkpoint(notes);
      this.#making = Promise.allSettled([this.#making, made]);
      return made;
    };
  }

  /** Resolves when no checkpoint is in the making any more. */
  async end(): Promise<void> {
    this.#count++;
    await this.#making;
  }
}
