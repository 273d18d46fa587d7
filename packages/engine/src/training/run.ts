// One training run: the session that holds its numbers, where it stands, and how it is brought to rest and back.

import type { Backend, BackendFacts, Numbers, Session } from "../backends/backend.ts";
import { digestOf } from "../examples/digest.ts";
import type { Examples } from "../examples/source.ts";
import { SelfsameError } from "../errors.ts";
import type { FileSource } from "../file/bytes.ts";
import type { Json } from "../file/facts.ts";
import type { Network } from "../network/network.ts";
import { areFinite, areFiniteAsFloat32 } from "../numbers/finite.ts";
import { balancedWeights, UNBALANCED, type ClassWeights } from "./balance.ts";
import { breathe } from "./breathe.ts";
import { checkResumable, encodeCheckpoint, readCheckpoint, type Position } from "./checkpoint.ts";
import { CALL_WORK, stepsAtOnce, stepWork, trainChunk, type Chunk } from "./chunk.ts";
import { notFinite } from "./diagnose.ts";
import { classWeightsFor, evaluateSession } from "./evaluate.ts";
import type { Score } from "./progress.ts";
import { ChunkReader } from "./reader.ts";
import { parseSchedule } from "./schedule.ts";
import { optimizerOf, type TrainSettings } from "./settings.ts";

/** The start of a run, and of each epoch but for `epoch`, `best` and `sinceBest`. */
const START: Position = { epoch: 0, step: 0, lossSum: 0, weightSum: 0, right: 0, seen: 0, best: null, sinceBest: 0 };

/** Reports within an epoch, at least, where they are asked for and it has as many steps. */
const REPORTS_AN_EPOCH = 8;
/** What the end of an epoch takes beside validation, in the measure of CALL_WORK: 20 microseconds. */
const EPOCH_WORK = 400_000;

/** What a run is begun with beside its settings. */
export interface RunOptions {
  /** Examples that choose the best epoch, whose parameters are kept, and the end with `patience`. */
  readonly validation?: Examples | undefined;
  /**
   * Stops training after the step that runs; the last report then says `ended: "aborted"`. Where the examples of a
   * resumed run are still being compared with the checkpoint's, there is nothing to report: `train` throws its reason.
   */
  readonly signal?: AbortSignal | undefined;
  /** "epoch" (default): a report after each epoch; "steps": also within epochs, eight times or more. */
  readonly report?: "epoch" | "steps";
  /** A checkpoint to go on from. */
  readonly resume?: FileSource | undefined;
}

export class TrainingRun {
  readonly stepsPerEpoch: number;
  /** Steps in all epochs. */
  readonly steps: number;
  position = START;
  readonly #network: Network;
  readonly #examples: Examples;
  readonly #validation: Examples | undefined;
  readonly #settings: TrainSettings;
  readonly #backend: Backend;
  readonly #session: Session;
  readonly #batch: number;
  readonly #reader: ChunkReader;
  readonly #rateAt: (step: number) => number;
  /** Work of one step, and of all since others were let run. */
  readonly #stepWork: number;
  #work = 0;
  #validationClasses: ClassWeights = UNBALANCED;
  #digests: readonly [string, string] | undefined;
  #last: Chunk | undefined;
  /** The parameters as they are, where they were read since the last step. */
  #current: Numbers | undefined;
  #best: Numbers | undefined;

