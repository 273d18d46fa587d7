// Profiles on disk: private, whole, erased when they go, and never in the place of something else.

import {
  chmod,
  chown,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  stat,
  symlink,
  writeFile,
  type FileHandle,
} from "node:fs/promises";
import { join } from "node:path";
import type { Decision } from "@selfsame/face";
import { describe, expect, test, vi } from "vitest";
import { unlockText } from "../src/face/answer.ts";
import { defaultProfilePath } from "../src/face/place.ts";
import { levelText } from "../src/face/enrollment-text.ts";
import { erase, erasing, overwrite } from "../src/face/erase.ts";
import { checkFree, checkUnchanged, deleteProfile, readProfile, writeProfile } from "../src/face/profile-file.ts";
import { temporaryFolder } from "./support/files.ts";
import { plainProfile, plainProfileBytes } from "./support/profiles.ts";

const folder = temporaryFolder();
const onPosix = test.skipIf(process.platform === "win32");
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
const unheard = (text: string) => {
  throw new Error(`a warning that was not expected: ${text}`);
};

/** A profile by another name on disk: what becomes of its bytes can be seen there. */
async function withWitness(name: string): Promise<{ path: string; witness: string }> {
  const path = join(folder, name);
  await writeProfile(path, plainProfile());
  await link(path, `${path}.witness`);
  return { path, witness: `${path}.witness` };
}

