// What the file system's errors mean, as one line with the way out.

import { isSelfsameError, SelfsameError } from "@selfsame/engine";
import { displayed } from "./paths.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "does not exist. Check the path.",
  ENOTDIR: "lies below a file, not a folder. Check the path.",
  EISDIR: "is a folder. Name a file.",
  EACCES: "may not be read or written by you. Change its permissions, or choose another place.",
  EPERM: "may not be read or written by you. Change its permissions, or choose another place.",
  EROFS: "is on a read-only disk. Choose another place.",
  ENOSPC: "does not fit: the disk is full. Free some space, or choose another place.",
  EDQUOT: "does not fit: your quota is used up. Free some space, or choose another place.",
  EFBIG: "would be larger than this system allows. Choose another place.",
  NOT_A_FILE: "is a device or a pipe, not a file. Check the path.",
  ERR_FS_FILE_TOO_LARGE: "is larger than 2 GB, which is more than can be read. Check the path.",
};

const UNWRITABLE: Readonly<Record<string, string>> = {
  ...REASONS,
  ENOENT: "cannot be made there. Make its folder first, or choose another place.",
  NOT_A_FILE: "is a device or a pipe, not a file. Choose another name.",
};

/** What the engine says about the bytes of a file, with the file's name instead of the engine's words for it. */
export function contentError(path: string, error: unknown): Error {
  if (!isSelfsameError(error)) return error as Error;
  const message = error.message.replace(/^(load|checkpoint|the file): /, "");
  return new SelfsameError(error.code, `${displayed(path)}: ${message}`, { cause: error });
}

/** SelfsameError("file") about writing to `path`; an error that is one already stays as it is. */
export function writeError(path: string, error: unknown): Error {
  return fileError(path, error, UNWRITABLE);
}

/** SelfsameError("file") about reading `path`; an error that is one already stays as it is. */
export function fileError(path: string, error: unknown, reasons = REASONS): Error {
  if (error instanceof SelfsameError) return error;
  const { code = "", message = String(error) } = error as NodeJS.ErrnoException;
  return new SelfsameError("file", `${displayed(path)} ${reasons[code] ?? `failed: ${code || message}.`}`, {
    cause: error,
  });
}