  private constructor(
    network: Network,
    examples: Examples,
    { validation, report }: RunOptions,
    settings: TrainSettings,
    backend: Backend,
    session: Session,
    batch: number,
  ) {
    this.#network = network;
    this.#examples = examples;
    this.#validation = validation;
    this.#settings = settings;
    this.#backend = backend;
    this.#session = session;
    this.#batch = batch;
    this.stepsPerEpoch = Math.ceil(examples.count / settings.batch);
    this.#stepWork = stepWork(network.plan.parameterCount, batch, session.facts);
    const most = report === "steps" ? Math.ceil(this.stepsPerEpoch / REPORTS_AN_EPOCH) : Infinity;
    const steps = Math.min(stepsAtOnce(this.#stepWork, batch, examples.inputs), most);
    this.#reader = new ChunkReader(examples, settings.seed, steps * batch);
    this.steps = settings.epochs * this.stepsPerEpoch;
    const schedule = parseSchedule(settings.schedule);
    this.#rateAt = (step) => settings.learningRate * schedule(step, this.steps, this.stepsPerEpoch);
  }

  /**
   * Opens a session with the network's parameters, or those of the checkpoint. Throws `examples` or `checkpoint`, and the
   * signal's reason where it stops the comparison of a checkpoint's examples.
   */
  static async open(
    network: Network,
    examples: Examples,
    options: RunOptions,
    settings: TrainSettings,
    backend: Backend,
  ): Promise<TrainingRun> {
    const batch = Math.min(settings.batch, examples.count);
    const session = await backend.open(network.structure, network.readParameters(), {
      batch,
      loss: settings.loss,
      optimizer: optimizerOf(settings),
    });
    const run = new TrainingRun(network, examples, options, settings, backend, session, batch);
    try {
      await run.#prepare(options.resume, options.signal);
    } catch (error) {
      session.dispose();
      throw error;
    }
    return run;
  }

  async #prepare(resume: FileSource | undefined, signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.#balance(signal);
    } catch (error) {
      if (!signal?.aborted) throw error; // else no step follows that would need the weights
    }
    if (resume === undefined) return;
    const checkpoint = await readCheckpoint(resume);
    const { structure } = this.#network;
    checkResumable(checkpoint, {
      structure,
      settings: this.#settings,
      facts: this.#backend,
      digests: await this.#digestsNow(signal),
    });
    await this.#session.writeParameters(checkpoint.parameters);
    await this.#session.writeState(checkpoint.state);
    this.position = checkpoint.position;
    this.#best = checkpoint.bestParameters?.slice(); // a view would keep the whole file in memory
    this.#network.writeParameters(checkpoint.parameters);
  }

  async #balance(signal: AbortSignal | undefined): Promise<void> {
    const { loss, balance } = this.#settings;
    if (balance && loss === "binary-cross-entropy" && this.#examples.outputs === 1) {
      const classes = await balancedWeights(this.#examples, signal);
      if ("only" in classes) {
        throw new SelfsameError(
          "examples",
          `train: all examples are of one class (target ${classes.only}); two-class training needs both, or balance: false.`,
        );
      }
      this.#reader.classes = classes;
    }
    if (this.#validation !== undefined)
      this.#validationClasses = await classWeightsFor(this.#validation, loss, balance, signal);
  }

  async #digestsNow(signal?: AbortSignal): Promise<readonly [string, string]> {
    const validation = this.#validation;
    return (this.#digests ??= [
      await digestOf(this.#examples, signal),
      validation === undefined ? "" : await digestOf(validation, signal),
    ]);
  }

  /** Of the session that the run really has. */
  get backend(): BackendFacts {
    return this.#session.facts;
  }

  /** Steps done since the start. */
  get step(): number {
    return this.position.epoch * this.stepsPerEpoch + this.position.step;
  }

  /** Of the last step. */
  get learningRate(): number {
    return this.#rateAt(Math.max(0, this.step - 1));
  }

  get isEpochDone(): boolean {
    return this.position.step >= this.stepsPerEpoch;
  }

  /** Why the run is over, once it is. */
  get ended(): "complete" | "early" | undefined {
    const { epochs, patience } = this.#settings;
    if (this.position.epoch >= epochs) return "complete";
    return this.#validation !== undefined && patience > 0 && this.position.sinceBest >= patience ? "early" : undefined;
  }

  /** Means over the epoch so far. */
  get score(): Score {
    const { lossSum, weightSum, right, seen } = this.position;
    const accuracy = this.#settings.loss === "mean-squared-error" ? undefined : right / Math.max(1, seen);
    return { loss: weightSum > 0 ? lossSum / weightSum : 0, accuracy };
  }

