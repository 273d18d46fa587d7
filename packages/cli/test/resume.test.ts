// Interrupted runs through the binary: stopped politely, killed, resumed, refused. A run that was resumed ends in the
// same bytes as one that was never stopped.

import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, copyFile, cp, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { stream } from "@selfsame/engine";
import { beforeAll, describe, expect, test } from "vitest";
import { BIN, environment, selfsame, SLOW, start, succeeds } from "./support/command.ts";
import { contents, temporaryFolder } from "./support/files.ts";
import { putFolder, putPicture } from "./support/photos.ts";
import { headerOf, withHeader } from "./support/sealed.ts";

const EPOCHS = 120;
const SIDES = ["--yes", "discs", "--no", "crosses"];
const SETTINGS = ["--size", "16", "--hidden", "32,16", "--epochs", String(EPOCHS), "--augment"];
const TRAIN = ["train", ...SIDES, ...SETTINGS];
/** Where a run that was not told otherwise keeps its checkpoint. */
const OWN = "model.safetensors.checkpoint";

const root = temporaryFolder();
/** The model of a run that was never stopped, and its report. */
let uninterrupted: { readonly model: Buffer; readonly history: string };

/** The part of an HTML report that shows the loss of every epoch: what is left without times and speed. */
async function historyIn(report: string): Promise<string> {
  const chart = /aria-label="[^"]*loss[^]*?<\/svg>/i.exec(await readFile(report, "utf8"));
  return chart![0];
}

const exists = (path: string) =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  );

/** A folder with the photos, and nothing else. */
async function workplace(name: string): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder);
  for (const side of ["discs", "crosses"]) await cp(join(root, side), join(folder, side), { recursive: true });
  return folder;
}

/** A folder in which a run was interrupted after some epochs, and what the run said at its end. */
async function interrupted(name: string, words: readonly string[] = []): Promise<{ cwd: string; stderr: string }> {
  const cwd = await workplace(name);
  const run = start([...TRAIN, ...words], { cwd });
  await run.says("\nepoch 2 of");
  run.child.kill("SIGINT");
  const { code, stdout, stderr } = await run.finished;
  expect([code, stdout]).toEqual([130, ""]);
  return { cwd, stderr };
}

beforeAll(async () => {
  await putFolder(join(root, "discs"), "disc", 20);
  await putFolder(join(root, "crosses"), "cross", 20);
  const cwd = await workplace("uninterrupted");
  await succeeds(TRAIN, { cwd });
  uninterrupted = {
    model: await readFile(join(cwd, "model.safetensors")),
    history: await historyIn(join(cwd, "model.html")),
  };
}, SLOW);

test("Ctrl-C saves the run and prints the command that goes on with it, to the same bytes", async () => {
  const { cwd, stderr } = await interrupted("ctrl-c", ["--out", "my model's.safetensors"]);
  expect(stderr).toMatch(/^Interrupted in epoch \d+ of 120; the run is saved\. Go on with it:$/m);
  expect(await exists(join(cwd, "my model's.safetensors"))).toBe(false);
  expect(await exists(join(cwd, "my model's.safetensors.checkpoint"))).toBe(true);

  // As a person would: the line is pasted into a shell that knows the command.
  await mkdir(join(cwd, "bin"));
  await symlink(BIN, join(cwd, "bin/selfsame"));
  const line = stderr.trimEnd().split("\n").at(-1)!;
  const PATH = `${join(cwd, "bin")}:${join(process.execPath, "..")}:${process.env["PATH"]}`;
  const { stdout } = await promisify(execFile)("/bin/sh", ["-c", line], { cwd, env: environment({ PATH }) });
  expect(stdout).toMatch(/^epochs +120 of 120/m);
  expect((await readFile(join(cwd, "my model's.safetensors"))).equals(uninterrupted.model)).toBe(true);
  expect(await historyIn(join(cwd, "my model's.html"))).toBe(uninterrupted.history);
  expect(await exists(join(cwd, "my model's.safetensors.checkpoint"))).toBe(false);
});

