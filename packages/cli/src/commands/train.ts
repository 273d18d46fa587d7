// `selfsame train`: photos, a network, training with checkpoints, an honest report, a model file.

import { commandName } from "../terminal/command-name.ts";
import {
  dense,
  isSelfsameError,
  network,
  openBackend,
  readCheckpoint,
  save,
  SelfsameError,
  type Checkpoint,
  type Network,
} from "@selfsame/engine";
import { preparedLength, type Preparation } from "@selfsame/engine/pixels";
import picocolors from "picocolors";
import { contentError } from "../files/errors.ts";
import { checkOutputs, outputsOf, removeCheckpoint, type Outputs } from "../files/outputs.ts";
import { displayed, pasteable } from "../files/paths.ts";
import { readWhole, writeWhole } from "../files/write.ts";
import { htmlReport } from "../report/html.ts";
import { textReport } from "../report/text.ts";
import { INTERRUPTED, interruptible } from "../terminal/interrupt.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { checkpointKeeper } from "../train/keep.ts";
import { balancedPlaces, photoExamples } from "../train/examples.ts";
import { gatherPhotos, type Gathered } from "../train/gather.ts";
import { trainingLoop, type LoopResult } from "../train/loop.ts";
import { checkPhotos, notesOf, type Notes } from "../train/notes.ts";
import { reportOf } from "../train/report-of.ts";
import { factsOf, partJson, partResult, testResult, type Results } from "../train/results.ts";
import {
  checkAgainst,
  settingsFrom,
  TRAIN_COMMAND_DEFAULTS,
  type TrainArguments,
  type TrainRunSettings,
} from "../train/settings.ts";
import { canChoose, splitPhotos, type Part, type Split } from "../train/split.ts";

interface Run {
  readonly settings: TrainRunSettings;
  /** No setting of the run: its result does not depend on it. */
  readonly threads: number | "auto";
  readonly outputs: Outputs;
  readonly preparation: Preparation;
  readonly resumed: { readonly checkpoint: Checkpoint; readonly bytes: Uint8Array; readonly notes: Notes } | undefined;
}

