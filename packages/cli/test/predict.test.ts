// `selfsame predict` through its binary: what it says of one photo, of many, and of what is none.

import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { selfsame, SLOW, succeeds } from "./support/command.ts";
import { temporaryFolder } from "./support/files.ts";
import { constantModel, randomModel } from "./support/models.ts";
import { putFolder, putPicture } from "./support/photos.ts";

interface Answer {
  readonly image: string;
  readonly certainty: number;
  readonly fires: boolean;
}

const answersIn = (stdout: string) =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Answer);

const cwd = temporaryFolder();
beforeAll(async () => {
  await putFolder(join(cwd, "discs"), "disc", 41);
  await mkdir(join(cwd, "album/inner"), { recursive: true });
  await putPicture(join(cwd, "album/one.jpg"), "disc", 2, 0);
  await putPicture(join(cwd, "album/inner/two.webp"), "cross", 2, 1);
  await writeFile(join(cwd, "album/notes.txt"), "no photo, and not named like one");
  await writeFile(join(cwd, "notes.jpg"), "no photo, but named like one");
  await writeFile(join(cwd, "sure.safetensors"), await constantModel(4));
  await writeFile(join(cwd, "strict.safetensors"), await constantModel(4, { threshold: 0.99 }));
  await writeFile(join(cwd, "random.safetensors"), await randomModel());
}, SLOW);

test("one photo is answered by a certainty and a word", async () => {
  expect(await succeeds(["predict", "sure.safetensors", "discs/000.png"], { cwd })).toBe("98.2% yes\n");
});

test("the threshold is the model's own unless another is asked for", async () => {
  expect(await succeeds(["predict", "strict.safetensors", "discs/000.png"], { cwd })).toBe("98.2% no\n");
  const given = ["predict", "strict.safetensors", "discs/000.png", "--threshold", "0.98"];
  expect(await succeeds(given, { cwd })).toBe("98.2% yes\n");
});

test("several photos are answered with their paths, and folders are walked", async () => {
  const stdout = await succeeds(["predict", "sure.safetensors", "discs/000.png", "album"], { cwd });
  expect(stdout.split("\n")).toEqual([
    " 98.2% yes  discs/000.png",
    " 98.2% yes  album/inner/two.webp",
    " 98.2% yes  album/one.jpg",
    "",
  ]);
});

test("what cannot be read is named and makes the exit code 1, and the others are answered", async () => {
  const images = ["notes.jpg", "discs/000.png", "gone.png"];
  const { code, stdout, stderr } = await selfsame(["predict", "sure.safetensors", ...images], { cwd });
  expect(code).toBe(1);
  expect(stdout).toBe(" 98.2% yes  discs/000.png\n");
  expect(stderr.trimEnd().split("\n")).toEqual([
    expect.stringMatching(/^selfsame: notes\.jpg: is a text file, .*Leave it out\.$/),
    expect.stringMatching(/^selfsame: gone\.png: does not exist/),
  ]);

  const json = await selfsame(["predict", "sure.safetensors", ...images, "--json"], { cwd });
  expect(json.code).toBe(1);
  expect(json.stderr).toBe("");
  expect(answersIn(json.stdout)).toEqual([
    { image: "notes.jpg", error: expect.stringMatching(/^is a text file/) as string },
    { image: "discs/000.png", certainty: expect.closeTo(1 / (1 + Math.exp(-4)), 6) as number, fires: true },
    { image: "gone.png", error: expect.stringMatching(/^does not exist/) as string },
  ]);
});

test("a photo is answered the same alone, among many, and in any order", async () => {
  const names = (await readdir(join(cwd, "discs"))).map((name) => `discs/${name}`);
  const ask = async (...images: string[]) =>
    new Map(
      answersIn(await succeeds(["predict", "random.safetensors", "--json", ...images], { cwd })).map(
        ({ image, certainty }) => [image, certainty],
      ),
    );
  const together = await ask("discs");
  expect([...together.keys()]).toEqual(names);
  expect(new Set(together.values()).size).toBe(names.length);
  expect(new Map([...(await ask(...[...names].reverse()))].reverse())).toEqual(together);
  const alone = names.at(-1)!;
  expect(await ask(alone)).toEqual(new Map([[alone, together.get(alone)]]));
});

test("a certainty just short of certain is not rounded to it", async () => {
  await writeFile(join(cwd, "almost.safetensors"), await constantModel(9));
  await writeFile(join(cwd, "hardly.safetensors"), await constantModel(-9));
  expect(await succeeds(["predict", "almost.safetensors", "discs/000.png"], { cwd })).toBe(">99.9% yes\n");
  expect(await succeeds(["predict", "hardly.safetensors", "discs/000.png"], { cwd })).toBe("<0.1% no\n");
});
