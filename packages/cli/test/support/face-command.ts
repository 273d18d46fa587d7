// The face commands as a user runs them, with a data folder of the test's own.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { selfsame, type Finished } from "./command.ts";

export interface FaceCommand {
  /** Where the default profile of these runs lies. */
  readonly profile: string;
  run(...words: string[]): Promise<Finished>;
}

/** Runs in `cwd`; the data folder is in it. */
export function faceCommand(cwd: string): FaceCommand {
  const data = join(cwd, "data");
  mkdirSync(data, { recursive: true });
  const env = { XDG_DATA_HOME: data, LOCALAPPDATA: data, HOME: data };
  const below = process.platform === "darwin" ? "Library/Application Support/selfsame" : "selfsame";
  return { profile: join(data, below, "profile.safetensors"), run: (...words) => selfsame(words, { cwd, env }) };
}

/** The lines of a text, without the empty ones. */
export const linesOf = (text: string): string[] => text.split("\n").filter((line) => line !== "");
