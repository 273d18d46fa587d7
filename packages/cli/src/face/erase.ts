// What deletion can do: the bytes of a file are overwritten in place by random ones, flushed, and cut off. A drive that
// writes elsewhere than it is told (SSDs, file systems that copy on write), snapshots and backups are beyond its reach.

import { randomFillSync } from "node:crypto";
import { constants } from "node:fs";
import { open, rm, type FileHandle } from "node:fs/promises";
import { writeError } from "../files/errors.ts";

/** What is said where something was erased. */
export const ERASE_LIMITS =
  "An SSD, a file system that copies on write, snapshots and backups may still hold copies; only an encrypted disk covers those.";

const PIECE = 65_536;

/** Overwrites a file and removes it. Throws SelfsameError `file`. */
export async function erase(path: string): Promise<void> {
  await opened(path, overwrite);
  await rm(path).catch((error: unknown) => Promise.reject(writeError(path, error)));
}

/**
 * Runs `replace`, which puts another file in the place of `path`, and then overwrites the one that was there: should
 * `replace` fail, it is as it was. Windows does not let a file be replaced that is open; there the old one is only removed.
 * Throws SelfsameError `file`.
 */
export async function erasing(path: string, replace: () => Promise<void>): Promise<void> {
  if (process.platform === "win32") return replace();
  await opened(path, async (file) => {
    await replace();
    await overwrite(file);
  });
}

async function opened(path: string, use: (file: FileHandle) => Promise<void>): Promise<void> {
  try {
    const file = await open(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
    try {
      await use(file);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw writeError(path, error);
  }
}

async function overwrite(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  for (let place = 0; place < size; place += PIECE) {
    const noise = randomFillSync(new Uint8Array(Math.min(PIECE, size - place)));
    await file.write(noise, 0, noise.length, place);
  }
  await file.sync();
  await file.truncate(0);
  await file.sync();
}
