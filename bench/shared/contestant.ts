// A contestant: a process of its own that measures itself when it is asked to. One JSON object a line, both ways; the
// first line says what it is, or why it cannot run. Between its turns it waits and does nothing.

import { spawn, type ChildProcessByStdio } from "node:child_process";
import { createInterface } from "node:readline";
import { join, resolve } from "node:path";
import type { Readable, Writable } from "node:stream";

const ROOT = resolve(import.meta.dirname, "../..");
/** Where the peers' scripts are. */
export const PEERS = join(import.meta.dirname, "../peers");
/** Milliseconds between two turns, in which threads that still spin go to sleep. */
const REST = 200;
/** Longest that one turn may take, in milliseconds, beyond the time it was asked to measure. */
const PATIENCE = 300_000;

export interface Start {
  readonly id: string;
  readonly program: string;
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a contestant says first. */
export interface Hello {
  /** Such as "PyTorch 1.13.0". */
  readonly name: string;
  readonly threads: number;
  /** What is worth knowing, such as which kernels. */
  readonly detail?: string;
  /** By program or package. */
  readonly versions: Readonly<Record<string, string>>;
}

/** A script of this folder run by a Node, TypeScript included. */
export function nodeStart(id: string, node: string, script: string, words: readonly string[]): Start {
  return { id, program: node, words: ["--import", "./scripts/typescript.js", join(PEERS, script), ...words] };
}

export class Contestant {
  readonly id: string;
  readonly hello: Hello;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(
    id: string,
    hello: Hello,
    child: ChildProcessByStdio<Writable, Readable, null>,
    lines: AsyncIterator<string>,
  ) {
    this.id = id;
    this.hello = hello;
    this.#child = child;
    this.#lines = lines;
  }

  /** Starts it; undefined, with one line that says why, where it cannot run. */
  static async start({ id, program, words, environment }: Start): Promise<Contestant | undefined> {
    const child = spawn(program, words, {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const failed = new Promise<string>((resolve) => child.on("error", (error) => resolve(error.message)));
    child.stdin.on("error", () => undefined); // it has ended, which the next answer will tell
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
    const first = await Promise.race([
      lines.next(),
      failed.then((missing) => ({ done: false, value: json({ missing }) })),
    ]);
    clearTimeout(timer);
    const said = first.done === true ? { missing: "it ended, or took too long, without a word" } : helloIn(first.value);
    if ("missing" in said) {
      console.error(`skipped: ${id}: ${String(said.missing)}`);
      child.kill("SIGKILL");
      return undefined;
    }
    return new Contestant(id, said as Hello, child, lines);
  }

  /** One turn. Throws where it fails. */
  async ask<Answer extends object>(request: object): Promise<Answer> {
    await new Promise((resolve) => setTimeout(resolve, REST));
    this.#child.stdin.write(`${json(request)}\n`);
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), PATIENCE);
    const line = await this.#lines.next();
    clearTimeout(timer);
    if (line.done === true) throw new Error(`${this.id} ended, or took too long, when asked ${json(request)}`);
    const answer = JSON.parse(line.value) as Answer | { error: string };
    if ("error" in answer) throw new Error(`${this.id}: ${answer.error}`);
    return answer;
  }

  stop(): void {
    this.#child.stdin.end();
    this.#child.kill("SIGKILL");
  }
}

/** The first line of a contestant; whatever else it prints there is why it is skipped. */
function helloIn(line: string): object {
  try {
    return JSON.parse(line) as object;
  } catch {
    return { missing: `it began with ${JSON.stringify(line)}` };
  }
}

/** Starts all that can run, one after another. */
export async function startAll(starts: readonly Start[]): Promise<Contestant[]> {
  const started: Contestant[] = [];
  for (const start of starts) {
    const contestant = await Contestant.start(start);
    if (contestant !== undefined) started.push(contestant);
  }
  return started;
}

/** The versions that all of them named. */
export function versionsOf(contestants: readonly Contestant[]): Record<string, string> {
  return Object.assign({}, ...contestants.map(({ hello }) => hello.versions)) as Record<string, string>;
}

const json = (value: object) => JSON.stringify(value);
