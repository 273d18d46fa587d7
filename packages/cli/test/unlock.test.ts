// `selfsame unlock` through its binary: who gets in, who does not, and the reason.

import { chmod, copyFile, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { SLOW } from "./support/command.ts";
import { faceCommand, linesOf } from "./support/face-command.ts";
import { groupPhoto, putSelfie, putSelfies } from "./support/face-photos.ts";
import { temporaryFolder } from "./support/files.ts";

const cwd = temporaryFolder();
const { run, profile } = faceCommand(cwd);
const inside = (...path: string[]) => join(cwd, ...path);

beforeAll(async () => {
  await putSelfies(inside("me"), 0, 10);
  await putSelfies(inside("later"), 0, 3, 20);
  for (const person of [1, 5, 9]) await putSelfie(inside("others", `${person}.jpg`), person, 6);
  await putSelfie(inside("dark.jpg"), 0, 20, { brightness: 0.08 });
  await sharp({ create: { width: 640, height: 480, channels: 3, background: "#446688" } }).toFile(inside("wall.jpg"));
  await writeFile(inside("notes.jpg"), "no photo, but named like one");
  const { code, stderr } = await run("enroll", "me");
  if (code !== 0) throw new Error(stderr);
}, SLOW);

test(
  "the owner unlocks, with a certainty and what the level means",
  async () => {
    const { code, stdout, stderr } = await run("unlock", "later/20.jpg");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /^Unlocked\. (More than )?[\d.]+% certain\. \(At this level .* passed in our tests(, .*)?\.\)\n$/,
    );
    // The rates were counted with ten photos: a profile of another number says so.
    const { photos } = JSON.parse((await run("profile", "--json")).stdout) as { readonly photos: readonly unknown[] };
    const holds = /made with 10 photos; with (\d+), as here,/.exec(stdout)?.[1] ?? "10";
    expect(Number(holds)).toBe(photos.length);
  },
  SLOW,
);

test(
  "strangers stay locked, and everyone is answered by name",
  async () => {
    const { code, stdout, stderr } = await run("unlock", "later", "others", "dark.jpg");
    expect([code, stderr]).toEqual([1, ""]);
    const lines = linesOf(stdout);
    // What was counted at the level stands once, below them all.
    expect(lines.pop()).toMatch(/^\(At this level .* passed in our tests.*\.\)$/);
    expect(lines.map((line) => line.split(":")[0])).toEqual([
      ...["20", "21", "22"].map((name) => `later/${name}.jpg`),
      ...["1", "5", "9"].map((name) => `others/${name}.jpg`),
      "dark.jpg",
    ]);
    for (const line of lines.slice(0, 3)) expect(line).toMatch(/: Unlocked\. .* certain\.$/);
    for (const line of lines.slice(3, 6)) expect(line).toMatch(/: Locked: /);
    expect(lines[6]).toMatch(/: Locked: (not recognized; )?too /);
  },
  SLOW,
);

test(
  "a refusal says what to do about it",
  async () => {
    const stranger = await run("unlock", "others/9.jpg");
    expect(stranger.code).toBe(1);
    expect(stranger.stdout).toMatch(/^Locked: .*\n.*\n$/);
    const none = await run("unlock", "wall.jpg");
    expect([none.code, none.stderr]).toEqual([3, ""]);
    expect(none.stdout).toMatch(/^Locked: no face\.\nTake a photo that shows the owner's face/);
  },
  SLOW,
);

test(
  "a face in green light is a face",
  async () => {
    await sharp(inside("others/9.jpg")).linear([0.2, 1, 0.2], [0, 0, 0]).toFile(inside("green.jpg"));
    const { code, stdout } = await run("unlock", "green.jpg");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Locked: not /);
  },
  SLOW,
);

test(
  "--json prints one object a line, always with the same keys",
  async () => {
    const { code, stdout, stderr } = await run("unlock", "--json", "later/21.jpg", "wall.jpg", "notes.jpg");
    expect([code, stderr]).toEqual([2, ""]);
    const [owner, wall, notes] = linesOf(stdout).map((line) => JSON.parse(line) as Record<string, unknown>);
    const keys = ["image", "face", "certainty", "unlocked", "reason", "quality", "ms"];
    for (const answer of [owner, wall, notes]) expect(Object.keys(answer!)).toEqual(keys);
    expect(owner).toMatchObject({ image: "later/21.jpg", unlocked: true, reason: "unlocked" });
    expect(owner!["certainty"]).toBeGreaterThan(0.5);
    for (const place of ["x", "y", "width", "height"])
      expect(JSON.stringify((owner!["face"] as Record<string, number>)[place])).toMatch(/^\d+(\.\d)?$/);
    expect(owner!["quality"]).toMatchObject({ brightness: expect.any(Number) as number });
    const nothing = { face: null, certainty: null, quality: null, unlocked: false };
    expect(wall).toMatchObject({ ...nothing, image: "wall.jpg", reason: "no face" });
    expect(notes).toMatchObject({ ...nothing, reason: expect.stringMatching(/^is a text file/) as string });
  },
  SLOW,
);

test(
  "a crowd is answered about one face, and says that there were more",
  async () => {
    await copyFile(groupPhoto(4), inside("crowd.jpg"));
    const { code, stdout } = await run("unlock", "crowd.jpg");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Locked: .* There were 3 more faces\.$/m);
  },
  SLOW,
);

describe("a profile that is not as it should be", () => {
  const unlockWith = (name: string) => run("unlock", "later/20.jpg", "--profile", name);
  const put = async (name: string, bytes: Uint8Array | string) => writeFile(inside(name), bytes, { mode: 0o600 });

  test(
    "is refused with its path and the reason, and nothing unlocks",
    async () => {
      const whole = await readFile(profile);
      const flipped = Buffer.from(whole);
      flipped[Math.floor(whole.length / 2)]! ^= 1;
      await put("short", whole.subarray(0, 3000));
      await put("flipped", flipped);
      await put("page", "<!doctype html><title>404</title>");
      await mkdir(inside("folder"), { recursive: true });
      const cases: readonly (readonly [name: string, says: RegExp])[] = [
        ["short", /^selfsame: short: this is not a sound profile: .*enroll again with --replace\.\n$/],
        ["flipped", /^selfsame: flipped: this is not a sound profile: .*SHA-256 does not match.*\n$/],
        ["page", /^selfsame: page: this is an HTML page, not a profile/],
        ["folder", /^selfsame: folder is a folder\. Name a file\.\n$/],
        ["gone", /^selfsame: gone: there is no profile\. Make one first: selfsame enroll selfies\/ --profile gone\n$/],
      ];
      for (const [name, says] of cases) {
        const { code, stdout, stderr } = await unlockWith(name);
        expect([code, stdout], name).toEqual([2, ""]);
        expect(stderr).toMatch(says);
      }
    },
    SLOW,
  );

  test.skipIf(process.platform === "win32")(
    "is used with a warning where others may read it, and refused where it is a link",
    async () => {
      await copyFile(profile, inside("open"));
      await chmod(inside("open"), 0o640);
      const open = await unlockWith("open");
      expect(open.code).toBe(0);
      expect(open.stderr).toMatch(
        /^selfsame: warning: open is open to other users \(mode 640\).*Mend it: chmod 600 open\n$/,
      );
      await symlink(profile, inside("pointer"));
      const pointer = await unlockWith("pointer");
      expect([pointer.code, pointer.stdout]).toEqual([2, ""]);
      expect(pointer.stderr).toMatch(/^selfsame: pointer is a link to .*Name the file itself with --profile\.\n$/);
    },
    SLOW,
  );
});
