// How much of a page the engine takes: everything it exports, with its WebAssembly and the worker's own file, as a bundler
// publishes it and as a server sends it.

import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { afterAll, expect, test } from "vitest";
import { ROOT } from "./snippets/blocks.ts";

/** Bytes, all files together: 40 KB. */
const BUDGET = 40_000;
const folder = mkdtempSync(join(tmpdir(), "selfsame-size-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the whole engine, minified and compressed, is a download of less than 40 KB", async () => {
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "page.js"), `export * from "@selfsame/engine";\n`);
  const made = await build({
    root: folder,
    configFile: false,
    logLevel: "error",
    worker: { format: "es" },
    build: {
      write: false,
      target: "es2022",
      minify: true,
      modulePreload: false,
      rolldownOptions: { input: join(folder, "page.js"), preserveEntrySignatures: "strict" },
    },
  });
  const files = [made].flat().flatMap((one) => ("output" in one ? one.output : []));
  const sizes = files.map((file) => ({
    name: file.fileName,
    bytes: gzipSync(file.type === "chunk" ? file.code : file.source, { level: 9 }).length,
  }));
  // What is in it is really the engine, kernels and all, and not an empty page.
  expect(files.some((file) => file.type === "chunk" && file.exports.includes("train"))).toBe(true);
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(total).toBeGreaterThan(10_000);
  expect(total, JSON.stringify(sizes)).toBeLessThan(BUDGET);
});
