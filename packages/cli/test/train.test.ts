// `selfsame train` through its binary: from folders of drawn pictures to a model, its report, and honest figures.

import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { load } from "@selfsame/engine";
import { beforeAll, expect, test } from "vitest";
import { splitPhotos } from "../src/train/split.ts";
import { type Finished, selfsame, SLOW, succeeds } from "./support/command.ts";
import { contents, temporaryFolder } from "./support/files.ts";
import { putFolder, putPicture } from "./support/photos.ts";

const EACH = 40;
const NETWORK = ["--size", "16", "--hidden", "16,8"];
const SMALL = [...NETWORK, "--epochs", "30", "--learning-rate", "0.02", "--momentum", "0.9"];
const SIDES = ["--yes", "discs", "--no", "crosses"];

const cwd = temporaryFolder();
let text: Finished;
let json: Finished;

const model = (name = "model") => readFile(join(cwd, `${name}.safetensors`));
const parametersOf = async (name: string) => (await load(await model(name))).readParameters();

beforeAll(async () => {
  await putFolder(join(cwd, "discs"), "disc", EACH);
  await putFolder(join(cwd, "crosses"), "cross", EACH);
  text = await selfsame(["train", ...SIDES, ...SMALL], { cwd });
  json = await selfsame(["train", ...SIDES, ...SMALL, "--json", "--out", "again.safetensors"], { cwd });
}, SLOW);

test("two folders become a model, a report beside it, and a report in the terminal", async () => {
  expect(text.code).toBe(0);
  expect(text.stdout).toMatch(/^In 16 photos it had never seen: \d+ right, \d+ false accepts?, \d+ false rejects?\.$/m);
  for (const row of [
    /^ +train +validation +test$/m,
    /^photos, yes +28 +4 +8$/m,
    /^loss( +\d\.[\de.-]+){3}$/m,
    /^accuracy +[\d.]+% +\d+ of 16 +[\d.]+% to [\d.]+%$/m,
    /^false accept rate +[\d.]+% +\d+ of 8 +[\d.]+% to [\d.]+%$/m,
    /^false reject rate +[\d.]+% +\d+ of 8 +[\d.]+% to [\d.]+%$/m,
    /^area under ROC( +[\d.]+){3}$/m,
    /^prior +both classes weigh half$/m,
    /^network +4,257 parameters$/m,
    /^speed +[\d,]+ samples\/s/m,
    /^model +model\.safetensors$/m,
    /^report +model\.html$/m,
    /^try it +selfsame predict model\.safetensors photo\.jpg$/m,
  ]) {
    expect(text.stdout).toMatch(row);
  }
  const page = await readFile(join(cwd, "model.html"), "utf8");
  expect(page).toMatch(/^<!doctype html>.*<\/html>\s*$/s);
  expect(page).not.toMatch(/(src|href)="?(https?:)?\/\//);
});

test("model and report are for their owner only, and nothing else is left behind", async () => {
  for (const name of ["model.safetensors", "model.html"]) {
    expect(((await stat(join(cwd, name))).mode & 0o777).toString(8)).toBe("600");
  }
  const names = ["again.html", "again.safetensors", "crosses", "discs", "model.html", "model.safetensors"];
  expect((await readdir(cwd)).filter((name) => /^(again|model|discs$|crosses$)/.test(name)).sort()).toEqual(names);
});

test("--json prints one object on standard output, and progress on standard error", () => {
  expect(json.code).toBe(0);
  const part = (yes: number, no: number) => ({
    loss: expect.any(Number) as number,
    accuracy: expect.any(Number) as number,
    falseAcceptRate: expect.any(Number) as number,
    falseRejectRate: expect.any(Number) as number,
    auc: expect.any(Number) as number,
    yes,
    no,
  });
  const [line, ...rest] = json.stdout.split("\n");
  expect(rest).toEqual([""]);
  expect(JSON.parse(line!)).toStrictEqual({
    parameters: 4257,
    examples: { yes: EACH, no: EACH, skipped: 0 },
    epochs: 30,
    train: part(28, 28),
    validation: part(4, 4),
    test: part(8, 8),
    samplesPerSecond: expect.any(Number) as number,
    seconds: expect.any(Number) as number,
    backend: "wasm",
    kernels: expect.stringMatching(/^(relaxed|simd|scalar)$/) as string,
    threads: 1,
    out: "again.safetensors",
  });
  expect(json.stderr.match(/^epoch \d+ of 30 /gm)).toHaveLength(30);
});

test("it learns: most photos that it had never seen are told apart", () => {
  const { test: withheld } = JSON.parse(json.stdout) as { test: { accuracy: number; auc: number } };
  expect(withheld.accuracy).toBeGreaterThanOrEqual(0.85);
  expect(withheld.auc).toBeGreaterThan(0.95);
});

test("the same seed gives the same file, byte for byte, and another seed another", async () => {
  expect((await model("again")).equals(await model())).toBe(true);
  await succeeds(["train", ...SIDES, ...SMALL, "--seed", "2", "--out", "other.safetensors"], { cwd });
  expect(await parametersOf("other")).not.toEqual(await parametersOf("model"));
});

test("the number of threads changes the speed, and not one byte of the model", async () => {
  const words = [...SIDES, ...SMALL, "--json", "--threads", "2", "--out", "threads.safetensors"];
  const { code, stdout, stderr } = await selfsame(["train", ...words], { cwd });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ backend: "wasm", threads: 2 });
  expect(stderr).not.toContain("thread"); // nothing stood in its way
  expect((await model("threads")).equals(await model())).toBe(true);
});

