// Files appear whole or not at all: written beside their place, flushed to disk, then renamed. Readable by their owner
// only. The temporary file has one fixed name, so that what a killed run left behind is overwritten by the next.

import { open, readFile, rename, rm } from "node:fs/promises";
import { fileError } from "./errors.ts";

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
    throw fileError(path, error);
  }
}

/** Throws SelfsameError("file") where `writeWhole` could not write to this place at all. */
export async function checkWritable(path: string): Promise<void> {
  const temporary = temporaryOf(path);
  try {
    const isFolder = await open(path).then(
      async (file) => {
        const stat = await file.stat();
        await file.close();
        return stat.isDirectory();
      },
      () => false,
    );
    if (isFolder) throw Object.assign(new Error(), { code: "EISDIR" });
    await rm(temporary, { force: true });
    await (await open(temporary, "wx", PRIVATE)).close();
    await rm(temporary);
  } catch (error) {
    throw fileError(path, error);
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

/** The first bytes of a file, or undefined where there is none. Throws SelfsameError("file"). */
export async function readStart(path: string, length: number): Promise<Buffer | undefined> {
  let file;
  try {
    file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw fileError(path, error);
  } finally {
    await file?.close();
  }
}
