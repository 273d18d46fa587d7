// Runs the real command, as a person at a terminal would.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../bin/selfsame.js", import.meta.resolve("selfsame")));

export interface Outcome {
  /** The exit code; 128 + the number of the signal where one ended it. */
  readonly code: number;
  /** What it printed, where it was asked to be kept. */
  readonly output: string;
}

const quoted = (argument: string) => (/^[\w./:,=\\-]+$/.test(argument) ? argument : JSON.stringify(argument));

/** The line that a person would type. */
export const commandLine = (arguments_: readonly string[]) => ["selfsame", ...arguments_].map(quoted).join(" ");

/** Runs `selfsame` with this terminal's input, output and errors; `keep` takes its standard output instead of showing it. */
export function selfsame(arguments_: readonly string[], keep = false): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...arguments_], {
      stdio: ["inherit", keep ? "pipe" : "inherit", "inherit"],
    });
    // Ctrl-C reaches the child too, which saves what it has and says how to go on: wait for that.
    const wait = () => undefined;
    const pass = () => child.kill("SIGTERM");
    process.on("SIGINT", wait);
    process.on("SIGTERM", pass);
    let output = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      process.off("SIGINT", wait);
      process.off("SIGTERM", pass);
      resolve({ code: code ?? (signal === "SIGINT" ? 130 : 143), output });
    });
  });
}
