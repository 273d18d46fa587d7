// `selfsame enroll` through its binary: what becomes a profile, what does not, and what is said about it.

import { copyFile, mkdir, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import { SLOW } from "./support/command.ts";
import { putDrawing } from "./support/drawings.ts";
import { faceCommand, linesOf } from "./support/face-command.ts";
import { groupPhoto, PEOPLE, putSelfie, putSelfies } from "./support/face-photos.ts";
import { temporaryFolder } from "./support/files.ts";

const cwd = temporaryFolder();
const { run, profile } = faceCommand(cwd);
const inside = (...path: string[]) => join(cwd, ...path);

beforeAll(async () => {
  await putSelfies(inside("me"), 0, 10);
  await Promise.all(PEOPLE.slice(1).map((_, index) => putSelfie(inside("people", `${index}.jpg`), index + 1, 5)));
  await mkdir(inside("same"));
  await mkdir(inside("drawn"));
  for (let i = 0; i < 10; i++) await copyFile(inside("me/04.jpg"), inside(`same/${i}.jpg`));
  for (let i = 0; i < 5; i++) await putDrawing(inside(`drawn/cartoon-${i}.png`), "cartoon", i);
  for (let i = 0; i < 5; i++) await putDrawing(inside(`drawn/dog-${i}.png`), "dog", i);

  await mkdir(inside("mixed"));
  for (const name of ["00.jpg", "02.jpg", "04.jpg", "06.jpg"])
    await copyFile(inside("me", name), inside("mixed", name));
  await copyFile(inside("people/3.jpg"), inside("mixed/other.jpg"));
  await copyFile(groupPhoto(6), inside("mixed/crowd.jpg"));
  await copyFile(inside("me/08.jpg"), inside("mixed/cut.jpg"));
  await truncate(inside("mixed/cut.jpg"), 20_000);
  await sharp(groupPhoto(1)).resize(300).gif().toFile(inside("mixed/moving.gif.jpg"));
  await putSelfie(inside("mixed/dark.jpg"), 0, 1, { brightness: 0.2 });
  await sharp({ create: { width: 640, height: 480, channels: 3, background: "#446688" } }).toFile(
    inside("mixed/wall.jpg"),
  );
}, SLOW);

test(
  "ten photos of one person become a profile, told apart from photos",
  async () => {
    const { code, stdout, stderr } = await run("enroll", "me");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^Enrolled, from \d+ of 10 photos\.$/m);
    expect(stdout).toMatch(/At this level 1 stranger in [\d,]+ passed in our tests[.,]|At this level none of [\d,]+/);
    expect(stdout).toContain("relatives and twins are not covered");
    expect(stdout).toMatch(/no photo is in it; only you can read it/);
    if (process.platform !== "win32") expect((await stat(profile)).mode & 0o777).toBe(0o600);

    // None of the photos' bytes are in it: not even one hundred of them in a row.
    const bytes = await readFile(profile);
    const photo = await readFile(inside("me/00.jpg"));
    for (let place = 0; place + 100 <= photo.length; place += 100)
      expect(bytes.includes(photo.subarray(place, place + 100))).toBe(false);
  },
  SLOW,
);

test(
  "a profile that is there is not replaced unasked, and lost only to one that succeeded",
  async () => {
    const before = await readFile(profile);
    const refused = await run("enroll", "me");
    expect([refused.code, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toMatch(/holds a profile already\. .*selfsame profile --add selfies\/.*--replace\.\n$/);

    const failed = await run("enroll", "people", "--replace");
    expect(failed.code).toBe(2);
    expect(await readFile(profile)).toEqual(before);

    const replaced = await run("enroll", "me", "--replace", "--security", "1e-2", "--json");
    expect([replaced.code, replaced.stderr]).toEqual([0, ""]);
    const answer = JSON.parse(replaced.stdout) as Record<string, unknown>;
    expect(answer).toMatchObject({ enrolled: true, security: 0.01, reason: null });
    expect((answer["photos"] as unknown[]).length).toBe(10);
    expect(await readFile(profile)).not.toEqual(before);
  },
  SLOW,
);

const refusals: readonly (readonly [what: string, words: readonly string[], says: RegExp])[] = [
  ["photos of many people", ["people"], /no profile was made: these photos show several people/],
  ["ten copies of one photo", ["same"], /no profile was made: all photos are the same; take them anew/],
  ["two photos", ["me/00.jpg", "me/05.jpg"], /no profile was made: 2 of 2 photos can be used; at least 3 are needed/],
  ["cartoons and drawn dogs", ["drawn"], /selfsame: no profile was made: /],
  ["a folder that does not exist", ["selfies/"], /^selfies +does not exist\. Check the path/m],
  ["a level that nobody can promise", ["me", "--security", "1e-5"], /--security: .*It would take 300,000 impostor/],
  ["a level that is none", ["me", "--security", "high"], /--security high: expected a number from 0 to below 1/],
  ["a place where nothing can be written", ["me", "--profile", "no/where"], /no\/where cannot be made there/],
  ["a file that is no profile", ["me", "--profile", "me/00.jpg", "--replace"], /is no profile of selfsame; it is left/],
];

test.each(refusals)(
  "%s: refused in words, and nothing is written",
  async (_, words, says) => {
    const { code, stdout, stderr } = await run("enroll", "--profile", "none.safetensors", ...words);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(says);
    await expect(stat(inside("none.safetensors"))).rejects.toMatchObject({ code: "ENOENT" });
  },
  SLOW,
);

test(
  "each photo that is left out is named with its reason, and the others are enrolled",
  async () => {
    await writeFile(inside("mixed/notes.jpg"), "no photo, but named like one");
    const { code, stdout, stderr } = await run("enroll", "mixed", "--profile", "mixed.safetensors");
    expect([code, stderr]).toEqual([0, ""]);
    const said = (name: string) => linesOf(stdout).find((line) => line.startsWith(`mixed/${name}`));
    expect(stdout).toMatch(/^Enrolled, from 4 of 11 photos\.$/m);
    expect(said("other.jpg")).toMatch(/does not look like the others/);
    expect(said("crowd.jpg")).toMatch(/\d faces, of which more than one could be meant/);
    expect(said("cut.jpg")).toMatch(/the JPEG is cut short or damaged .*Copy or download it again/);
    expect(said("moving.gif.jpg")).toMatch(/is a GIF\. Photos are read as JPEG, PNG, WebP or AVIF/);
    expect(said("dark.jpg")).toMatch(/too dark \(mean \d+ of 255; 60 needed\)/);
    expect(said("wall.jpg")).toMatch(/no face found/);
    expect(said("notes.jpg")).toMatch(/is a text file, not a photo/);
    expect(said("00.jpg")).toBeUndefined();
  },
  SLOW,
);

test(
  "more photos than a profile holds are refused before any is read",
  async () => {
    const { code, stderr } = await run("enroll", "--replace", ...Array.from({ length: 6 }, () => "me"));
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /60 photos are more than the 50 that a profile holds\. Choose some; about ten are enough\.\n$/,
    );
  },
  SLOW,
);