test("killed at random moments and resumed each time, it ends in the same bytes", async () => {
  const cwd = await workplace("killed");
  const random = stream(2024, 1000);
  let words: readonly string[] = TRAIN;
  let kills = 0;
  for (let attempt = 0; attempt < 4; attempt++) {
    const run = start(words, { cwd });
    // What the kill meets is chance, but for the first checkpoint: without one there is nothing to go on with.
    const isUnderWay = await run.says("\nepoch ", 2 + random.below(10)).then(
      () => true,
      () => false, // a run that goes on from near the end has little more to say
    );
    if (!isUnderWay) {
      expect((await run.finished).code).toBe(0);
      break;
    }
    await expect.poll(() => exists(join(cwd, "model.safetensors.checkpoint")), { timeout: SLOW }).toBe(true);
    run.child.kill("SIGKILL");
    if ((await run.finished).code === 0) break; // it was faster
    kills++;
    words = ["train", "--resume", "model.safetensors.checkpoint"];
  }
  expect(kills).toBeGreaterThanOrEqual(2);
  if (!(await exists(join(cwd, "model.safetensors")))) await succeeds(words, { cwd });
  expect((await readFile(join(cwd, "model.safetensors"))).equals(uninterrupted.model)).toBe(true);
  expect(await historyIn(join(cwd, "model.html"))).toBe(uninterrupted.history);
  expect(Object.keys(await contents(cwd)).filter((name) => /checkpoint|tmp/.test(name))).toEqual([]);
});

test("a run goes on from another folder, with its settings repeated in full, and on more threads", async () => {
  const { cwd } = await interrupted("elsewhere");
  await mkdir(join(cwd, "deeper"));
  const sides = ["--yes", "../discs", "--no", "../crosses", "--out", "../model.safetensors"];
  const words = ["train", ...sides, ...SETTINGS, "--resume", "../model.safetensors.checkpoint", "--threads", "2"];
  await succeeds(words, { cwd: join(cwd, "deeper") });
  expect((await readFile(join(cwd, "model.safetensors"))).equals(uninterrupted.model)).toBe(true);
});

test("started by npx, it prints commands that npx runs", async () => {
  const { cwd } = await interrupted("by-npx");
  const { code, stderr } = await selfsame(TRAIN, { cwd, env: { npm_command: "exec" } });
  expect(code).toBe(2);
  expect(stderr).toContain("(npx selfsame train --resume model.safetensors.checkpoint)");
});

test("a new run does not overwrite the checkpoint of an interrupted one", async () => {
  const { cwd } = await interrupted("again");
  const before = await contents(cwd);
  const { code, stderr } = await selfsame(TRAIN, { cwd });
  expect(code).toBe(2);
  expect(stderr).toBe(
    "selfsame: model.safetensors.checkpoint holds a run that was interrupted. Go on with it (selfsame train --resume model.safetensors.checkpoint), delete it, or choose another --out.\n",
  );
  expect(await contents(cwd)).toEqual(before);
});

