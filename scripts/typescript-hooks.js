// Node 20's loader of TypeScript: types are blanked out by ts-blank-space, once for every content of a file. To load the
// TypeScript compiler takes a second, which every start of the command would pay.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const { version } = createRequire(import.meta.url)("ts-blank-space/package.json");
const CACHE = fileURLToPath(new URL(`../node_modules/.cache/ts-blank-space-${version}/`, import.meta.url));

/** Node's `load` hook. */
export async function load(url, context, next) {
  if (!url.startsWith("file:") || !new URL(url).pathname.endsWith(".ts")) return next(url, context);
  return { format: "module", source: await blanked(readFileSync(fileURLToPath(url), "utf8")), shortCircuit: true };
}

async function blanked(text) {
  const place = join(CACHE, createHash("sha256").update(text).digest("hex"));
  try {
    return readFileSync(place, "utf8");
  } catch {
    // Not seen before.
  }
  const { default: blank } = await import("ts-blank-space");
  const source = blank(text);
  try {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(`${place}.${process.pid}`, source); // whole or not at all: other processes read it
    renameSync(`${place}.${process.pid}`, place);
  } catch {
    // A folder that cannot be written only costs time.
  }
  return source;
}