test("a profile is read as it was written, and only its owner may read it", async () => {
  const path = join(folder, "whole.safetensors");
  await writeProfile(path, plainProfile());
  expect(await readProfile(path, unheard)).toEqual(plainProfile());
  if (process.platform !== "win32") expect(await modeOf(path)).toBe(0o600);
  expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

onPosix("one that others may read is used with a warning that mends it", async () => {
  const path = join(folder, "open.safetensors");
  await writeFile(path, await plainProfileBytes());
  await chmod(path, 0o644);
  const warnings: string[] = [];
  expect((await readProfile(path, (text) => warnings.push(text))).photos.length).toBe(4);
  expect(warnings).toEqual([expect.stringMatching(/open to other users \(mode 644\).*chmod 600 .*open\.safetensors$/)]);
});

onPosix("one that others may change is refused: whoever writes it decides who unlocks", async () => {
  const path = join(folder, "shared.safetensors");
  await writeProfile(path, plainProfile(3));
  await chmod(path, 0o666);
  await expect(readProfile(path, () => undefined)).rejects.toThrow(/can be changed by other users \(mode 666\)/);
});

test("what was deleted or changed since it was read is not brought back", async () => {
  const path = join(folder, "meanwhile.safetensors");
  const profile = plainProfile(4);
  await writeProfile(path, profile);
  await expect(checkUnchanged(path, profile)).resolves.toBeUndefined();
  await writeProfile(path, plainProfile(3));
  await expect(checkUnchanged(path, profile)).rejects.toThrow(/was changed meanwhile; nothing was saved/);
  await deleteProfile(path);
  await expect(checkUnchanged(path, profile)).rejects.toThrow(/was deleted meanwhile/);
});

onPosix("a link in its place is refused, to read, to write and to delete", async () => {
  const path = join(folder, "target.safetensors");
  await writeProfile(path, plainProfile());
  const before = await readFile(path);
  const pointer = join(folder, "pointer.safetensors");
  await symlink(path, pointer);
  const says =
    /pointer\.safetensors is a link to .*target\.safetensors; a profile is a file of its own\. Name the file/;
  await expect(readProfile(pointer, unheard)).rejects.toThrow(says);
  await expect(checkFree(pointer, true)).rejects.toThrow(says);
  await expect(writeProfile(pointer, plainProfile(3))).rejects.toThrow(says);
  await expect(deleteProfile(pointer)).rejects.toThrow(says);
  expect(await readFile(path)).toEqual(before);
});

test("a profile is not overwritten unasked, and another file not even then", async () => {
  const path = join(folder, "taken.safetensors");
  await checkFree(path, false);
  await writeProfile(path, plainProfile());
  await expect(checkFree(path, false)).rejects.toThrow(/holds a profile already\. .*profile --add .*--replace/);
  await checkFree(path, true);
  const other = join(folder, "thesis.txt");
  await writeFile(other, "years of work");
  for (const replace of [false, true])
    await expect(checkFree(other, replace)).rejects.toThrow(
      /thesis\.txt is no profile of selfsame; it is left as it is/,
    );
  await expect(deleteProfile(other)).rejects.toThrow(/is no profile of selfsame.*Remove it yourself if you mean it/);
  expect(await readFile(other, "utf8")).toBe("years of work");
});

test("deleting leaves nothing of its bytes, sound or not", async () => {
  const { path, witness } = await withWitness("deleted.safetensors");
  await deleteProfile(path);
  await expect(stat(path)).rejects.toMatchObject({ code: "ENOENT" });
  expect((await stat(witness)).size).toBe(0);
  await expect(deleteProfile(path)).rejects.toThrow(/there is no profile/);

  const broken = join(folder, "broken.safetensors");
  await writeFile(broken, (await plainProfileBytes()).subarray(0, 900));
  await deleteProfile(broken);
  await expect(stat(broken)).rejects.toMatchObject({ code: "ENOENT" });
});

onPosix("the bytes of a profile that is replaced go when it was asked for, and only then", async () => {
  const kept = await withWitness("kept.safetensors");
  const before = await readFile(kept.witness);
  await writeProfile(kept.path, plainProfile(5));
  expect(await readFile(kept.witness)).toEqual(before);

  const gone = await withWitness("gone.safetensors");
  expect(await writeProfile(gone.path, plainProfile(3), { erasesOld: true })).toBe(1);
  expect((await readProfile(gone.path, unheard)).photos.length).toBe(3);
  expect((await stat(gone.witness)).size).toBe(0);
});

test("a file that only begins like a profile is deleted as one; one that merely mentions profiles is not", async () => {
  const whole = await plainProfileBytes();
  const damaged = join(folder, "damaged.safetensors");
  await writeFile(damaged, new Uint8Array(whole).fill(255, 200), { mode: 0o600 });
  await expect(readProfile(damaged, unheard)).rejects.toThrow(/not a sound profile/);
  await deleteProfile(damaged);
  await expect(stat(damaged)).rejects.toMatchObject({ code: "ENOENT" });

  const notes = join(folder, "notes.md");
  const text = `Notes on selfsame-profile: a file begins with ${new TextDecoder("latin1").decode(whole.subarray(8, 80))}`;
  await writeFile(notes, text);
  await expect(deleteProfile(notes)).rejects.toThrow(
    /is no profile of selfsame; it is left as it is\. Remove it yourself/,
  );
  await expect(checkFree(notes, true)).rejects.toThrow(/is no profile of selfsame/);
  expect(await readFile(notes, "utf8")).toBe(text);
});

test("every byte is overwritten, even where the system writes less than it is given", async () => {
  const size = 200_000;
  const bytes = new Uint8Array(size);
  const done: string[] = [];
  const fake = {
    stat: () => Promise.resolve({ size }),
    write: (from: Uint8Array, offset: number, length: number, place: number) => {
      const bytesWritten = Math.min(length, 1000);
      bytes.set(from.subarray(offset, offset + bytesWritten), place);
      return Promise.resolve({ bytesWritten });
    },
    sync: () => Promise.resolve(void done.push("sync")),
    truncate: (length: number) => Promise.resolve(void done.push(`cut to ${length}`)),
  };
  await overwrite(fake as unknown as Parameters<typeof overwrite>[0]);
  for (let start = 0; start + 1000 <= size; start += 1000)
    expect(
      bytes.subarray(start, start + 1000).some((byte) => byte !== 0),
      `from byte ${start}`,
    ).toBe(true);
  expect(done).toEqual(["sync", "cut to 0", "sync"]);
  const stuck = { ...fake, write: () => Promise.resolve({ bytesWritten: 0 }) };
  await expect(overwrite(stuck as unknown as Parameters<typeof overwrite>[0])).rejects.toThrow("nothing more could be");
});

onPosix("where only the old profile could not be erased, it is said that the new one is there", async () => {
  const { path } = await withWitness("half.safetensors");
  const bytes = await plainProfileBytes(3);
  const failed = erasing(
    path,
    async () => {
      await writeFile(`${path}.new`, bytes, { mode: 0o600 });
      await rename(`${path}.new`, path);
    },
    () => Promise.reject(Object.assign(new Error(), { code: "EIO" })),
  );
  await expect(failed).rejects.toThrow(
    /half\.safetensors: the new profile is saved, but the bytes of the old one could not be erased \(EIO\)\. What is left of them lies under the other names/,
  );
  await expect(failed).rejects.toMatchObject({ code: "file" });
  expect((await readProfile(path, unheard)).photos.length).toBe(3);
});

onPosix("a profile stays as it was where its successor could not be written", async () => {
  const { path } = await withWitness("safe.safetensors");
  const before = await readFile(path);
  await expect(erasing(path, () => Promise.reject(new Error("the disk is full")))).rejects.toThrow();
  expect(await readFile(path)).toEqual(before);
});

onPosix("what came into the profile's place while the old one was erased stays, and that is said", async () => {
  const { path, witness } = await withWitness("swapped.safetensors");
  const swap = async () => {
    await writeFile(`${path}.new`, await plainProfileBytes(3), { mode: 0o600 });
    await rename(`${path}.new`, path);
  };
  await expect(erase(path, swap)).rejects.toThrow(
    /swapped\.safetensors was changed meanwhile: only the old profile was overwritten .* Run the command again\.$/,
  );
  expect((await stat(witness)).size).toBe(0);
  expect((await readProfile(path, unheard)).photos.length).toBe(3);
});

onPosix("the new profile's name is on the disk before a byte of the old one goes", async () => {
  const { path, witness } = await withWitness("durable.safetensors");
  const { size } = await stat(witness);
  const handle = await open(path);
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const flushed: (readonly [isFolder: boolean, oldSize: number])[] = [];
  const { sync } = prototype;
  const spy = vi.spyOn(prototype, "sync").mockImplementation(async function (this: FileHandle) {
    flushed.push([(await this.stat()).isDirectory(), (await stat(witness)).size]);
    return sync.call(this);
  });
  try {
    await writeProfile(path, plainProfile(3), { erasesOld: true });
  } finally {
    spy.mockRestore();
  }
  expect(flushed).toEqual([
    [false, size],
    [true, size],
    [false, size],
    [false, 0],
  ]);
});

onPosix("one that belongs to another user is refused, though it may be read", async () => {
  const path = join(folder, "theirs.safetensors");
  await writeProfile(path, plainProfile());
  const me = process.getuid!();
  if (me === 0) await chown(path, 4321, 4321);
  const spy = vi.spyOn(process, "getuid").mockReturnValue(me === 0 ? 0 : me + 1);
  try {
    await expect(readProfile(path, unheard)).rejects.toThrow(/theirs\.safetensors belongs to another user \(number/);
  } finally {
    spy.mockRestore();
  }
});

test("the way out of a refusal names the profile that was asked", () => {
  const { certainty, photos } = plainProfile();
  const decision = {
    unlocked: false,
    certainty: 0.1,
    outcome: "stranger",
    reason: "not the owner",
    others: 0,
  } as const;
  const answer = { image: "me.jpg", decision: decision as unknown as Decision, ms: 1 };
  const setting = { color: false, isOneOfMany: false, photos: photos.length, network: certainty.version };
  const said = (path: string) => unlockText(answer, certainty.levels[0]!, { path, ...setting });
  expect(said("ada.safetensors")).toMatch(/profile --add me\.jpg --profile ada\.safetensors$/);
  expect(said(defaultProfilePath())).toMatch(/profile --add me\.jpg$/);
});

test("the rates of a certainty network that is not shipped are called the profile's own account", () => {
  const profile = plainProfile();
  const level = profile.certainty.levels[0]!;
  expect(levelText(level, profile)).toMatch(/passed in our tests.*relatives and twins are not covered/);
  const foreign = { ...profile, certainty: { ...profile.certainty, version: "mine" } };
  const decision = { unlocked: true, certainty: 0.9, outcome: "unlocked", reason: "unlocked", others: 0 } as const;
  const setting = { path: "ada.safetensors", color: false, isOneOfMany: false, photos: 4, network: "mine" };
  const unlocked = unlockText({ image: "me.jpg", decision: decision as unknown as Decision, ms: 1 }, level, setting);
  for (const words of [levelText(level, foreign), unlocked]) {
    expect(words).toMatch(
      /By the profile's own account .* passed at this level; its certainty network is not the shipped/,
    );
    expect(words).not.toMatch(/our tests|Measured on/);
  }
});

describe("a profile that cannot be used says why, by its path", () => {
  const bad = async (name: string, bytes: Uint8Array | string) => {
    const path = join(folder, name);
    await writeFile(path, bytes, { mode: 0o600 });
    return readProfile(path, unheard).then(
      () => "it was read",
      (error: Error) => error.message,
    );
  };

  test("cut short", async () => {
    const whole = await plainProfileBytes();
    expect(await bad("short.safetensors", whole.subarray(0, whole.length - 100))).toMatch(
      /short\.safetensors: this is not a sound profile: .*enroll again with --replace\.$/,
    );
  });

  test("with a bit flipped, wherever it is", async () => {
    const whole = await plainProfileBytes();
    for (let place = 3; place < whole.length; place += Math.floor(whole.length / 40)) {
      const bytes = new Uint8Array(whole);
      bytes[place]! ^= 16;
      expect(await bad("bit.safetensors", bytes), `byte ${place}`).toMatch(
        /bit\.safetensors: this is not a sound profile/,
      );
    }
  });

  test("a web page, nothing at all, a folder", async () => {
    expect(await bad("page.safetensors", "<!doctype html><title>no</title>")).toMatch(
      /page\.safetensors: this is an HTML/,
    );
    expect(await bad("empty.safetensors", "")).toMatch(/empty\.safetensors: this is not a sound profile/);
    await mkdir(join(folder, "folder.safetensors"));
    await expect(readProfile(join(folder, "folder.safetensors"), unheard)).rejects.toThrow(/is a folder/);
  });
});

describe("where it lies", () => {
  test("is the folder for programs' data of the one who runs it", () => {
    const end = join("selfsame", "profile.safetensors");
    expect(defaultProfilePath("linux", { XDG_DATA_HOME: "/data" })).toBe(join("/data", end));
    expect(defaultProfilePath("linux", {})).toMatch(/\.local.share.selfsame.profile\.safetensors$/);
    expect(defaultProfilePath("linux", { XDG_DATA_HOME: "here" })).toBe(defaultProfilePath("linux", {}));
    expect(defaultProfilePath("darwin", {})).toMatch(/Library.Application Support.selfsame/);
    expect(defaultProfilePath("win32", { LOCALAPPDATA: "/local" })).toBe(join("/local", end));
  });

  onPosix("is made for its owner alone", async () => {
    const home = join(folder, "home");
    await mkdir(home);
    const before = process.env["XDG_DATA_HOME"];
    process.env["XDG_DATA_HOME"] = home;
    try {
      await writeProfile(defaultProfilePath("linux"), plainProfile());
      if (process.platform === "linux") expect(await modeOf(join(home, "selfsame"))).toBe(0o700);
    } finally {
      if (before === undefined) delete process.env["XDG_DATA_HOME"];
      else process.env["XDG_DATA_HOME"] = before;
    }
  });
});
