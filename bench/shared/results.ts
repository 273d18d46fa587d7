// What a benchmark leaves behind: one JSON file a question, with the machine and the versions it was measured with.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { machineFacts, type MachineFacts } from "./machine.ts";

const FOLDER = join(import.meta.dirname, "../results");

export interface Recorded {
  readonly question: string;
  /** The day, such as 2026-11-23. */
  readonly date: string;
  readonly machine: MachineFacts;
  /** Node, V8, and of each peer. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Writes bench/results/NAME.json, and says so on standard error. */
export async function record<Result extends object>(
  name: string,
  question: string,
  versions: Readonly<Record<string, string>>,
  result: Result,
): Promise<void> {
  const own = { node: process.versions.node, v8: process.versions.v8 };
  const recorded: Recorded & Result = {
    question,
    date: new Date().toISOString().slice(0, 10),
    machine: machineFacts(),
    versions: { ...own, ...versions },
    ...result,
  };
  mkdirSync(FOLDER, { recursive: true });
  const text = await format(JSON.stringify(recorded), { parser: "json", printWidth: 120 });
  writeFileSync(join(FOLDER, `${name}.json`), text);
  console.error(`written: bench/results/${name}.json`);
}

/** What was recorded, or undefined where nothing was. */
export function recorded<Result extends object>(name: string): (Recorded & Result) | undefined {
  try {
    return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")) as Recorded & Result;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
