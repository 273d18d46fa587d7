// The settings of a run: what holds where the command line is silent, and what a resumed run may not change.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isSelfsameError, type Checkpoint, type Json, type Progress } from "@selfsame/engine";
import { expect, test } from "vitest";
import { scheduleText } from "../src/arguments.ts";
import { checkOutputs, outputsOf } from "../src/files/outputs.ts";
import { writeWhole } from "../src/files/write.ts";
import { checkpointKeeper } from "../src/train/keep.ts";
import type { Gathered } from "../src/train/gather.ts";
import { notesOf, notesToJson } from "../src/train/notes.ts";
import { checkAgainst, settingsFrom, TRAIN_COMMAND_DEFAULTS, type TrainArguments } from "../src/train/settings.ts";
import { temporaryFolder } from "./support/files.ts";

const SIDES = { yes: ["/photos/me"], no: ["/photos/others"] };

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isSelfsameError(error, "usage")) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}

test("two folders are enough: everything else has a default", () => {
  expect(settingsFrom(SIDES)).toMatchObject({ size: 64, color: false, hidden: [1024, 768], batch: 32, seed: 1 });
});

test("the default learning rate is the optimizer's, and one that is given holds for both", () => {
  const { sgd, adam } = TRAIN_COMMAND_DEFAULTS.learningRate;
  expect(sgd).not.toBe(adam);
  expect(settingsFrom(SIDES)).toMatchObject({ optimizer: "sgd", learningRate: sgd });
  expect(settingsFrom({ ...SIDES, optimizer: "adam" })).toMatchObject({ learningRate: adam, momentum: 0 });
  expect(settingsFrom({ ...SIDES, optimizer: "adam", learningRate: 0.5 }).learningRate).toBe(0.5);
});

test("what cannot be meant is refused before any photo is read", () => {
  const cases: [TrainArguments, RegExp][] = [
    [{ yes: SIDES.yes }, /^train: --no is missing: .* --yes me\/ --no others\/$/],
    [{ no: SIDES.no }, /^train: --yes is missing/],
    [{ ...SIDES, validation: 0.5, test: 0.5 }, /leave no photos to learn from/],
    [
      { ...SIDES, optimizer: "adam", momentum: 0.9 },
      /^train: --momentum 0\.9 goes with --optimizer sgd.* Leave it out\.$/,
    ],
    // What a shell makes of a variable that is not set.
    [{ yes: [""], no: SIDES.no }, /^train: --yes was given an empty name\. Name a folder\.$/],
    [{ ...SIDES, out: "" }, /^train: --out was given an empty name\. Name a file\.$/],
  ];
  for (const [given, message] of cases) expect(refusal(() => settingsFrom(given))).toMatch(message);
});

test("a resumed run may repeat any of its settings, and change none", () => {
  const saved = settingsFrom({ ...SIDES, hidden: [8, 4], augment: true, learningRate: 0.05 });
  checkAgainst(saved, {});
  checkAgainst(saved, { ...SIDES, hidden: [8, 4], augment: true, learningRate: 0.05, out: "model.safetensors" });
  const cases: [TrainArguments, RegExp][] = [
    [{ learningRate: 0.01 }, /^train: --learning-rate was 0\.05 .* and is now 0\.01\. Leave it out, or /],
    [{ hidden: [8] }, /--hidden was 8,4 .* now 8\./],
    [{ color: true }, /--color was false .* now true\./],
    [{ no: ["/photos/others", "/photos/more"] }, /--no was \/photos\/others .* now \/photos\/others,\/photos\/more\./],
  ];
  for (const [given, message] of cases) expect(refusal(() => checkAgainst(saved, given))).toMatch(message);
});

const EPOCH = { epoch: 1, loss: 0.5, accuracy: 0.75, validationLoss: 0.6, validationAccuracy: 0.5, learningRate: 0.05 };
const NOTES = {
  settings: settingsFrom({ ...SIDES, hidden: [8, 4], learningRate: 1e-7 }),
  photos: { digest: "0a".repeat(32), count: 12 },
  history: [EPOCH],
};
const at = { epoch: 1 } as Checkpoint["position"];

