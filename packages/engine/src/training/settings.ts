// Every setting of a training run: its default, its check, and the plain data that a checkpoint keeps.

import type { LossKind, Optimizer } from "../backends/backend.ts";
import { BACKEND_NAMES, type BackendName } from "../backends/choose.ts";
import { checkLoss, defaultLoss } from "../backends/losses.ts";
import { SelfsameError } from "../errors.ts";
import { checkSeed } from "../network/network.ts";
import type { Structure } from "../network/structure.ts";
import { parseSchedule } from "./schedule.ts";

/** What decides the parameters that come out, given network and examples. */
export interface TrainSettings {
  /** Passes over all examples. */
  readonly epochs: number;
  /** Examples a step; the last batch of an epoch may be smaller. */
  readonly batch: number;
  readonly optimizer: "sgd" | "adam";
  readonly learningRate: number;
  /** In [0, 1), for sgd. */
  readonly momentum: number;
  /** L2: added to the gradient as weightDecay * parameter. */
  readonly weightDecay: number;
  /** "constant", "step:EVERY:FACTOR", "cosine" or "cosine:WARMUP", in epochs. */
  readonly schedule: string;
  readonly loss: LossKind;
  /** With one sigmoid output: both classes weigh half, however many examples each has. */
  readonly balance: boolean;
  /** Epochs without a better validation loss after which training ends; 0 never. Needs validation examples. */
  readonly patience: number;
  /** Whose parameters the network gets in the end: those of the epoch with the lowest validation loss, if there is validation, or the last. */
  readonly keep: "best" | "last";
  /** Orders the examples. */
  readonly seed: number;
}

/** The defaults of `train`; `loss` follows from the last layer, and Adam's learning rate is 0.001. */
export const TRAIN_DEFAULTS = {
  epochs: 20,
  batch: 32,
  optimizer: "sgd",
  learningRate: 0.02,
  momentum: 0,
  weightDecay: 0,
  schedule: "constant",
  balance: true,
  patience: 0,
  keep: "best",
  seed: 0,
} as const satisfies Omit<TrainSettings, "loss">;

const ADAM_LEARNING_RATE = 0.001;
/** Kingma and Ba 2015, and torch.optim.Adam's defaults. */
const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** Fills in defaults and checks. Throws `input` naming the setting, or `structure` where the loss does not fit. */
export function settingsOf(
  options: { readonly [Key in keyof TrainSettings]?: TrainSettings[Key] | undefined },
  structure: Structure,
): TrainSettings {
  const optimizer = options.optimizer ?? TRAIN_DEFAULTS.optimizer;
  if (optimizer !== "sgd" && optimizer !== "adam") refuse("optimizer", '"sgd" or "adam"', optimizer);
  const settings: TrainSettings = {
    epochs: options.epochs ?? TRAIN_DEFAULTS.epochs,
    batch: options.batch ?? TRAIN_DEFAULTS.batch,
    optimizer,
    learningRate: options.learningRate ?? (optimizer === "adam" ? ADAM_LEARNING_RATE : TRAIN_DEFAULTS.learningRate),
    momentum: options.momentum ?? TRAIN_DEFAULTS.momentum,
    weightDecay: options.weightDecay ?? TRAIN_DEFAULTS.weightDecay,
    schedule: options.schedule ?? TRAIN_DEFAULTS.schedule,
    loss: options.loss ?? defaultLoss(structure),
    balance: options.balance ?? TRAIN_DEFAULTS.balance,
    patience: options.patience ?? TRAIN_DEFAULTS.patience,
    keep: options.keep ?? TRAIN_DEFAULTS.keep,
    seed: options.seed ?? TRAIN_DEFAULTS.seed,
  };
  const isWhole = (value: unknown, least: number) => Number.isSafeInteger(value) && (value as number) >= least;
  if (!isWhole(settings.epochs, 1)) refuse("epochs", "a whole number of at least 1", settings.epochs);
  if (!isWhole(settings.batch, 1)) refuse("batch", "a whole number of at least 1", settings.batch);
  if (!(settings.learningRate > 0 && settings.learningRate < Infinity))
    refuse("learningRate", "a finite number above 0", settings.learningRate);
  if (!(settings.momentum >= 0 && settings.momentum < 1))
    refuse("momentum", "a number from 0 to below 1", settings.momentum);
  if (settings.momentum > 0 && optimizer === "adam")
    refuse("momentum", "none with adam, which has its own", settings.momentum);
  if (!(settings.weightDecay >= 0 && settings.weightDecay < Infinity))
    refuse("weightDecay", "a finite number of at least 0", settings.weightDecay);
  if (typeof settings.balance !== "boolean") refuse("balance", "true or false", settings.balance);
  if (!isWhole(settings.patience, 0)) refuse("patience", "a whole number of at least 0", settings.patience);
  if (settings.keep !== "best" && settings.keep !== "last") refuse("keep", '"best" or "last"', settings.keep);
  checkSeed(settings.seed);
  parseSchedule(settings.schedule);
  checkLoss(structure, settings.loss);
  return settings;
}

function refuse(name: string, expected: string, got: unknown): never {
  throw new SelfsameError("input", `train: ${name}: expected ${expected}, got ${String(got)}.`);
}

/** Throws `input` on a backend that does not exist. */
export function checkBackendName(name: BackendName): void {
  if (!BACKEND_NAMES.includes(name)) refuse("backend", `"${BACKEND_NAMES.join('", "')}"`, name);
}

export function optimizerOf({ optimizer, momentum, weightDecay }: TrainSettings): Optimizer {
  return optimizer === "adam" ? { kind: "adam", ...ADAM, weightDecay } : { kind: "sgd", momentum, weightDecay };
}