describe("a run that cannot go on as it began is refused with the reason, and nothing is lost:", () => {
  let cwd: string;
  let kernels: { readonly used: string; readonly other: string };
  let before: Record<string, string>;
  const at = (name: string) => join(cwd, name);

  beforeAll(async () => {
    ({ cwd } = await interrupted("refused"));
    const sound = await readFile(at(OWN));
    const used = /\\"kernels\\":\\"(relaxed|simd|scalar)\\"/.exec(headerOf(sound))![1]!;
    kernels = { used, other: used === "simd" ? "scalar" : "simd" };
    const edited = (header: string) =>
      header.replace(`\\"kernels\\":\\"${used}\\"`, `\\"kernels\\":\\"${kernels.other}\\"`);
    const flipped = Buffer.from(sound);
    flipped[flipped.length - 100]! ^= 1;
    await mkdir(at("kept"));
    await writeFile(at("kept/kernels.checkpoint"), withHeader(sound, edited));
    await writeFile(at("kept/cut.checkpoint"), sound.subarray(0, sound.length / 2));
    await writeFile(at("kept/flipped.checkpoint"), flipped);
    await copyFile(at(OWN), at("kept/copy.checkpoint"));
    await copyFile(join(root, "uninterrupted/model.safetensors"), at("kept/model.safetensors"));
    before = await contents(cwd);
  }, SLOW);

  interface Case {
    readonly what: string;
    readonly words: readonly string[];
    readonly says: () => string;
    /** Made before the run, and unmade after it. */
    readonly change?: () => Promise<unknown>;
    readonly restore?: () => Promise<unknown>;
  }
  const aside = (name: string) => ({
    change: () => rename(at(name), at(`${name}.aside`)),
    restore: () => rename(at(`${name}.aside`), at(name)),
  });
  const cases: Case[] = [
    {
      what: "a photo changed",
      words: [OWN],
      says: () =>
        "--resume: the photos changed since the run began: there are 40 as before, but not the same ones. Restore them, or train from the start.",
      change: async () => {
        await aside("discs/003.png").change();
        await putPicture(at("discs/003.png"), "disc", 8, 0);
      },
      restore: aside("discs/003.png").restore,
    },
    {
      what: "a photo is gone",
      words: [OWN],
      says: () =>
        "--resume: the photos changed since the run began: there were 40, now there are 39. Restore them, or train from the start.",
      ...aside("discs/003.png"),
    },
    {
      what: "a photo is new",
      words: [OWN],
      says: () =>
        "--resume: the photos changed since the run began: there were 40, now there are 41. Restore them, or train from the start.",
      change: () => putPicture(at("crosses/new.png"), "cross", 8, 0),
      restore: () => rm(at("crosses/new.png")),
    },
    {
      what: "a setting is another",
      words: [OWN, "--batch", "16"],
      says: () =>
        "train: --batch was 32 in the run that --resume goes on with, and is now 16. Leave it out, or start a new run without --resume.",
    },
    {
      what: "the kernels are others",
      words: ["kept/kernels.checkpoint"],
      says: () =>
        `resume: the run used the ${kernels.other} kernels of backend wasm, this one uses ${kernels.used} of wasm, which round differently. Resume where those run, or with the option kernels in a program of your own, or train from the start.`,
      ...aside(OWN),
    },
    {
      what: "the checkpoint is cut short",
      words: ["kept/cut.checkpoint"],
      says: () => "kept/cut.checkpoint: this is not a sound checkpoint: its tensor ",
    },
    {
      what: "one bit of the checkpoint is flipped",
      words: ["kept/flipped.checkpoint"],
      says: () => "kept/flipped.checkpoint: this is not a sound checkpoint: its SHA-256 does not match",
    },
    {
      what: "a model is given for a checkpoint",
      words: ["kept/model.safetensors"],
      says: () =>
        'kept/model.safetensors: this is not a sound checkpoint: it is not a selfsame-checkpoint but a "selfsame-model"',
    },
    {
      what: "the checkpoint is missing",
      words: ["gone.checkpoint"],
      says: () => "gone.checkpoint does not exist. Check the path.",
    },
    {
      what: "it is a copy, and would overwrite the run's own checkpoint",
      words: ["kept/copy.checkpoint"],
      says: () =>
        `${OWN} holds a run that was interrupted. Go on with it (selfsame train --resume ${OWN}), or delete it.`,
    },
  ];
  test.each(cases)("$what", async ({ words, says, change, restore }) => {
    await change?.();
    const { code, stdout, stderr } = await selfsame(["train", "--resume", ...words], { cwd });
    await restore?.();
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.trimEnd().split("\n").at(-1)).toContain(`selfsame: ${says()}`);
    expect(await contents(cwd)).toEqual(before);
  });
});
