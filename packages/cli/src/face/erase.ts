// What deletion can do: the bytes of a file are overwritten in place by random ones, flushed, and cut off. A drive that
// writes elsewhere than it is told (SSDs, file systems that copy on write), snapshots and backups are beyond its reach.
// In place means under all of its names: a hard link that someone keeps as a backup is the same bytes, and is emptied, too.

import { randomFillSync } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { lstat, open, rm, type FileHandle } from "node:fs/promises";
import { SelfsameError } from "@selfsame/engine";
import { writeError } from "../files/errors.ts";
import { displayed } from "../files/paths.ts";

/** What is said where something was erased. */
export const ERASE_LIMITS =
  "An SSD, a file system that copies on write, snapshots and backups may still hold copies; only an encrypted disk covers those.";

const PIECE = 65_536;

/** A sentence about the other names that an erased file had, with a space before it; nothing where it had none. */
export function otherNamesText(count: number): string {
  if (count === 0) return "";
  const [names, were] =
    count === 1 ? ["another name (a hard link)", "was"] : [`${count} other names (hard links)`, "were"];
  return ` It had ${names}, which ${were} emptied with it.`;
}

/**
 * Overwrites a file and removes it. `check` looks at the open file before and may throw. Returns how many other names (hard
 * links) the same bytes had: those files are empty now. Throws SelfsameError `file`, saying how far it came; what has been
 * put in the file's place meanwhile stays.
 */
export async function erase(path: string, check: (file: FileHandle) => Promise<void>): Promise<number> {
  const { others, old } = await opened(path, async (file) => {
    await check(file);
    const old = await file.stat();
    await overwrite(file).catch((error: unknown) => {
      throw halfway(`${displayed(path)} could not be overwritten to its end, and was not removed`, error, "Try again.");
    });
    return { others: old.nlink - 1, old };
  });
  const now = await lstat(path).catch(() => undefined); // where that fails, removing says why
  if (now !== undefined && !isSameFile(now, old))
    throw new SelfsameError(
      "file",
      `${displayed(path)} was changed meanwhile: only the old profile was overwritten and is empty, the new one was not removed. Run the command again.`,
    );
  await rm(path).catch((error: unknown) => {
    throw halfway(
      `${displayed(path)} was overwritten and is empty, but could not be removed`,
      error,
      "Remove it yourself.",
    );
  });
  return others;
}

/**
 * Runs `replace`, which puts another file in the place of `path`, and then overwrites the one that was there: should
 * `replace` fail, it is as it was. Windows does not let a file be replaced that is open; there the old one is only removed.
 * Returns how many other names the old one had, as `erase` does. Throws SelfsameError `file`; where it is the old file that
 * could not be overwritten, it says that the new one is there. `scrub` does the overwriting.
 */
export async function erasing(
  path: string,
  replace: () => Promise<void>,
  scrub: typeof overwrite = overwrite,
): Promise<number> {
  if (process.platform === "win32") return replace().then(() => 0);
  return opened(path, async (file) => {
    const { nlink } = await file.stat();
    await replace();
    await scrub(file).catch((error: unknown) => {
      const where = nlink > 1 ? "under the other names (hard links) of the old file" : "in the free space of the disk";
      throw halfway(
        `${displayed(path)}: the new profile is saved, but the bytes of the old one could not be erased`,
        error,
        `What is left of them lies ${where}.`,
      );
    });
    return nlink - 1;
  });
}

/** Windows tells the disk of an open file otherwise than that of a path. */
const isSameFile = (one: Stats, other: Stats): boolean =>
  one.ino === other.ino && (process.platform === "win32" || one.dev === other.dev);

function halfway(what: string, error: unknown, then: string): SelfsameError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new SelfsameError("file", `${what} (${code ?? message}). ${then}`, { cause: error });
}

async function opened<Result>(path: string, use: (file: FileHandle) => Promise<Result>): Promise<Result> {
  try {
    const file = await open(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
    try {
      return await use(file);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw writeError(path, error);
  }
}

/** Every byte of an open file becomes noise, on the disk; then it is cut off. A write may take less than it was given. */
export async function overwrite(file: Pick<FileHandle, "stat" | "write" | "sync" | "truncate">): Promise<void> {
  const { size } = await file.stat();
  for (let place = 0; place < size;) {
    const noise = randomFillSync(new Uint8Array(Math.min(PIECE, size - place)));
    const { bytesWritten } = await file.write(noise, 0, noise.length, place);
    if (bytesWritten === 0) throw new Error(`nothing more could be written after ${place} of ${size} bytes`);
    place += bytesWritten;
  }
  await file.sync();
  await file.truncate(0);
  await file.sync();
}
