// What is said about a photo that cannot be used: one line that names the file, what is wrong, and the way out.

import { SelfsameError } from "@selfsame/engine";

/** A photo left out, and why: `reason` is a sentence without the path. */
export interface SkippedPhoto {
  readonly path: string;
  readonly reason: string;
}

/** The path with control characters spelled out, so that a strange file name cannot break a line or color a terminal. */
export function shown(path: string): string {
  return path.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (one) => {
    return `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** SelfsameError("photo"): "path: reason". */
export function photoError(path: string, reason: string, cause?: unknown): SelfsameError {
  return new SelfsameError("photo", `${shown(path)}: ${reason}`, cause === undefined ? undefined : { cause });
}

/** The message of a `photoError` without the path. */
export function reasonOf(error: Error, path: string): string {
  const start = `${shown(path)}: `;
  return error.message.startsWith(start) ? error.message.slice(start.length) : error.message;
}

const SYSTEM_REASONS: Readonly<Record<string, string>> = {
  ENOENT: "does not exist. Check the path.",
  ELOOP: "is a link that leads back to itself. Remove it.",
  EACCES: "may not be read by you. Change its permissions, or leave it out.",
  EPERM: "may not be read by you. Change its permissions, or leave it out.",
  EISDIR: "is a folder, not a photo.",
  NOT_A_FILE: "is a device or a pipe, not a photo file. Leave it out.",
  EMFILE: "cannot be opened: too many files are open. Close some programs and try again.",
};

/** What a file system's error about a photo means, as a sentence without the path. */
export function systemReason(error: unknown): string {
  const { code = "", message = String(error) } = error as NodeJS.ErrnoException;
  return SYSTEM_REASONS[code] ?? `cannot be read (${code || message}). Check the disk, or leave it out.`;
}
