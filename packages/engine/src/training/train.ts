// Training as a conversation: an async iterator of progress that can be paused, stopped, and resumed bit for bit.

import type { Batch, Numbers, Session } from "../backends/backend.ts";
import { openBackend, type BackendName, type KernelVariant } from "../backends/choose.ts";
import { countRight } from "../backends/losses.ts";
import { SelfsameError } from "../errors.ts";
import { batchRoom, checkExamples, readBatch } from "../examples/batches.ts";
import { digestOf } from "../examples/digest.ts";
import type { Examples } from "../examples/source.ts";
import type { FileSource } from "../file/bytes.ts";
import type { Json } from "../file/facts.ts";
import type { Network } from "../network/network.ts";
import { permutation, PURPOSE } from "../numbers/random.ts";
import { balancedWeights, UNBALANCED, weigh } from "./balance.ts";
import { breathe } from "./breathe.ts";
import { checkResumable, encodeCheckpoint, readCheckpoint, type Checkpoint, type Position } from "./checkpoint.ts";
import { notFinite } from "./diagnose.ts";
import { classWeightsFor, evaluateSession } from "./evaluate.ts";
import type { Progress, Score } from "./progress.ts";
import { parseSchedule } from "./schedule.ts";
import { checkBackendName, optimizerOf, settingsOf, type TrainSettings } from "./settings.ts";

/** Examples that one call to the backend covers: enough to hide the call, few enough to stop soon. */
const CHUNK_EXAMPLES = 64;

export interface TrainOptions extends Partial<TrainSettings> {
  /** Examples that choose the best epoch, whose parameters are kept, and the end with `patience`. */
  readonly validation?: Examples | undefined;
  readonly backend?: BackendName | undefined;
  /** Asks for one kernel variant, as a resumed run must. */
  readonly kernels?: KernelVariant | undefined;
  /** Stops training after the step that runs; the last report then says `ended: "aborted"`. */
  readonly signal?: AbortSignal | undefined;
  /** "epoch" (default): a report after each epoch; "steps": also after each few steps. */
  readonly report?: "epoch" | "steps";
  /** A checkpoint to go on from. */
  readonly resume?: FileSource | undefined;
}

/** A run between two steps, beside what the session holds. */
type Rest = Pick<Checkpoint, "position" | "bestParameters">;

/** The start of a run. */
const START: Position = { epoch: 0, step: 0, lossSum: 0, weightSum: 0, right: 0, seen: 0, best: null, sinceBest: 0 };

