// What the file system's errors mean, as one line with the way out.

import { SelfsameError } from "@selfsame/engine";
import { shown } from "../photos/problem.ts";

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
};

/** SelfsameError("file") about `path`; an error that is one already stays as it is. */
export function fileError(path: string, error: unknown): Error {
  if (error instanceof SelfsameError) return error;
  const { code = "", message = String(error) } = error as NodeJS.ErrnoException;
  return new SelfsameError("file", `${shown(path)} ${REASONS[code] ?? `failed: ${code || message}.`}`, { cause: error });
}
