// Files appear whole or not at all: written beside their place, flushed to disk, then renamed. Readable by their owner
// only. The temporary name tells whose it is, so that no two runs share one, and what a killed run left can be removed.

import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileError, writeError } from "./errors.ts";

const PRIVATE = 0o600;

/** PATH.PROCESS-RANDOM.tmp: process numbers alone come again, in containers at once. */
const temporaryOf = (path: string) => `${path}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
const TEMPORARY_END = /^\.(\d{1,10})-[0-9a-f]{8}\.tmp$/;

/**
 * Writes a file atomically, its name too on the disk when it is done. Throws SelfsameError("file"); the file that was
 * there before is then untouched, unless only flushing its folder failed.
 */
export async function writeWhole(path: string, contents: Uint8Array | string): Promise<void> {
  const temporary = temporaryOf(path);
  let isMade = false;
  try {
    const file = await open(temporary, "wx", PRIVATE);
    isMade = true;
    try {
      await file.writeFile(contents);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    if (isMade) await rm(temporary, { force: true }).catch(() => undefined);
    throw writeError(path, error);
  }
}

/** What systems say that open or flush no folder (Windows, some network disks), or not for one who may not list it. */
const NO_FOLDERS = new Set(["EPERM", "EISDIR", "EACCES", "EINVAL"]);

/** A name is safe from a power loss only once its folder is on the disk: until then it may mean the old file again. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path);
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!NO_FOLDERS.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/** Removes what killed processes left of writing `path`, and nothing else; not to be called while this one writes it. */
export async function removeLeftovers(path: string): Promise<void> {
  const name = basename(path);
  const entries = await readdir(dirname(path), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile() || !entry.name.startsWith(name)) continue;
    const writer = TEMPORARY_END.exec(entry.name.slice(name.length))?.[1];
    if (writer === undefined || isAnotherAlive(Number(writer))) continue;
    await rm(join(dirname(path), entry.name), { force: true }).catch(() => undefined);
  }
}

function isAnotherAlive(writer: number): boolean {
  if (writer === process.pid) return false;
  try {
    process.kill(writer, 0); // asks only
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Throws SelfsameError("file") where `writeWhole` could not write to this place at all. */
export async function checkWritable(path: string): Promise<void> {
  const temporary = temporaryOf(path);
  try {
    await isFile(path);
    await (await open(temporary, "wx", PRIVATE)).close();
    await rm(temporary);
  } catch (error) {
    throw writeError(path, error);
  }
}

/** A pipe, device or socket. Looked at, not opened: opening a pipe waits for its other end, reading a device for ever. */
export function isSpecial(found: Stats): boolean {
  return !found.isFile() && !found.isDirectory();
}

/** Reads a whole file. Throws SelfsameError("file"). */
export async function readWhole(path: string): Promise<Buffer> {
  try {
    if (isSpecial(await stat(path))) throw Object.assign(new Error(), { code: "NOT_A_FILE" });
    return await readFile(path);
  } catch (error) {
    throw fileError(path, error);
  }
}

/** Whether there is something by that name. Throws SelfsameError("file") where that cannot be told, or it is no file. */
export async function isFile(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
    if (isSpecial(found)) throw Object.assign(new Error(), { code: "NOT_A_FILE" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw writeError(path, error);
  }
}

/** The first bytes of a file. Throws SelfsameError("file"). */
export async function readStart(path: string, length: number): Promise<Buffer> {
  let file;
  try {
    file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw fileError(path, error);
  } finally {
    await file?.close();
  }
}
