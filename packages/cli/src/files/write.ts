// Files appear whole or not at all: written beside their place, flushed to disk, then renamed. Readable by their owner
// only. The temporary file has one fixed name, so that what a killed run left behind is overwritten by the next.

import { open, readFile, rename, rm, stat } from "node:fs/promises";
import { fileError, writeError } from "./errors.ts";

const PRIVATE = 0o600;

const temporaryOf = (path: string) => `${path}.tmp`;

/** Writes a file atomically. Throws SelfsameError("file"); the file that was there before is then untouched. */
export async function writeWhole(path: string, contents: Uint8Array | string): Promise<void> {
  const temporary = temporaryOf(path);
  try {
    await rm(temporary, { force: true }); // its mode would be kept otherwise
    const file = await open(temporary, "wx", PRIVATE);
    try {
      await file.writeFile(contents);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeError(path, error);
  }
}

/** Throws SelfsameError("file") where `writeWhole` could not write to this place at all. */
export async function checkWritable(path: string): Promise<void> {
  const temporary = temporaryOf(path);
  try {
    await isFile(path);
    await rm(temporary, { force: true });
    await (await open(temporary, "wx", PRIVATE)).close();
    await rm(temporary);
  } catch (error) {
    throw writeError(path, error);
  }
}

/** Reads a whole file. Throws SelfsameError("file"). */
export async function readWhole(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw fileError(path, error);
  }
}

/** Whether there is something by that name. Throws SelfsameError("file") where that cannot be told, or it is no file. */
export async function isFile(path: string): Promise<boolean> {
  try {
    // Looked at, not opened: opening a pipe would wait for its other end.
    const found = await stat(path);
    if (found.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
    if (!found.isFile()) throw Object.assign(new Error(), { code: "NOT_A_FILE" });
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
