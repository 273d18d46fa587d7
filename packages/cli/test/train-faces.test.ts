// `selfsame train --faces` through its binary, and `predict` and `inspect` with what it makes: on variations of the faces in
// photos that a package carries. They show that faces are what it sees, and claim no rate.

import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { load } from "@selfsame/engine";
import { FACE_CROPS } from "@selfsame/face";
import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import { selfsame, SLOW, start, succeeds } from "./support/command.ts";
import { linesOf } from "./support/face-command.ts";
import { groupPhoto, putSelfie, putSelfies } from "./support/face-photos.ts";
import { temporaryFolder } from "./support/files.ts";
import { constantModel } from "./support/models.ts";
import { putFolder } from "./support/photos.ts";

const cwd = temporaryFolder();
const inside = (...path: string[]) => join(cwd, ...path);
const SMALL = ["--size", "24", "--hidden", "16", "--learning-rate", "0.02"];
const SIDES = ["--yes", "me", "--no", "others"];
const TRAIN = ["train", "--faces", ...SIDES, ...SMALL, "--epochs", "20"];
const onPosix = test.skipIf(process.platform === "win32");

let trained: Awaited<ReturnType<typeof selfsame>>;

/** A wall, of a color of its own: a photo without a face. */
async function putWall(path: string, red: number): Promise<void> {
  const background = { r: red, g: 90, b: 120 };
  await sharp({ create: { width: 320, height: 240, channels: 3, background } })
    .jpeg()
    .toFile(path);
}

beforeAll(async () => {
  await putSelfies(inside("me"), 0, 8);
  for (const person of [1, 4, 5]) await putSelfies(inside("others", String(person)), person, 3);
  await putWall(inside("me/wall.jpg"), 10);
  await putWall(inside("others/wall.jpg"), 60);
  await putWall(inside("others/another-wall.jpg"), 110);
  await copyFile(groupPhoto(2), inside("others/group.jpg"));
  await writeFile(inside("others/notes.jpg"), "no photo, but named like one");
  await mkdir(inside("walls"));
  for (let red = 0; red < 4; red++) await putWall(inside(`walls/${red}.jpg`), 40 * red);
  trained = await selfsame([...TRAIN, "--json"], { cwd });
}, SLOW);

test("photos without a face are named, counted part by part, and left out; those with several are told", async () => {
  expect(trained.code).toBe(0);
  const result = JSON.parse(trained.stdout) as Record<"examples" | "train" | "validation" | "test", object>;
  expect(result.examples).toEqual({ yes: 8, no: 10, skipped: 1, noFace: 3 });
  const parts = [result.train, result.validation, result.test] as { yes: number; no: number; noFace: number }[];
  expect(parts.map(({ yes, no }) => [yes, no])).toEqual([
    [5, 7],
    [1, 1],
    [2, 2],
  ]);
  expect(parts.reduce((sum, { noFace }) => sum + noFace, 0)).toBe(3);

  const notes = linesOf(trained.stderr).filter((line) => !line.startsWith("epoch"));
  expect(notes[0]).toBe("finding faces in 21 photos");
  expect(notes[1]).toMatch(/^skipped others.notes\.jpg: is a text file/);
  expect(notes.slice(2, 5).map((line) => line.replaceAll("\\", "/"))).toEqual([
    "left out me/wall.jpg: no face found",
    "left out others/another-wall.jpg: no face found",
    "left out others/wall.jpg: no face found",
  ]);
  expect(notes[5]).toBe("no face found in 3 of 21 photos (1 yes, 2 no); left out of training");
  expect(notes[6]).toMatch(/^\d+ photos? shows? several faces; the largest and most central one of each is used$/);
  expect(notes.length).toBe(7);
});

