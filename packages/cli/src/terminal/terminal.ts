// Where the command speaks: results on standard output, everything else on standard error; bars and color where a
// person looks, plain lines where a file or a program does.

import { createRequire } from "node:module";
import type * as Progress from "cli-progress";
import picocolors from "picocolors";
import { shown } from "../photos/problem.ts";
import { duration } from "../report/format.ts";

export interface Bar {
  update(done: number, text: string): void;
  stop(): void;
}

export interface Terminal {
  /** Color on standard output. */
  readonly color: boolean;
  /** A result, on standard output. */
  print(text: string): void;
  /** Something to know, on standard error. */
  note(text: string): void;
  /** A bar of `total`, on a terminal; elsewhere `text` is printed by `line` only. */
  bar(total: number, text: string): Bar;
  /** A line of progress where there is no bar. */
  line(text: string): void;
}

/** Seconds of work from which the rest can be guessed. */
const TELLING_SECONDS = 2;

export function openTerminal(): Terminal {
  const isDumb = process.env["TERM"] === "dumb";
  const isWatched = process.stderr.isTTY === true && !isDumb;
  const note = (text: string) => void process.stderr.write(`${text}\n`);
  return {
    color: picocolors.isColorSupported && process.stdout.isTTY === true && !isDumb,
    print: (text) => void process.stdout.write(`${text}\n`),
    note,
    line: (text) => {
      if (!isWatched) note(text);
    },
    bar(total, text) {
      if (!isWatched) return { update: () => undefined, stop: () => undefined };
      // Loaded when there is a bar to draw, and at once, which only require does.
      const { SingleBar } = createRequire(import.meta.url)("cli-progress") as typeof Progress;
      const bar = new SingleBar({
        stream: process.stderr,
        format: "{bar} {percentage}%  {left}{text}",
        autopadding: true,
        barCompleteChar: "━",
        barIncompleteChar: "─",
        barsize: 16, // which leaves room for the text in 80 columns
        linewrap: true, // nothing wraps: each line is cut to the terminal's width; else its wrapping would be turned off
        hideCursor: false, // a process that is killed could not show it again
        clearOnComplete: false,
        gracefulExit: false,
      });
      const left = timeLeft(total);
      bar.start(total, 0, { text, left: "" });
      return { update: (done, now) => bar.update(done, { text: now, left: left(done) }), stop: () => bar.stop() };
    },
  };
}

/** Says how long the rest takes, as far as that can be told from the first thing done on. */
function timeLeft(total: number): (done: number) => string {
  let first: { readonly done: number; readonly at: number } | undefined;
  return (done) => {
    first ??= { done, at: performance.now() };
    const passed = (performance.now() - first.at) / 1000;
    if (passed < TELLING_SECONDS || done === first.done || done >= total) return "";
    const seconds = (passed * (total - done)) / (done - first.done);
    return `${seconds < 60 ? `${Math.ceil(seconds)} s` : duration(seconds)} left  `;
  };
}

/** One line that names an error, whatever it was. */
export function errorLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return shown(message.replace(/\s*\n\s*/g, " "));
}
