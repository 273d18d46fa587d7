// Paths as people write them: short from where they stand, harmless to a terminal, and safe to paste into a shell.

import { relative } from "node:path";
import { shown } from "../photos/problem.ts";

/** A path from the current folder, where that is shorter to say; else as it is. */
export function fromHere(path: string): string {
  const short = relative(process.cwd(), path);
  return short === "" || short.startsWith("..") ? path : short;
}

/** A path in a message. */
export function displayed(path: string): string {
  return shown(fromHere(path));
}

/** A path in a command that is printed to be pasted into a shell. */
export function pasteable(path: string): string {
  const name = displayed(path);
  const word = name.startsWith("-") ? `./${name}` : name;
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