test("the model says that it sees aligned faces, and whose networks find them", async () => {
  const file = await readFile(inside("model.safetensors"));
  const preparation = { size: 24, color: false, standardization: "photo", face: FACE_CROPS };
  expect((await load(file)).facts.preparation).toEqual(preparation);
  const text = await succeeds(["inspect", "model.safetensors"], { cwd });
  expect(text).toMatch(/^photos +24 × 24 pixels, gray, each standardized$/m);
  expect(text).toContain(`faces       aligned, found by ${FACE_CROPS}\n`);
  expect(text).toMatch(/^ +faces +true$/m);
  expect(text).toMatch(/^ +no face( +\d+){3}$/m);
  const page = await readFile(inside("model.html"), "utf8");
  expect(page).toContain("24 × 24, gray, aligned faces, each standardized");
});

test(
  "a face is answered the same wherever it stands in the photo, and a photo without one by that, with its exit code",
  async () => {
    // The same selfie in the corner of a larger picture: cut from the middle, that would show nothing of it.
    const selfie = sharp(inside("me/03.jpg"));
    const { width, height } = await selfie.metadata();
    const [left, top] = [3 * width, 2 * height];
    await sharp({ create: { width: 4 * width, height: 3 * height, channels: 3, background: "#808080" } })
      .composite([{ input: inside("me/03.jpg"), left, top }])
      .png()
      .toFile(inside("corner.png"));

    const images = ["me/03.jpg", "corner.png", "me/wall.jpg"];
    const json = await selfsame(["predict", "model.safetensors", ...images, "--json"], { cwd });
    expect([json.code, json.stderr]).toEqual([3, ""]);
    const [alone, corner, wall] = linesOf(json.stdout).map((line) => JSON.parse(line) as Record<string, unknown>);
    const box = (answer: unknown) => (answer as { face: Record<"x" | "y" | "width", number> }).face;
    // A face of another size in the detector's eyes is found some pixels elsewhere: a tenth of its width at most.
    const near = box(alone).width / 10;
    expect(Math.abs(box(corner).x - left - box(alone).x)).toBeLessThan(near);
    expect(Math.abs(box(corner).y - top - box(alone).y)).toBeLessThan(near);
    expect(alone).toMatchObject({ image: "me/03.jpg", fires: true });
    expect(corner).toMatchObject({ image: "corner.png", fires: true });
    expect(wall).toEqual({ image: "me/wall.jpg", face: null, certainty: null, fires: false });

    expect(await selfsame(["predict", "model.safetensors", "me/wall.jpg"], { cwd })).toMatchObject({
      code: 3,
      stdout: "no face\n",
    });
    const mixed = await selfsame(["predict", "model.safetensors", "others/notes.jpg", "me/wall.jpg"], { cwd });
    expect([mixed.code, mixed.stdout]).toEqual([1, "   no face  me/wall.jpg\n"]);
    expect(mixed.stderr).toMatch(/^selfsame: others.notes\.jpg: is a text file/);
  },
  SLOW,
);

test(
  "many photos are answered as each is alone, in their order",
  async () => {
    const many = linesOf(await succeeds(["predict", "model.safetensors", "others/1", "others/4", "others/5"], { cwd }));
    expect(many.map((line) => line.slice(12).replaceAll("\\", "/"))).toEqual(
      ["1", "4", "5"].flatMap((person) => ["00", "01", "02"].map((name) => `others/${person}/${name}.jpg`)),
    );
    const alone = await succeeds(["predict", "model.safetensors", "others/4/01.jpg"], { cwd });
    expect(many[4]!.slice(0, 10).trim()).toBe(alone.trim());
  },
  SLOW,
);