/**
 * Trains a network in place, by stochastic gradient descent and backpropagation. After each epoch the network has the
 * parameters so far; at the end, with validation examples, those of its best epoch.
 *
 * Throws SelfsameError `input` or `structure` on settings, `examples` on examples that do not fit, `checkpoint` where it
 * cannot resume, `loss-not-finite` with the likely cause; the network then has its last good parameters.
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

  const backend = await openBackend(backendName, options.kernels === undefined ? {} : { kernels: options.kernels });
  const chunkSteps = Math.max(1, Math.floor(CHUNK_EXAMPLES / settings.batch));
  const batch = Math.min(settings.batch, examples.count);
  const session = await backend.open(network.structure, network.readParameters(), {
    batch,
    loss: settings.loss,
    optimizer: optimizerOf(settings),
  });
  /** What a report may still make a checkpoint of: nothing once training has gone on; and the checkpoints being made. */
  let resting: Rest | undefined;
  let writing: Promise<unknown> = Promise.resolve();
  const goOn = () => {
    resting = undefined;
    return writing;
  };
  try {
    const isTwoClass = settings.balance && settings.loss === "binary-cross-entropy" && examples.outputs === 1;
    const classes = isTwoClass ? await balancedWeights(examples) : UNBALANCED;
    const validationClasses =
      validation === undefined ? UNBALANCED : await classWeightsFor(validation, settings.loss, settings.balance);
    let digests: readonly [string, string] | undefined;
    const digestsNow = async () =>
      (digests ??= [await digestOf(examples), validation === undefined ? "" : await digestOf(validation)]);

    let position = START;
    let bestParameters: Numbers | undefined;
    if (options.resume !== undefined) {
      const checkpoint = await readCheckpoint(options.resume);
      checkResumable(checkpoint, {
        structure: network.structure,
        settings,
        facts: backend,
        digests: await digestsNow(),
      });
      await session.writeParameters(checkpoint.parameters);
      await session.writeState(checkpoint.state);
      ({ position, bestParameters } = checkpoint);
      network.writeParameters(checkpoint.parameters);
    }

    const schedule = parseSchedule(settings.schedule);
    const stepsPerEpoch = Math.ceil(examples.count / settings.batch);
    const steps = settings.epochs * stepsPerEpoch;
    const room = batchRoom(examples, chunkSteps * batch);
    const rateAt = (step: number) => settings.learningRate * schedule(step, steps, stepsPerEpoch);

    const checkpointOf = async (rest: Rest, notes: Json) => {
      const facts = { name: backend.name, kernels: backend.kernels };
      const digests = await digestsNow();
      const parameters = await session.readParameters();
      const state = await session.readState();
      return encodeCheckpoint({
        structure: network.structure,
        settings,
        facts,
        digests,
        parameters,
        state,
        ...rest,
        notes,
      });
    };
    const report = (at: Progress["at"], score: Score, extra: Pick<Progress, "validation" | "ended"> = {}): Progress => {
      const rest = (resting = { position, bestParameters });
      const { epoch, step, seen, best } = position;
      const done = epoch * stepsPerEpoch + step;
      return {
        at,
        epoch: at === "epoch" ? epoch : epoch + 1,
        epochs: settings.epochs,
        step: done,
        steps,
        examples: epoch * examples.count + seen,
        learningRate: rateAt(Math.max(0, done - 1)),
        ...score,
        ...(best === null ? {} : { best }),
        ...extra,
        checkpoint: (notes = null) => {
          const made =
            rest === resting
              ? checkpointOf(rest, notes)
              : Promise.reject(
                  new SelfsameError(
                    "checkpoint",
                    "progress.checkpoint: training has gone on since this report. Ask for the checkpoint before the next report, and before the loop ends.",
                  ),
                );
          writing = Promise.allSettled([writing, made]);
          return made;
        },
      };
    };
    const scoreSoFar = (): Score => ({
      loss: position.weightSum > 0 ? position.lossSum / position.weightSum : 0,
      accuracy: settings.loss === "mean-squared-error" ? undefined : position.right / Math.max(1, position.seen),
    });

    const isEarly = () => validation !== undefined && settings.patience > 0 && position.sinceBest >= settings.patience;
    while (position.epoch < settings.epochs && !isEarly()) {
      const order = permutation(examples.count, settings.seed, PURPOSE.order, position.epoch);
      let indices = order;
      let chunk: Batch | undefined;
      while (position.step < stepsPerEpoch) {
        if (signal?.aborted) {
          const parameters = bestParameters ?? (await session.readParameters());
          // The last step's update has not been through a loss yet.
          if (areFinite(parameters)) network.writeParameters(parameters);
          yield report("steps", scoreSoFar(), { ended: "aborted" });
          return;
        }
        const first = position.step * settings.batch;
        indices = order.subarray(first, Math.min(examples.count, first + chunkSteps * settings.batch));
        chunk = await readBatch(examples, indices, room, position.epoch);
        weigh(chunk, classes);
        position = await trainChunk(session, chunk, indices, position, settings, examples, (step) =>
          rateAt(position.epoch * stepsPerEpoch + step),
        );
        await breathe();
        if (options.report === "steps" && position.step < stepsPerEpoch) {
          yield report("steps", scoreSoFar());
          await goOn();
        }
      }

      const parameters = await session.readParameters();
      const score = scoreSoFar();
      const checked =
        validation === undefined
          ? undefined
          : await evaluateSession(session, validation, settings.loss, validationClasses, batch);
      // The last step's update has not been through a loss yet.
      if (!areFinite(parameters) || (checked !== undefined && !Number.isFinite(checked.loss))) {
        throw notFinite(
          chunk ?? emptyBatch(examples),
          indices,
          examples.inputs,
          examples.outputs,
          `the end of epoch ${position.epoch + 1}`,
          settings.learningRate,
        );
      }
      network.writeParameters(parameters);
      position = { ...START, epoch: position.epoch + 1, best: position.best, sinceBest: position.sinceBest + 1 };
      if (checked !== undefined && (position.best === null || checked.loss < position.best.loss)) {
        position = { ...position, best: { epoch: position.epoch, loss: checked.loss }, sinceBest: 0 };
        bestParameters = parameters;
      }
      const ended = position.epoch === settings.epochs ? "complete" : isEarly() ? "early" : undefined;
      if (ended !== undefined && bestParameters !== undefined) network.writeParameters(bestParameters);
      yield report("epoch", score, {
        ...(checked === undefined ? {} : { validation: { loss: checked.loss, accuracy: checked.accuracy } }),
        ...(ended === undefined ? {} : { ended }),
      });
      await goOn();
      if (ended !== undefined) return;
    }
    // A checkpoint of a run that was already over.
    if (bestParameters !== undefined) network.writeParameters(bestParameters);
  } finally {
    await goOn();
    session.dispose();
  }
}

/** Runs the steps of one chunk and returns the position after it. */
async function trainChunk(
  session: Session,
  chunk: Batch,
  indices: Uint32Array,
  position: Position,
  settings: TrainSettings,
  examples: Examples,
  rateAt: (step: number) => number,
): Promise<Position> {
  const sizes: number[] = [];
  for (let left = chunk.count; left > 0; left -= settings.batch) sizes.push(Math.min(settings.batch, left));
  const learningRates = sizes.map((_, step) => rateAt(position.step + step));
  const { losses, outputs } = await session.train({ ...chunk, sizes, learningRates });
  let { lossSum, weightSum } = position;
  let first = 0;
  for (const [step, loss] of losses.entries()) {
    const size = sizes[step]!;
    if (!Number.isFinite(loss)) {
      const slice = {
        ...chunk,
        count: size,
        inputs: chunk.inputs.subarray(first * examples.inputs),
        targets: chunk.targets.subarray(first * examples.outputs),
      };
      throw notFinite(
        slice,
        indices.subarray(first, first + size),
        examples.inputs,
        examples.outputs,
        `epoch ${position.epoch + 1}, step ${position.step + step + 1}`,
        settings.learningRate,
      );
    }
    let weight = 0;
    for (let i = first; i < first + size; i++) weight += chunk.weights[i]!;
    lossSum += loss * weight;
    weightSum += weight;
    first += size;
  }
  const right = countRight(settings.loss, outputs, chunk.targets, chunk.count, examples.outputs) ?? 0;
  return {
    ...position,
    step: position.step + sizes.length,
    lossSum,
    weightSum,
    right: position.right + right,
    seen: position.seen + chunk.count,
  };
}

/** As the float32 numbers of a network, which those of the reference backend may exceed. */
function areFinite(parameters: Numbers): boolean {
  return parameters.every((value: number) => Number.isFinite(Math.fround(value)));
}

function emptyBatch({ inputs, outputs }: Examples): Batch {
  return {
    count: 0,
    inputs: new Float32Array(inputs),
    targets: new Float32Array(outputs),
    weights: new Float32Array(1),
  };
}
