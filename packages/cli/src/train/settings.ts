// The settings of `selfsame train`: what was said on the command line, what holds by default, and what a checkpoint
// brings back.

import { resolve } from "node:path";
import { SelfsameError, type BackendName } from "@selfsame/engine";

/** What the command line gave; absent where it was silent. */
export interface TrainArguments {
  readonly yes?: readonly string[];
  readonly no?: readonly string[];
  readonly out?: string;
  readonly size?: number;
  readonly color?: boolean;
  readonly faces?: boolean;
  readonly hidden?: readonly number[];
  readonly epochs?: number;
  readonly batch?: number;
  readonly optimizer?: "sgd" | "adam";
  readonly learningRate?: number;
  readonly momentum?: number;
  readonly weightDecay?: number;
  readonly schedule?: string;
  readonly validation?: number;
  readonly test?: number;
  readonly augment?: boolean;
  readonly seed?: number;
  readonly backend?: BackendName;
  readonly threads?: number | "auto";
  readonly resume?: string;
  readonly json?: boolean;
}

/** Everything that a run's result depends on, complete. Paths are absolute. */
export interface TrainRunSettings {
  readonly yes: readonly string[];
  readonly no: readonly string[];
  readonly out: string;
  readonly size: number;
  readonly color: boolean;
  /** The network sees the aligned face of each photo instead of the photo. */
  readonly faces: boolean;
  readonly hidden: readonly number[];
  readonly epochs: number;
  readonly batch: number;
  readonly optimizer: "sgd" | "adam";
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly schedule: string;
  readonly validation: number;
  readonly test: number;
  readonly augment: boolean;
  readonly seed: number;
  readonly backend: BackendName;
}

/** What holds where the command line is silent. */
export const TRAIN_COMMAND_DEFAULTS = {
  out: "model.safetensors",
  size: 64,
  color: false,
  faces: false,
  hidden: [1024, 768],
  epochs: 40,
  batch: 32,
  optimizer: "sgd",
  learningRate: { sgd: 0.05, adam: 0.001 },
  momentum: 0,
  weightDecay: { sgd: 0.02, adam: 0 },
  schedule: "cosine",
  validation: 0.1,
  test: 0.2,
  augment: false,
  seed: 1,
  backend: "auto",
  threads: "auto",
} as const;

/** The settings of a new run. Throws `usage` where a side is missing. */
export function settingsFrom(given: TrainArguments): TrainRunSettings {
  const { yes, no } = given;
  if (yes === undefined || no === undefined) {
    throw new SelfsameError(
      "usage",
      `train: --${yes === undefined ? "yes" : "no"} is missing: name folders for both sides, as in selfsame train --yes me/ --no others/`,
    );
  }
  // An empty name would mean the current folder: what a shell makes of a variable that is not set.
  const empty = yes.includes("") ? "yes" : no.includes("") ? "no" : given.out === "" ? "out" : undefined;
  if (empty !== undefined)
    throw new SelfsameError(
      "usage",
      `train: --${empty} was given an empty name. Name a ${empty === "out" ? "file" : "folder"}.`,
    );
  const defaults = TRAIN_COMMAND_DEFAULTS;
  const optimizer = given.optimizer ?? defaults.optimizer;
  if (optimizer === "adam" && given.momentum !== undefined && given.momentum > 0) {
    throw new SelfsameError(
      "usage",
      `train: --momentum ${given.momentum} goes with --optimizer sgd; adam has a momentum of its own. Leave it out.`,
    );
  }
  const settings: TrainRunSettings = {
    yes: yes.map((path) => resolve(path)),
    no: no.map((path) => resolve(path)),
    out: resolve(given.out ?? defaults.out),
    size: given.size ?? defaults.size,
    color: given.color ?? defaults.color,
    faces: given.faces ?? defaults.faces,
    hidden: given.hidden ?? defaults.hidden,
    epochs: given.epochs ?? defaults.epochs,
    batch: given.batch ?? defaults.batch,
    optimizer,
    learningRate: given.learningRate ?? defaults.learningRate[optimizer],
    momentum: given.momentum ?? defaults.momentum,
    weightDecay: given.weightDecay ?? defaults.weightDecay[optimizer],
    schedule: given.schedule ?? defaults.schedule,
    validation: given.validation ?? defaults.validation,
    test: given.test ?? defaults.test,
    augment: given.augment ?? defaults.augment,
    seed: given.seed ?? defaults.seed,
    backend: given.backend ?? defaults.backend,
  };
  if (settings.validation + settings.test >= 1) {
    throw new SelfsameError(
      "usage",
      `train: --validation ${settings.validation} and --test ${settings.test} leave no photos to learn from; together they must be below 1.`,
    );
  }
  return settings;
}

/** Throws `usage` where the command line says other than the checkpoint whose run goes on. */
export function checkAgainst(saved: TrainRunSettings, given: TrainArguments): void {
  for (const key of Object.keys(saved) as (keyof TrainRunSettings)[]) {
    const value = given[key];
    if (value === undefined) continue;
    const isPath = key === "yes" || key === "no" || key === "out";
    const now = isPath ? [value].flat().map((path) => resolve(String(path))) : value;
    const then = saved[key];
    if (String(now) !== String(then)) {
      const flag = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      throw new SelfsameError(
        "usage",
        `train: --${flag} was ${String(then)} in the run that --resume goes on with, and is now ${String(now)}. Leave it out, or start a new run without --resume.`,
      );
    }
  }
}
