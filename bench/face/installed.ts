// The command as it is published, in a folder like the one that npm makes, and how long its processes take.

import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");
const BUILT = { engine: "@selfsame/engine", face: "@selfsame/face", cli: "selfsame" };

/**
 * What `npm install selfsame` would leave in `folder`: our packages as built, all others as they are in `packages`.
 * Returns the folder of the command. Throws where one of ours is not built.
 */
export function install(folder: string, packages: string): string {
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "@selfsame"), { recursive: true });
  for (const [name, installed] of Object.entries(BUILT)) {
    const built = join(ROOT, "packages", name, "dist");
    if (!existsSync(join(built, "package.json"))) throw new Error(`${built} is not built. Build it: npm run build`);
    cpSync(built, join(modules, installed), { recursive: true });
  }
  for (const entry of readdirSync(packages)) {
    if (!entry.startsWith(".") && !existsSync(join(modules, entry)))
      symlinkSync(join(packages, entry), join(modules, entry));
  }
  return join(modules, "selfsame");
}

/** Milliseconds from the start of a process. */
export interface Times {
  /** To its first word. */
  readonly first: number;
  /** To its end. */
  readonly all: number;
}

/** Runs a program to its end; rejects where that is not a good one. */
export function timeOf(program: string, words: readonly string[]): Promise<Times> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    let first = NaN;
    const child = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.once("data", () => (first = performance.now() - start));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve({ first, all: performance.now() - start });
      else reject(new Error(`${program} ${words.join(" ")} ended with ${code}`));
    });
  });
}
