// A page bundled by esbuild; and how much of a page the engine takes.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { check, expect } from "../checks.ts";
import { html, PAGE_FILES } from "../program.ts";
import { newProject, run } from "../project.ts";

const ESBUILD = "esbuild@0.28.2";

/** The whole engine, minified and compressed, stays below this many bytes. */
const SIZE_LIMIT = 40_000;

const NAME = "esbuild";
const bundle = (project: string, entries: readonly string[], out: string) =>
  run(project, process.execPath, [
    "node_modules/esbuild/bin/esbuild",
    ...entries,
    "--bundle",
    "--format=esm",
    "--minify",
    `--outdir=${out}`,
  ]);

/** esbuild finds no workers by itself: the engine's is an entry point of its own. */
const WORKER = "selfsame-worker=@selfsame/engine/worker";

/** Builds the page below `folder`; the folder to serve. */
export async function buildWithEsbuild(folder: string, engine: string): Promise<string> {
  const project = await newProject(folder, NAME, [engine, ESBUILD], PAGE_FILES);
  await bundle(project, ["page.js", WORKER], "dist");
  writeFileSync(join(project, "dist/index.html"), html("/page.js"));
  return join(project, "dist");
}

/** Takes the worker out of the page that lies in `folder`, as if it had been forgotten; the folder. */
export function withoutWorker(folder: string): string {
  rmSync(join(folder, "selfsame-worker.js"));
  return folder;
}

/** Checks the size of all that the engine exports, in the project that `buildWithEsbuild` made below `folder`. */
export async function checkSize(folder: string): Promise<void> {
  const project = join(folder, NAME);
  await check(
    `the whole engine, minified and gzipped, is below ${SIZE_LIMIT} bytes`,
    async () => {
      writeFileSync(join(project, "all.js"), `export * from "@selfsame/engine";\n`);
      await bundle(project, ["all.js"], "all");
      const bytes = gzipSync(readFileSync(join(project, "all/all.js")), { level: 9 }).length;
      expect(bytes < SIZE_LIMIT, `it is ${bytes}`);
      return bytes;
    },
    (bytes) => `${bytes}`,
  );
}