test("what a checkpoint notes comes back as it was", () => {
  expect(notesOf({ notes: notesToJson(NOTES), position: at })).toEqual(NOTES);
});

test("notes that no run of this command wrote are refused by name, whatever they hold", () => {
  const { settings } = NOTES;
  const cases: [notes: unknown, wrong: string][] = [
    [null, "its notes"],
    [{ settings: { out: "x" }, photos: { digest: "" }, history: [] }, "photos.digest"],
    [{ ...NOTES, photos: { ...NOTES.photos, count: "12" } }, "photos.count"],
    [{ ...NOTES, settings: { out: "x" } }, "settings.size"],
    [{ ...NOTES, settings: [] }, "settings"],
    [{ ...NOTES, history: [] }, "history"],
    [{ ...NOTES, history: [null] }, "history[0]"],
    [{ ...NOTES, history: [{ ...EPOCH, loss: "\u001b[2J" }] }, "history[0].loss"],
    [{ ...NOTES, history: [{ ...EPOCH, validationLoss: [1] }] }, "history[0].validationLoss"],
    ...Object.entries({
      size: "64",
      color: 1,
      faces: "yes",
      hidden: [8, "4"],
      epochs: 0,
      batch: 1.5,
      optimizer: "sdg",
      learningRate: -1,
      momentum: 1,
      weightDecay: null,
      schedule: "step:10:0",
      validation: 2,
      test: {},
      augment: "no",
      seed: -1,
      backend: "gpu",
      yes: [],
      no: ["others"],
      out: "model.safetensors",
    }).map(([key, value]): [unknown, string] => [
      { ...NOTES, settings: { ...settings, [key]: value } },
      `settings.${key}`,
    ]),
  ];
  for (const [notes, wrong] of cases) {
    let thrown: unknown;
    try {
      notesOf({ notes: notes as Json, position: at });
    } catch (error) {
      thrown = error;
    }
    expect(isSelfsameError(thrown, "checkpoint"), wrong).toBe(true);
    expect((thrown as Error).message).toContain(`selfsame train: ${wrong} is missing or not as it writes it. `);
  }
});

test("the command line takes the schedules that the engine takes", () => {
  for (const text of ["step:10:1.0", "step:5:5e-1", "cosine:2"]) expect(scheduleText(text)).toBe(text);
  expect(() => scheduleText("step:10:0")).toThrow(/^Expected constant/);
});

test("what a killed run left half-written is cleared, and nothing that only looks like it", async () => {
  const folder = temporaryFolder();
  const model = join(folder, "model.safetensors");
  const dead = "model.safetensors.checkpoint.4194999-0123abcd.tmp"; // beyond the highest process number
  const others = [
    "model.safetensors.tmp",
    `model.safetensors.${process.ppid}-0123abcd.tmp`,
    "model.safetensors.4194999-mine.tmp",
    "other.safetensors.4194999-0123abcd.tmp",
  ];
  for (const name of [dead, ...others]) await writeFile(join(folder, name), name);
  await checkOutputs(outputsOf(model));
  expect((await readdir(folder)).sort()).toEqual([...others].sort());

  // Two that write at once both write whole.
  const [one, two] = ["1", "2"].map((digit) => digit.repeat(1_000_000));
  await Promise.all([writeWhole(model, one!), writeWhole(model, two!)]);
  expect([one, two]).toContain(await readFile(model, "utf8"));
  expect((await readdir(folder)).sort()).toEqual([...others, "model.safetensors"].sort());
});

test("a checkpoint that cannot be made ends the run with one error, and no file is begun", async () => {
  const folder = temporaryFolder();
  const gathered = { photos: [], faceless: [], digest: "" } as unknown as Gathered;
  const keeper = checkpointKeeper(join(folder, "a.checkpoint"), NOTES.settings, gathered);
  const failing = { checkpoint: () => Promise.reject(new RangeError("Array buffer allocation failed")) };
  const thrown: unknown = await keeper.keep(failing as unknown as Progress, []).catch((error: unknown) => error);
  expect(isSelfsameError(thrown, "file")).toBe(true);
  expect((thrown as Error).message).toMatch(/^The checkpoint could not be made \(Array buffer allocation failed\)\. /);
  await keeper.settle();
  expect(await readdir(folder)).toEqual([]);
});