  /** The next few steps; the ones after are read meanwhile. Throws `loss-not-finite`. */
  async advance(): Promise<void> {
    const { epoch, step } = this.position;
    const first = step * this.#settings.batch;
    const chunk = await this.#reader.read(epoch, first);
    this.#current = undefined;
    this.#last = chunk;
    const rateAt = (ofEpoch: number) => this.#rateAt(epoch * this.stepsPerEpoch + ofEpoch);
    const trained = trainChunk(this.#session, chunk, this.position, this.#settings, this.#examples, rateAt);
    const read = this.#reader.readAhead(epoch, first);
    this.position = await trained; // where this fails, nobody waits for what was to come next
    await read;
    this.#work += (this.position.step - step) * this.#stepWork;
  }

  /** Lets everything else run that waits, where enough was done since the last time. */
  async breathe(): Promise<void> {
    if (this.#work < CALL_WORK / 2) return;
    this.#work = 0;
    await breathe();
  }

  /** Validates, hands the parameters to the network, and moves to the next epoch. Throws `loss-not-finite`. */
  async endEpoch(): Promise<Score | undefined> {
    const { epoch, best, sinceBest } = this.position;
    const parameters = await this.#parameters();
    const validation =
      this.#validation &&
      (await evaluateSession(
        this.#session,
        this.#validation,
        this.#settings.loss,
        this.#validationClasses,
        this.#batch,
      ));
    // The last step's update has not been through a loss yet.
    if (!areFiniteAsFloat32(parameters) || (validation !== undefined && !Number.isFinite(validation.loss))) {
      throw this.#notFinite(`the end of epoch ${epoch + 1}`);
    }
    this.#work += EPOCH_WORK;
    this.position = { ...START, epoch: epoch + 1, best, sinceBest: sinceBest + 1 };
    if (validation !== undefined && (best === null || validation.loss < best.loss)) {
      this.position = { ...this.position, best: { epoch: epoch + 1, loss: validation.loss }, sinceBest: 0 };
      if (this.#settings.keep === "best") this.#best = parameters;
    }
    this.#network.writeParameters(this.ended === undefined ? parameters : (this.#best ?? parameters));
    return validation && { loss: validation.loss, accuracy: validation.accuracy };
  }

  /** Gives the network what a stopped or finished run leaves it: the best parameters, else the last, if they are finite. */
  async handOver(): Promise<void> {
    const parameters = this.#best ?? (await this.#parameters());
    if (areFiniteAsFloat32(parameters)) this.#network.writeParameters(parameters);
  }

  async #parameters(): Promise<Numbers> {
    return (this.#current ??= await this.#session.readParameters());
  }

  /** The error to throw where the last update left the numbers. */
  #notFinite(where: string): SelfsameError {
    if (this.#last !== undefined) {
      const { batch, indices } = this.#last;
      return notFinite(batch, indices, this.#examples, where, this.#settings.learningRate);
    }
    return new SelfsameError(
      "loss-not-finite",
      "train: a parameter of the network was not finite before its first step. Begin with a new network.",
    );
  }

  /** The run as it stands, as bytes. Throws `loss-not-finite` rather than keep numbers that cannot be gone on from. */
  async checkpoint(notes: Json): Promise<Uint8Array<ArrayBuffer>> {
    const { name, kernels } = this.#backend;
    const parameters = await this.#parameters();
    const state = await this.#session.readState();
    const isSound = [parameters, ...state.slots].every(areFinite);
    if (!isSound) throw this.#notFinite(`the update of step ${this.step}`);
    return encodeCheckpoint({
      structure: this.#network.structure,
      settings: this.#settings,
      facts: { name, kernels },
      digests: await this.#digestsNow(),
      position: this.position,
      parameters,
      state,
      bestParameters: this.#best,
      notes,
    });
  }

  dispose(): void {
    this.#session.dispose();
  }
}