test("photos withheld for the test change nothing but the figures of the test", async () => {
  const before = JSON.parse(json.stdout) as Record<"train" | "validation" | "test", unknown>;
  const sides = Array.from({ length: 2 * EACH }, (_, place) => (place < EACH ? "yes" : "no") as "yes" | "no");
  const withheld = splitPhotos(sides, { validation: 0.1, test: 0.2 }, 1).test;
  await cp(join(cwd, "discs"), join(cwd, "changed/discs"), { recursive: true });
  await cp(join(cwd, "crosses"), join(cwd, "changed/crosses"), { recursive: true });
  for (const place of withheld) {
    const name = `${String(place % EACH).padStart(3, "0")}.png`;
    const [folder, shape] = place < EACH ? (["discs", "cross"] as const) : (["crosses", "disc"] as const);
    await putPicture(join(cwd, "changed", folder, name), shape, 3, place); // the opposite of what it was
  }
  const folders = ["--yes", "changed/discs", "--no", "changed/crosses"];
  const stdout = await succeeds(["train", ...folders, ...SMALL, "--json", "--out", "changed.safetensors"], { cwd });
  const after = JSON.parse(stdout) as typeof before;
  expect(await parametersOf("changed")).toEqual(await parametersOf("model"));
  expect([after.train, after.validation]).toEqual([before.train, before.validation]);
  expect(after.test).not.toEqual(before.test);
});

test("color, augmentation, Adam and a schedule are asked for by name, and are as repeatable as the rest", async () => {
  const options = ["--color", "--augment", "--optimizer", "adam", "--schedule", "step:2:0.5", "--batch", "16"];
  const words = ["train", ...SIDES, "--size", "8", "--hidden", "8", "--epochs", "4", ...options];
  await succeeds([...words, "--out", "one.safetensors"], { cwd });
  await succeeds([...words, "--out", "two.safetensors"], { cwd });
  expect((await model("one")).equals(await model("two"))).toBe(true);
  const { facts, plan } = await load(await model("one"));
  expect(facts.preparation).toEqual({ size: 8, color: true, standardization: "photo" });
  expect(plan.parameterCount).toBe(8 * 8 * 3 * 8 + 8 + 8 + 1);
  expect(facts.training?.["settings"]).toMatchObject({
    augment: true,
    optimizer: "adam",
    learningRate: 0.001,
    schedule: "step:2:0.5",
  });
});

