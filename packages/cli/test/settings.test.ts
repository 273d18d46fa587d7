// The settings of a run: what holds where the command line is silent, and what a resumed run may not change.

import { isSelfsameError } from "@selfsame/engine";
import { expect, test } from "vitest";
import { checkAgainst, settingsFrom, TRAIN_COMMAND_DEFAULTS, type TrainArguments } from "../src/train/settings.ts";

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
