// `selfsame profile` through its binary: what it shows, adds, removes and erases.

import { link, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CERTAINTY_VERSION, encodeProfile, FACE_NETWORKS } from "@selfsame/face";
import { beforeAll, expect, test } from "vitest";
import { SLOW } from "./support/command.ts";
import { faceCommand, linesOf } from "./support/face-command.ts";
import { putSelfie, putSelfies } from "./support/face-photos.ts";
import { temporaryFolder } from "./support/files.ts";
import { plainProfile, plainProfileBytes } from "./support/profiles.ts";

const cwd = temporaryFolder();
const { run, profile } = faceCommand(cwd);
const inside = (...path: string[]) => join(cwd, ...path);
const plain = "plain.safetensors";

interface Shown {
  readonly photos: readonly { readonly number: number; readonly label: string }[];
}
const shownBy = async (...words: string[]) => {
  const { code, stdout, stderr } = await run("profile", "--json", ...words);
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as Shown;
};

beforeAll(async () => {
  await writeFile(inside(plain), await plainProfileBytes(6), { mode: 0o600 });
});

test("what a profile holds is shown with dates and the quality of each photo, and no descriptor", async () => {
  const { code, stdout, stderr } = await run("profile", "--profile", plain);
  expect([code, stderr]).toEqual([0, ""]);
  const lines = linesOf(stdout);
  expect(lines[0]).toBe("plain.safetensors: 6 photos, enrolled 2026-01-31, changed 2026-02-01");
  expect(lines[1]).toMatch(
    /^Security level 1e-4\. At this level 1 stranger in [\d,]+ passed in our tests, made with 10 photos; with 6, as here, the owner is refused more often\. /,
  );
  expect(lines.slice(3).map((line) => line.split(/\s{2,}/)[1])).toEqual(
    [0, 1, 2, 3, 4, 5].map((name) => `${name}.jpg`),
  );
  expect(lines[3]).toMatch(/^1 .*0\.jpg .*2026-01-31 .*80 pixels .*120 .*100 .*0\.050 .*3° .*-2°$/);

  const json = await shownBy("--profile", plain);
  expect(json).toEqual({
    profile: plain,
    created: "2026-01-31T12:00:00Z",
    changed: "2026-02-01T12:00:00Z",
    security: 1e-4,
    networks: FACE_NETWORKS,
    certainty: CERTAINTY_VERSION,
    photos: Array.from({ length: 6 }, (_, place) => ({
      number: place + 1,
      label: `${place}.jpg`,
      added: "2026-01-31T12:00:00Z",
      quality: expect.objectContaining({ brightness: 120, yaw: 3 }) as object,
    })),
  });
  expect(JSON.stringify(json)).not.toContain("descriptor");
});

test("photos are removed by their numbers, as long as three stay", async () => {
  const { code, stdout } = await run("profile", "--profile", plain, "--remove", "2", "5");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Removed 1\.jpg, 4\.jpg; the profile holds 4 photos\.\n.*SSD/);
  expect((await shownBy("--profile", plain)).photos.map(({ label }) => label)).toEqual([
    "0.jpg",
    "2.jpg",
    "3.jpg",
    "5.jpg",
  ]);

  const before = await readFile(inside(plain));
  const beyond = await run("profile", "--profile", plain, "--remove", "1", "7");
  expect([beyond.code, beyond.stderr]).toEqual([
    2,
    "selfsame: --remove: the profile holds photos 1 to 4, not 7. List them first.\n",
  ]);
  const tooMany = await run("profile", "--profile", plain, "--remove", "1,2");
  expect(tooMany.code).toBe(2);
  expect(tooMany.stderr).toMatch(/^selfsame: --remove: 2 of 4 photos would stay; a profile needs 3\. Add others first/);
  expect(await readFile(inside(plain))).toEqual(before);
});

test("only one thing is done at a time", async () => {
  const { code, stderr } = await run("profile", "--profile", plain, "--remove", "1", "--delete");
  expect(code).toBe(2);
  expect(stderr).toBe("selfsame: --remove and --delete cannot be asked for at once. See selfsame profile --help.\n");
  await stat(inside(plain));
});