/** Returns the exit code. Throws SelfsameError on bad input. */
export async function trainCommand(given: TrainArguments, terminal: Terminal): Promise<number> {
  const started = performance.now();
  return interruptible(async (signal) => {
    const run = await startRun(given);
    const model = build(run.settings, run.preparation); // before any photo is read: it may be too large
    let gathered: Gathered;
    try {
      gathered = await gatherPhotos(run.settings, run.preparation, terminal, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      terminal.note(
        run.resumed === undefined
          ? "Interrupted before training began; there was nothing to save."
          : "Interrupted before training went on; the checkpoint is as it was.",
      );
      return INTERRUPTED;
    }
    try {
      return await trainOn(run, model, gathered, given.json === true, started, terminal, signal);
    } finally {
      gathered.pixels.close();
    }
  });
}

async function startRun(given: TrainArguments): Promise<Run> {
  let settings: TrainRunSettings;
  let resumed: Run["resumed"];
  if (given.resume === undefined) {
    settings = settingsFrom(given);
  } else {
    const bytes = await readWhole(given.resume);
    const checkpoint = await checkpointOf(given.resume, bytes);
    const notes = notesOf(checkpoint);
    checkAgainst(notes.settings, given);
    settings = notes.settings;
    resumed = { checkpoint, bytes, notes };
  }
  const outputs = outputsOf(settings.out);
  await checkOutputs(outputs, given.resume);
  const preparation = { size: settings.size, color: settings.color, standardization: "photo" } as const;
  return {
    settings,
    threads: given.threads ?? TRAIN_COMMAND_DEFAULTS.threads,
    outputs,
    resumed,
    // What knows faces is read only where they are asked for.
    preparation: settings.faces ? { ...preparation, face: (await import("@selfsame/face")).FACE_CROPS } : preparation,
  };
}

/** Throws `checkpoint`, naming the file. */
async function checkpointOf(path: string, bytes: Uint8Array): Promise<Checkpoint> {
  try {
    return await readCheckpoint(bytes);
  } catch (error) {
    throw contentError(path, error);
  }
}

function build({ hidden, seed }: TrainRunSettings, preparation: Preparation): Network {
  const quiet = { initialization: "fan-in-uniform" } as const;
  const layers = [...hidden.map((units) => dense(units, "relu", quiet)), dense(1, "sigmoid", quiet)];
  return network({ inputs: preparedLength(preparation), seed, layers });
}

async function trainOn(
  run: Run,
  model: Network,
  gathered: Gathered,
  json: boolean,
  started: number,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const { settings, threads, outputs, preparation, resumed } = run;
  if (resumed !== undefined) checkPhotos(resumed.notes, gathered);
  const source = { ...gathered, preparation };
  const split = splitPhotos(
    gathered.photos.map(({ side }) => side),
    settings,
    settings.seed,
    gathered.faceless.map(({ side }) => side),
  );
  const keeper = checkpointKeeper(outputs.checkpoint, settings, gathered);
  const validation = split.validation.length === 0 ? undefined : photoExamples(source, split.validation);
  const loop = await trainingLoop({
    network: model,
    examples: settings.augment
      ? photoExamples(source, balancedPlaces(gathered.photos, split.train, settings.batch), settings.seed)
      : photoExamples(source, split.train),
    training: {
      ...engineSettings(settings),
      threads,
      keep: canChoose(gathered.photos, split.validation) ? "best" : "last",
      validation,
      signal,
      resume: resumed?.bytes,
    },
    terminal,
    history: resumed?.notes.history ?? [],
    keep: keeper.keep,
    resumed: resumed?.checkpoint,
  })
    .finally(keeper.settle)
    .catch(async (error: unknown) => {
      if (!isSelfsameError(error, "loss-not-finite")) throw error;
      // The engine keeps them in memory, which ends with this process: only a checkpoint is something to go by.
      const message = (await holdsGoodNumbers(outputs.checkpoint))
        ? `${error.message} They are in ${displayed(outputs.checkpoint)}; delete it to train anew.`
        : error.message.replace(" The last good parameters were kept.", "");
      throw new SelfsameError(error.code, message, { cause: error });
    });
  if (loop.ended === "aborted") {
    terminal.note(
      `Interrupted in epoch ${loop.history.length + 1} of ${settings.epochs}; the run is saved. Go on with it:\n  ${commandName()} train --resume ${pasteable(outputs.checkpoint)}`,
    );
    return INTERRUPTED;
  }
  await finish(run, model, gathered, split, loop, json, started, terminal);
  return 0;
}

/** Whether a sound checkpoint is there, with finite parameters: what a run that failed can promise. */
async function holdsGoodNumbers(path: string): Promise<boolean> {
  try {
    const { parameters } = await readCheckpoint(await readWhole(path));
    return parameters.every((value: number) => Number.isFinite(value));
  } catch {
    return false; // none was written yet, or it cannot be read
  }
}

function engineSettings({
  epochs,
  batch,
  optimizer,
  learningRate,
  momentum,
  weightDecay,
  schedule,
  seed,
  backend,
}: TrainRunSettings) {
  return { epochs, batch, optimizer, learningRate, momentum, weightDecay, schedule, seed, backend };
}

/** Measures, writes model and report, removes the checkpoint, and prints. */
async function finish(
  run: Run,
  model: Network,
  gathered: Gathered,
  split: Split,
  loop: LoopResult,
  json: boolean,
  started: number,
  terminal: Terminal,
): Promise<void> {
  const { settings, outputs, preparation } = run;
  const source = { ...gathered, preparation };
  const noFace = (name: Part) => (settings.faces ? split.noFace[name] : undefined);
  const part = (name: Part) => partResult(model, photoExamples(source, split[name]), settings.backend, noFace(name));
  const { test } = split;
  const results: Results = {
    train: await part("train"),
    validation: split.validation.length === 0 ? undefined : await part("validation"),
    test:
      test.length === 0
        ? undefined
        : await testResult(model, photoExamples(source, test), settings.backend, source, test, noFace("test")),
  };
  const { name: backend, kernels, threads } = loop.backend ?? (await openBackend(settings.backend));
  const { history, bestEpoch } = loop;
  model.facts = factsOf(settings, preparation, results, {
    epochs: history.length,
    bestEpoch,
    skipped: gathered.skipped,
    backend,
    kernels,
  });
  await writeWhole(outputs.model, await save(model));
  const measured = {
    samplesPerSecond: loop.seconds > 0 ? loop.examples / loop.seconds : 0,
    seconds: (performance.now() - started) / 1000,
    backend,
    kernels,
    threads,
  };
  const report = reportOf(settings, outputs, model, results, loop, gathered.skipped, measured);
  await writeWhole(outputs.report, await htmlReport(report));
  await removeCheckpoint(outputs);
  model.dispose();
  if (!json) {
    const { dim } = picocolors.createColors(terminal.color);
    terminal.print(
      textReport(report, { color: terminal.color }) +
        `${dim("report   ")}${displayed(outputs.report)}\n${dim("try it   ")}${commandName()} predict ${pasteable(outputs.model)} photo.jpg`,
    );
    return;
  }
  const count = (side: "yes" | "no") => gathered.photos.filter((photo) => photo.side === side).length;
  terminal.print(
    JSON.stringify({
      parameters: model.plan.parameterCount,
      examples: {
        yes: count("yes"),
        no: count("no"),
        skipped: gathered.skipped,
        ...(settings.faces ? { noFace: gathered.faceless.length } : {}),
      },
      epochs: history.length,
      train: partJson(results.train),
      validation: partJson(results.validation),
      test: partJson(results.test),
      ...measured,
      out: displayed(outputs.model),
    }),
  );
}
