// The command as a user runs it: a process of its own, through its real binary.

import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Readable } from "node:stream";

export const BIN = join(createRequire(import.meta.url).resolve("selfsame/package.json"), "../bin/selfsame.js");

/** Milliseconds that several runs one after another may take on a busy machine. */
export const SLOW = 120_000;

export interface Finished {
  /** null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Options {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What the terminal of whoever runs the tests asks for is no part of them. */
export function environment(env: Options["env"] = {}): NodeJS.ProcessEnv {
  const {
    NO_COLOR: _noColor,
    FORCE_COLOR: _forceColor,
    SELFSAME_DEBUG: _debug,
    NODE_OPTIONS: _options,
    npm_command: _npm,
    ...rest
  } = process.env;
  return { ...rest, ...env };
}

/** A run that is under way. */
export class Run {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly finished: Promise<Finished>;
  #stdout = "";
  #stderr = "";
  #watchers = new Set<() => void>();

  constructor(program: string, words: readonly string[], { cwd, env }: Options) {
    this.child = spawn(program, words, { cwd, env: environment(env), stdio: ["ignore", "pipe", "pipe"] });
    this.child.stdout.setEncoding("utf8").on("data", (text: string) => (this.#stdout += text));
    this.child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr += text;
      for (const watcher of this.#watchers) watcher();
    });
    this.finished = once(this.child, "close").then(([code]) => ({
      code: code as number | null,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }));
  }

  /** Resolves as soon as standard error holds `text` so many times; rejects where the run ends before. */
  async says(text: string, times = 1): Promise<void> {
    const isSaid = () => this.#stderr.split(text).length > times;
    const heard = new Promise<void>((resolve) => {
      const watcher = () => isSaid() && resolve();
      this.#watchers.add(watcher);
      watcher();
    });
    const over = this.finished.then(({ stderr }) => {
      if (!isSaid()) throw new Error(`the run ended before it had said "${text}" ${times} times:\n${stderr}`);
    });
    await Promise.race([heard, over]);
  }
}

/** Starts `selfsame` with these words. */
export function start(words: readonly string[], options: Options): Run {
  return new Run(process.execPath, [BIN, ...words], options);
}

/** Runs `selfsame` with these words to its end. */
export function selfsame(words: readonly string[], options: Options): Promise<Finished> {
  return start(words, options).finished;
}

/** Runs it, and expects it to succeed: what it printed on standard output. */
export async function succeeds(words: readonly string[], options: Options): Promise<string> {
  const { code, stdout, stderr } = await selfsame(words, options);
  if (code !== 0) throw new Error(`selfsame ${words.join(" ")} ended with ${code}:\n${stderr}`);
  return stdout;
}
