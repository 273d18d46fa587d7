// Prepared photos, kept as bytes: in memory up to a limit, and beyond it in a scratch file that no one else can open
// and that is gone when the process is, however it ends.

import { randomBytes } from "node:crypto";
import { closeSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SelfsameError } from "@selfsame/engine";
import { shown } from "./problem.ts";

/** How many bytes of prepared photos are kept in memory: 1 GiB, 262,144 photos of 64 x 64 gray pixels. */
export const MEMORY_LIMIT = 1024 * 1024 * 1024;

/** Prepared photos by their index. */
export interface PixelStore {
  readonly count: number;
  /** Copies photo `index` into `into`, which must have exactly its length. */
  read(index: number, into: Uint8Array): void;
  /** Gives memory and scratch file back; nothing can be read after. */
  close(): void;
}

/** A store while it is filled: slots are written in any order. */
export interface SlotStore {
  write(slot: number, bytes: Uint8Array): void;
  read(slot: number, into: Uint8Array): void;
  close(): void;
}

/** Opened for us alone under a name that no one can guess, and unlinked at once. */
function openScratch(): number {
  const path = join(tmpdir(), `selfsame-${randomBytes(16).toString("hex")}`);
  try {
    const file = openSync(path, "wx+", 0o600);
    unlinkSync(path);
    return file;
  } catch (error) {
    throw scratchError("be made", error);
  }
}

function scratchError(what: string, error: unknown): SelfsameError {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  const why = code === "ENOSPC" ? "the disk is full" : code;
  return new SelfsameError(
    "file",
    `The scratch file for photos that do not fit in memory cannot ${what} in ${shown(tmpdir())} (${why}). Set TMPDIR to a folder with room, or choose a smaller --size.`,
    { cause: error },
  );
}

/** Runs `step(done)`, which says how many bytes it moved, until `length` bytes have been moved. */
function inFull(length: number, what: string, step: (done: number) => number): void {
  try {
    for (let done = 0; done < length;) {
      const moved = step(done);
      if (moved === 0) throw new Error("it ends early");
      done += moved;
    }
  } catch (error) {
    throw scratchError(what, error);
  }
}

/**
 * Room for `slots` photos of `length` bytes; those beyond `memoryLimit` bytes go to the scratch file.
 * Throws SelfsameError("file") where the scratch file cannot be made, written or read.
 */
export function openStore(slots: number, length: number, memoryLimit: number = MEMORY_LIMIT): SlotStore {
  const inMemory = Math.min(slots, Math.floor(memoryLimit / length));
  let memory: Uint8Array | undefined = new Uint8Array(inMemory * length);
  let file = inMemory < slots ? openScratch() : undefined;

  function check(slot: number, bytes: Uint8Array): Uint8Array {
    if (memory === undefined) throw new SelfsameError("input", "PixelStore: it is closed. Load the photos again.");
    if (!(Number.isInteger(slot) && slot >= 0 && slot < slots) || bytes.length !== length) {
      throw new SelfsameError(
        "input",
        `PixelStore: expected an index below ${slots} and ${length} bytes, got ${slot} and ${bytes.length}.`,
      );
    }
    return memory;
  }
  return {
    write(slot, bytes) {
      const kept = check(slot, bytes);
      if (slot < inMemory) kept.set(bytes, slot * length);
      else {
        const place = (slot - inMemory) * length;
        inFull(length, "be written", (done) => writeSync(file!, bytes, done, length - done, place + done));
      }
    },
    read(slot, into) {
      const kept = check(slot, into);
      if (slot < inMemory) into.set(kept.subarray(slot * length, (slot + 1) * length));
      else {
        const place = (slot - inMemory) * length;
        inFull(length, "be read", (done) => readSync(file!, into, done, length - done, place + done));
      }
    },
    close() {
      memory = undefined;
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}