test(
  "photos of the owner are added, those of others are not, and nobody starts over",
  async () => {
    await putSelfies(inside("me"), 0, 5);
    await putSelfie(inside("more/new.jpg"), 0, 9);
    await putSelfie(inside("more/other.jpg"), 4, 7);
    expect((await run("enroll", "me")).code).toBe(0);
    const first = await shownBy();

    const { code, stdout, stderr } = await run("profile", "--add", "more");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(new RegExp(`^Added 1 of 2 photos; the profile holds ${first.photos.length + 1}\\.$`, "m"));
    expect(stdout).toMatch(/^more\/other\.jpg +does not look like the others/m);
    const second = await shownBy();
    expect(second.photos.slice(0, -1)).toEqual(first.photos);
    expect(second.photos.at(-1)).toMatchObject({ label: "new.jpg", number: first.photos.length + 1 });

    const before = await readFile(profile);
    const none = await run("profile", "--add", "more/other.jpg");
    expect([none.code, none.stdout]).toEqual([2, ""]);
    expect(none.stderr).toMatch(/none of the 1 photos could be added; the profile is as it was\.\n$/);
    expect(await readFile(profile)).toEqual(before);
  },
  SLOW,
);

test("a profile with a certainty network of another version is used with a warning", async () => {
  const own = plainProfile(4);
  const other = { ...own, certainty: { ...own.certainty, version: "mine" } };
  await writeFile(inside("other.safetensors"), await encodeProfile(other), { mode: 0o600 });
  const shown = await run("profile", "--profile", "other.safetensors");
  expect(shown.code).toBe(0);
  expect(shown.stderr).toMatch(
    /^selfsame: warning: other\.safetensors brings a certainty network of its own \(version mine; .*Enroll again to use/,
  );
  expect(shown.stderr).toMatch(/its rates are what the file says/);
});

test("deleting erases the file, leaves nothing beside it, and says what a drive may keep", async () => {
  await writeFile(inside("data/gone.safetensors"), await plainProfileBytes());
  const { code, stdout } = await run("profile", "--profile", "data/gone.safetensors", "--delete");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Deleted: .*overwritten with random bytes and removed\.\nAn SSD, .*encrypted disk/);
  expect(stdout).not.toContain("hard link");
  expect((await readdir(dirname(inside("data/gone.safetensors")))).filter((name) => name.startsWith("gone"))).toEqual(
    [],
  );
  const again = await run("profile", "--profile", "data/gone.safetensors", "--delete");
  expect(again.code).toBe(2);
  expect(again.stderr).toMatch(/there is no profile\. Make one first: selfsame enroll selfies\//);
});

test.skipIf(process.platform === "win32")("a backup that is a hard link goes with it, and that is said", async () => {
  await writeFile(inside("linked.safetensors"), await plainProfileBytes(6), { mode: 0o600 });
  await link(inside("linked.safetensors"), inside("backup.safetensors"));
  const removed = await run("profile", "--profile", "linked.safetensors", "--remove", "1");
  const said = "It had another name (a hard link), which was emptied with it.";
  expect(removed.stdout).toContain(`the profile holds 5 photos. The old file was erased. ${said}\n`);
  expect((await stat(inside("backup.safetensors"))).size).toBe(0);

  for (const name of ["backup-1", "backup-2"]) await link(inside("linked.safetensors"), inside(name));
  const gone = await run("profile", "--profile", "linked.safetensors", "--delete", "--json");
  expect(JSON.parse(gone.stdout)).toMatchObject({ deleted: true, otherNames: 2 });
  expect((await stat(inside("backup-2"))).size).toBe(0);
});

test.each(["enroll", "unlock", "profile"])("%s --help says what it takes and gives examples", async (name) => {
  const { code, stdout } = await run(name, "--help");
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`^Usage: selfsame ${name} `));
  expect(stdout.match(new RegExp(`^  selfsame ${name}( \\S.*)?$`, "gm"))!.length).toBeGreaterThanOrEqual(2);
  expect(stdout).toMatch(/^Exit codes: 0 /m);
});