test("with nothing withheld every photo is learned from, and the report says what that means", async () => {
  const words = ["--test", "0", "--validation", "0", "--out", "all.safetensors"];
  const stdout = await succeeds(["train", ...SIDES, ...SMALL, "--epochs", "2", ...words], { cwd });
  expect(stdout).toMatch(/^No photos were withheld, so nothing here says how it does on photos it has never seen\.$/m);
  expect(stdout).toMatch(/^photos, yes +40$/m);
});

test("folders overlap, repeat and hold what is no photo, and each photo counts once and on its side", async () => {
  const people = join(cwd, "people");
  await putFolder(join(people, "ada"), "disc", 5);
  await putFolder(join(people, "others/bob"), "cross", 4);
  await putFolder(join(people, "eve"), "cross", 4, 9);
  await mkdir(join(cwd, "more"));
  await putPicture(join(cwd, "more/new.png"), "disc", 7, 0);
  await cp(join(people, "ada/000.png"), join(cwd, "more/copy of ada 0.png"));
  await writeFile(join(people, "eve/page.jpg"), "<!doctype html><title>Not found</title>");
  const whole = await readFile(join(people, "eve/000.png"));
  await writeFile(join(people, "eve/cut.png"), whole.subarray(0, whole.length / 2));
  // A photo of one pixel is a photo.
  const dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";
  await writeFile(join(people, "eve/dot.png"), Buffer.from(dot, "base64"));

  const folders = ["--yes", "people/ada", "more", "--no", "people"];
  const { code, stdout, stderr } = await selfsame(
    ["train", ...folders, ...SMALL, "--epochs", "1", "--json", "--out", "people.safetensors"],
    { cwd },
  );
  expect(code).toBe(0);
  expect((JSON.parse(stdout) as { examples: unknown }).examples).toEqual({ yes: 6, no: 9, skipped: 2 });
  expect(stderr).toMatch(/^skipped people\/eve\/page\.jpg: is a web page, not a photo.*$/m);
  expect(stderr).toMatch(/^skipped people\/eve\/cut\.png: the PNG is cut short or damaged.*$/m);
  expect(stderr).toMatch(/^left out 1 photo that is a copy of another$/m);
});

test("a side whose photos cannot be read at all ends the run, and the model of before is as it was", async () => {
  await mkdir(join(cwd, "unreadable"));
  await writeFile(join(cwd, "unreadable/a.jpg"), "not a photo");
  const before = await contents(cwd);
  const { code, stdout, stderr } = await selfsame(["train", "--yes", "discs", "--no", "unreadable", ...SMALL], { cwd });
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr.trimEnd().split("\n").slice(-2)).toEqual([
    expect.stringMatching(/^skipped unreadable\/a\.jpg: is a text file/),
    "selfsame: --no: none of its photos could be read. Give at least one sound JPEG, PNG, WebP or AVIF.",
  ]);
  expect(await contents(cwd)).toEqual(before);
});

test("training that leaves the numbers stops, says why, and keeps what was good", async () => {
  const words = ["train", ...SIDES, "--size", "8", "--hidden", "8", "--out", "wild.safetensors"];
  // Weight decay that overshoots: each step makes the weights nine times as large, until they are infinite.
  const { code, stderr } = await selfsame([...words, "--learning-rate", "1", "--weight-decay", "10"], { cwd });
  expect(code).toBe(2);
  expect(stderr.trimEnd().split("\n").at(-1)).toMatch(
    /^selfsame: train: the loss is no longer finite at .*epoch .* The learning rate 1 is probably too large: try 0\.1\. .* They are in wild\.safetensors\.checkpoint; delete it to train anew\.$/,
  );
  await rm(join(cwd, "wild.safetensors.checkpoint"));
  await succeeds([...words, "--epochs", "1"], { cwd });

  // In the first epoch there is nothing good yet, and nothing is promised.
  const early = await selfsame([...words, "--learning-rate", "1", "--weight-decay", "1e38"], { cwd });
  expect(early.code).toBe(2);
  expect(early.stderr.trimEnd().split("\n").at(-1)).toMatch(
    /^selfsame: train: the loss is no longer finite .*: try 0\.1\.$/,
  );
});