test(
  "sides with no face, or too few, end in one line with the way out, and nothing is written",
  async () => {
    const before = await readdir(cwd);
    const refused = async (...sides: string[]) => {
      const { code, stdout, stderr } = await selfsame(["train", "--faces", ...sides, ...SMALL, "--out", "no.st"], {
        cwd,
      });
      expect([code, stdout]).toEqual([2, ""]);
      return linesOf(stderr).at(-1);
    };
    expect(await refused("--yes", "walls", "--no", "others")).toMatch(
      /^selfsame: --yes: no face was found in any of its photos\. Give photos that show one.* or train without --faces\.$/,
    );
    await putSelfie(inside("few/one.jpg"), 6, 0);
    await putSelfie(inside("few/two.jpg"), 6, 1);
    await putWall(inside("few/wall.jpg"), 200);
    await putWall(inside("few/wall-2.jpg"), 220);
    expect(await refused("--yes", "few", "--no", "others")).toMatch(
      /^selfsame: --yes: 2 photos with a face are too few: .* Give at least 3 different photos/,
    );
    await rm(inside("few"), { recursive: true });
    expect(await readdir(cwd)).toEqual(before);
  },
  SLOW,
);

onPosix(
  "Ctrl-C ends it while faces are looked for, and a run stopped later goes on to the same bytes",
  async () => {
    const early = start([...TRAIN, "--out", "early.safetensors"], { cwd });
    await early.says("finding faces in 21 photos");
    early.child.kill("SIGINT");
    const { code, stdout, stderr } = await early.finished;
    expect([code, stdout]).toEqual([130, ""]);
    expect(stderr).toMatch(/Interrupted before training began; there was nothing to save\.\n$/);
    expect((await readdir(cwd)).filter((name) => name.startsWith("early"))).toEqual([]);

    const long = [...TRAIN.slice(0, -1), "400"];
    await succeeds([...long, "--out", "whole.safetensors"], { cwd });
    const late = start([...long, "--out", "late.safetensors"], { cwd });
    await late.says("\nepoch 2 of");
    late.child.kill("SIGINT");
    expect((await late.finished).code).toBe(130);
    await succeeds(["train", "--resume", "late.safetensors.checkpoint"], { cwd });
    expect((await readFile(inside("late.safetensors"))).equals(await readFile(inside("whole.safetensors")))).toBe(true);
  },
  SLOW,
);

test("a model of faces that other networks found is refused, and its words cannot color the terminal", async () => {
  const face = "other-finder\u001b[31m";
  const preparation = { size: 16, color: false, standardization: "photo", face } as const;
  await writeFile(inside("foreign.safetensors"), await constantModel(4, { preparation }));
  const { code, stdout, stderr } = await selfsame(["predict", "foreign.safetensors", "me/00.jpg"], { cwd });
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toBe(
    `selfsame: foreign.safetensors: the model was trained on faces found and aligned by other-finder\\u001b[31m; ` +
      `this version does it by ${FACE_CROPS}, and it would see other crops. Train again.\n`,
  );
  expect(await succeeds(["inspect", "foreign.safetensors"], { cwd })).toContain("found by other-finder\\u001b[31m");
});

test(
  "nothing of the face code is read where no face is looked for",
  async () => {
    /** The modules that a run read from the packages of faces. */
    const faceModules = async (...words: string[]): Promise<string[]> => {
      const folder = inside("coverage");
      await succeeds(words, { cwd, env: { NODE_V8_COVERAGE: folder } });
      const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")));
      await rm(folder, { recursive: true });
      const scripts = files.flatMap((text) => (JSON.parse(text) as { result: { url: string }[] }).result);
      expect(scripts.some(({ url }) => /cli\/src\/commands\/(train|predict)\.ts/.test(url))).toBe(true);
      return scripts.map(({ url }) => url).filter((url) => /packages\/face\/|@selfsame\/face\/|\/chips\//.test(url));
    };
    await putFolder(inside("discs"), "disc", 4);
    await putFolder(inside("crosses"), "cross", 4);
    const sides = ["--yes", "discs", "--no", "crosses"];
    expect(await faceModules("train", ...sides, ...SMALL, "--epochs", "1", "--out", "plain.safetensors")).toEqual([]);
    expect(await faceModules("predict", "plain.safetensors", "me/00.jpg")).toEqual([]);
    expect((await faceModules("predict", "model.safetensors", "me/00.jpg")).length).toBeGreaterThan(0);
  },
  SLOW,
);
