// `selfsame inspect` through its binary: what a model is and what became of its training.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { SLOW, succeeds } from "./support/command.ts";
import { temporaryFolder } from "./support/files.ts";
import { constantModel } from "./support/models.ts";
import { putFolder } from "./support/photos.ts";
import { headerOf } from "./support/sealed.ts";

const cwd = temporaryFolder();
beforeAll(async () => {
  await putFolder(join(cwd, "discs"), "disc", 12);
  await putFolder(join(cwd, "crosses"), "cross", 10);
  const words = ["--size", "16", "--hidden", "16,8", "--epochs", "3", "--learning-rate", "0.02", "--momentum", "0.5"];
  await succeeds(["train", "--yes", "discs", "--no", "crosses", ...words], { cwd });
}, SLOW);

test("shows layers, parameters, settings and results as text", async () => {
  const text = await succeeds(["inspect", "model.safetensors"], { cwd });
  expect(text).toMatch(/^dense1 +dense relu +input +16 +4,112$/m);
  expect(text).toMatch(/^ +4,257$/m);
  expect(text).toMatch(/^photos +16 × 16 pixels, gray, each standardized$/m);
  expect(text).toMatch(/^threshold +fires above 0\.5$/m);
  expect(text).toMatch(/^ +hidden +16, 8$/m);
  expect(text).toMatch(/^ +learning rate +0\.02$/m);
  expect(text).toMatch(/^ +yes +discs$/m);
  expect(text).toMatch(/^result +train +validation +test$/m);
  expect(text).toMatch(/^ +false accept rate( +[\d.]+){3}$/m);
});

test("--json gives the same as one object", async () => {
  const [line, ...rest] = (await succeeds(["inspect", "model.safetensors", "--json"], { cwd })).split("\n");
  expect(rest).toEqual([""]);
  expect(JSON.parse(line!)).toEqual({
    model: "model.safetensors",
    inputs: 256,
    parameters: 4257,
    layers: [
      { layer: "dense1", kind: "dense", activation: "relu", from: ["input"], width: 16, parameters: 4112 },
      { layer: "dense2", kind: "dense", activation: "relu", from: ["dense1"], width: 8, parameters: 136 },
      { layer: "dense3", kind: "dense", activation: "sigmoid", from: ["dense2"], width: 1, parameters: 9 },
    ],
    preparation: { size: 16, color: false, standardization: "photo" },
    classes: ["no", "yes"],
    threshold: 0.5,
    training: expect.objectContaining({
      folders: { yes: ["discs"], no: ["crosses"] },
      epochs: 3,
      prior: "both classes weigh half",
      settings: expect.objectContaining({ hidden: [16, 8], learningRate: 0.02, momentum: 0.5, seed: 1 }) as unknown,
      test: expect.objectContaining({ yes: 2, no: 2 }) as unknown,
    }) as unknown,
  });
});

test("a model says nothing of where or when it was made", async () => {
  const header = headerOf(await readFile(join(cwd, "model.safetensors")));
  expect(header).toContain("discs");
  expect(header).not.toContain(cwd);
  expect(header).not.toMatch(/20\d\d-\d\d|seconds|samplesPerSecond/);
});

test("a stranger's model cannot color or clear the terminal", async () => {
  const escape = "\u001b[2J";
  const facts = { classes: [escape, "yes"], training: { [`${escape}name`]: escape, test: { yes: escape } } };
  await writeFile(join(cwd, "stranger.safetensors"), await constantModel(0, facts));
  const text = await succeeds(["inspect", "stranger.safetensors"], { cwd });
  expect(text).toContain("\\u001b[2J");
  expect(text).not.toContain("\u001b");
});
