// The command line: what can be said, checked as it is read. What the commands do is in commands/.

import { createRequire } from "node:module";
import { isSelfsameError } from "@selfsame/engine";
import { Command, CommanderError, Option } from "commander";
import {
  aboveZero,
  batchSizes,
  choice,
  layerWidths,
  SETTING_PARSERS as PARSERS,
  share,
  threadCount,
  wholeNumber,
} from "./arguments.ts";
import { BENCH_DEFAULTS, type BenchArguments } from "./bench/defaults.ts";
import { addEvaluateCommand } from "./evaluate/program.ts";
import { addFaceCommands } from "./face/program.ts";
import { TRAIN_COMMAND_DEFAULTS as DEFAULTS, type TrainArguments } from "./train/settings.ts";
import { errorLine, openTerminal, type Terminal } from "./terminal/terminal.ts";

/**
 * Exit codes: 0 done, 1 `predict` could not read some image or `unlock` refused some, 2 usage or bad input, 3 `unlock` or
 * `predict` found no face, 130 interrupted.
 */
const BAD_INPUT = 2;

/** Runs the command and returns its exit code. Nothing is thrown. */
export async function run(words: readonly string[]): Promise<number> {
  const terminal = openTerminal();
  try {
    let exitCode = 0;
    await program(terminal, (code) => (exitCode = code)).parseAsync(words, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : BAD_INPUT;
    terminal.note(`selfsame: ${errorLine(error)}`);
    // An error that is not ours is a fault of the program: its place is wanted, but not by everyone.
    if (!isSelfsameError(error) && process.env["SELFSAME_DEBUG"] !== undefined)
      terminal.note(String((error as Error).stack));
    return BAD_INPUT;
  }
}

function version(): string {
  // By the package's own name, since its package.json lies elsewhere in a checkout than where it is published.
  return (createRequire(import.meta.url)("selfsame/package.json") as { version: string }).version;
}

function program(terminal: Terminal, exit: (code: number) => void): Command {
  const command = new Command("selfsame")
    .description(
      "Knows a face from ten selfies; trains a neural network on two folders of photos. Nothing leaves this machine.",
    )
    .option("-v, --version", "print the version")
    .on("option:version", () => {
      terminal.print(version()); // looked up when it is asked for, which is seldom
      throw new CommanderError(0, "commander.version", "");
    })
    .exitOverride()
    .configureOutput({ outputError: usageLine("selfsame") })
    .addHelpText("after", HELP.program);
  addFaceCommands(command, { terminal, exit, usageLine });
  addEvaluateCommand(command, { terminal, exit, usageLine });
  addTrain(command, terminal, exit);
  addPredict(command, terminal, exit);
  addInspect(command, terminal);
  addBench(command, terminal);
  return command;
}

/** How a command says that its line makes no sense: one line, with the way to its help. */
function usageLine(name: string): (text: string, write: (line: string) => void) => void {
  return (text, write) => {
    const sentence = text
      .replace(/^error: /, "")
      .trim()
      .replace(/\n?\((Did you mean .*\?)\)$/, ". $1")
      .replace(/^option '(\S+).*?' argument '(.*)' is invalid\. E/s, "$1 $2: e")
      .replace(/\s*\n\s*/g, " ");
    write(`selfsame: ${errorLine(sentence)}${/[.?]$/.test(sentence) ? "" : "."} See ${name} --help.\n`);
  };
}

function addTrain(parent: Command, terminal: Terminal, exit: (code: number) => void): void {
  const shown = (text: string, value: unknown) => `${text} (default: ${String(value)})`;
  parent
    .command("train")
    .configureOutput({ outputError: usageLine("selfsame train") })
    .description("train a network to tell the photos in some folders from those in others")
    .option("--yes <dir...>", "folders with photos of what it should recognize")
    .option("--no <dir...>", "folders with photos of everything else")
    .option("--out <file>", shown("where the model goes; its report goes beside it", DEFAULTS.out))
    .option("--size <pixels>", shown("side of the square that the network sees", DEFAULTS.size), PARSERS.size)
    .option("--color", "look at colors too, instead of gray")
    .option("--faces", "look at the face in each photo, found and aligned, instead of the photo")
    .option("--hidden <units>", shown("neurons in the hidden layers", DEFAULTS.hidden.join(",")), PARSERS.hidden)
    .option("--epochs <n>", shown("passes over all photos", DEFAULTS.epochs), PARSERS.epochs)
    .option("--batch <n>", shown("photos a step", DEFAULTS.batch), PARSERS.batch)
    .addOption(new Option("--optimizer <name>", shown("sgd or adam", DEFAULTS.optimizer)).argParser(PARSERS.optimizer))
    .option(
      "--learning-rate <x>",
      `size of a step (default: ${DEFAULTS.learningRate.sgd}; with adam ${DEFAULTS.learningRate.adam})`,
      PARSERS.learningRate,
    )
    .option(
      "--momentum <x>",
      shown("how much of the last step goes into the next, with sgd", DEFAULTS.momentum),
      PARSERS.momentum,
    )
    .option(
      "--weight-decay <x>",
      `pull of the weights toward 0, L2 (default: ${DEFAULTS.weightDecay.sgd}; with adam ${DEFAULTS.weightDecay.adam})`,
      PARSERS.weightDecay,
    )
    .option(
      "--schedule <s>",
      shown("of the learning rate: constant, step:EVERY:FACTOR, cosine or cosine:WARMUP, in epochs", DEFAULTS.schedule),
      PARSERS.schedule,
    )
    .option(
      "--validation <share>",
      shown("share of the photos that choose the best epoch, if they are enough for it", DEFAULTS.validation),
      PARSERS.validation,
    )
    .option("--test <share>", shown("share of the photos withheld for the report", DEFAULTS.test), PARSERS.test)
    .option("--augment", "mirror, shift, turn, scale and light the photos a little, anew each epoch")
    .option("--seed <n>", shown("where all chance comes from", DEFAULTS.seed), PARSERS.seed)
    .addOption(
      new Option("--backend <name>", shown("auto, wasm or reference (slow, exact)", DEFAULTS.backend)).argParser(
        PARSERS.backend,
      ),
    )
    .option("--threads <n>", shown("threads to train on, or auto: as many as pay", DEFAULTS.threads), threadCount)
    .option("--resume <file>", "go on from the checkpoint of an interrupted run; all its settings hold")
    .option("--json", "print one JSON object at the end instead of the report")
    .addHelpText("after", HELP.train)
    .action(async (options: TrainArguments) => {
      exit(await (await import("./commands/train.ts")).trainCommand(options, terminal));
    });
}

function addPredict(parent: Command, terminal: Terminal, exit: (code: number) => void): void {
  parent
    .command("predict")
    .configureOutput({ outputError: usageLine("selfsame predict") })
    .description("say how certain a model is of photos: above the threshold it fires")
    .argument("<model>", "a model file that train wrote")
    .argument("<image...>", "photos, or folders of photos")
    .option("--threshold <t>", "certainty above which it fires (default: the model's, 0.5)", share)
    .option("--json", "print one JSON object a photo")
    .addHelpText("after", HELP.predict)
    .action(async (model: string, images: string[], options: { threshold?: number; json?: boolean }) => {
      exit(await (await import("./commands/predict.ts")).predictCommand(model, images, options, terminal));
    });
}

function addInspect(parent: Command, terminal: Terminal): void {
  parent
    .command("inspect")
    .configureOutput({ outputError: usageLine("selfsame inspect") })
    .description("show a model's layers and parameters, how and on what it was trained, with what result")
    .argument("<model>", "a model file that train wrote")
    .option("--json", "print one JSON object")
    .addHelpText("after", HELP.inspect)
    .action(async (model: string, options: { json?: boolean }) => {
      await (await import("./commands/inspect.ts")).inspectCommand(model, options, terminal);
    });
}

function addBench(parent: Command, terminal: Terminal): void {
  const shown = (text: string, value: unknown) => `${text} (default: ${String(value)})`;
  const { inputs, hidden, batch, threads, seconds } = BENCH_DEFAULTS;
  parent
    .command("bench")
    .configureOutput({ outputError: usageLine("selfsame bench") })
    .description("measure how fast this machine trains a network, by batch size")
    .option("--inputs <n>", shown("numbers that an example has", inputs), wholeNumber(1, 65_536))
    .option("--hidden <units>", shown("neurons in the hidden layers", hidden.join(",")), layerWidths)
    .option("--batch <sizes>", shown("batch sizes to measure", batch.join(",")), batchSizes)
    .option("--threads <n>", shown("threads to train on, or auto", threads), threadCount)
    .addOption(
      new Option("--kernels <name>", "relaxed, simd or scalar (default: the best that runs here)").argParser(
        choice("relaxed", "simd", "scalar"),
      ),
    )
    .option("--seconds <s>", shown("how long each batch size is measured", seconds), aboveZero)
    .option("--json", "print one JSON object a batch size")
    .addHelpText("after", HELP.bench)
    .action(async (options: BenchArguments) => {
      await (await import("./commands/bench.ts")).benchCommand(options, terminal);
    });
}

const HELP = {
  program: `
Examples:
  selfsame enroll selfies/                         learn a face
  selfsame unlock photo.jpg                        ask whether a photo shows it
  selfsame profile                                 see what was kept of it
  selfsame evaluate people/                        measure how often it errs
  selfsame train --yes me/ --no others/            learn to tell me from others
  selfsame predict model.safetensors photo.jpg     ask about a photo: 98.2% yes
  selfsame inspect model.safetensors               look inside
  selfsame bench                                   what this machine can do
`,
  train: `
Examples:
  selfsame train --yes hotdogs/ --no meals/ --color
  selfsame train --yes people/ada --no people/ --augment --out ada.safetensors
  selfsame train --yes people/ada --no people/ --faces
  selfsame train --resume ada.safetensors.checkpoint

A --yes folder inside a --no folder is taken out of it. Ctrl-C saves a checkpoint and says how to go on.
Exit codes: 0 done, 2 bad input, 130 interrupted.
`,
  predict: `
Examples:
  selfsame predict model.safetensors photo.jpg
  selfsame predict model.safetensors holidays/ --json

The percentage is the certainty that it is yes.
A model trained with --faces is asked about the face in a photo; without one it says "no face".
Exit codes: 0 done, 1 some photo could not be read, 2 bad input, 3 no face found in some photo.
`,
  inspect: `
Examples:
  selfsame inspect model.safetensors
  selfsame inspect model.safetensors --json

Exit codes: 0 done, 2 bad input.
`,
  bench: `
Examples:
  selfsame bench
  selfsame bench --batch 1,32 --threads 1 --seconds 5
  selfsame bench --inputs 128 --hidden 64 --json

Trains by plain SGD on random numbers, with nothing else running if figures are to mean something.
Exit codes: 0 done, 2 bad input.
`,
};
