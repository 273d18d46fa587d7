// The package.json that is published: the repository's, with sources turned into what was built from them.

import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The fields of packages/*\/package.json that this project uses. */
interface Source {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly keywords?: readonly string[];
  readonly license: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly sideEffects: false | readonly string[];
  readonly exports: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** "./src/pixels/index.ts" is built into "./pixels/index", with an ending. */
function built(source: string): string {
  const match = /^\.\/src\/(.*)\.ts$/.exec(source);
  if (!match) throw new Error(`build: expected "./src/....ts" in package.json, got "${source}"`);
  return `./${match[1]!}`;
}

/** What package.json says in dist. The command's bin is main.js: bin/ serves the checkout only. */
function manifestOf(source: Source) {
  const modules = Object.entries(source.exports).filter(([name]) => name !== "./package.json");
  const exports = modules.map(([name, path]): [string, unknown] => {
    return [name, { types: `${built(path)}.d.ts`, default: `${built(path)}.js` }];
  });
  const { sideEffects, bin, dependencies } = source;
  return {
    name: source.name,
    version: source.version,
    description: source.description,
    ...(source.keywords && { keywords: source.keywords }),
    license: source.license,
    type: "module",
    engines: source.engines,
    sideEffects: sideEffects === false ? false : sideEffects.map((path) => `${built(path)}.js`),
    exports: { ...Object.fromEntries(exports), "./package.json": "./package.json" },
    ...(bin && { bin: Object.fromEntries(Object.keys(bin).map((name) => [name, "./main.js"])) }),
    ...(dependencies && { dependencies }),
    publishConfig: { access: "public" },
  };
}

/** Writes `dist`/package.json, sees that all it names is there, and makes the command executable. */
export function writeManifest(folder: string, dist: string) {
  const source = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Source;
  const manifest = manifestOf(source);
  for (const path of JSON.stringify(manifest).match(/"\.\/[^"]*\.(js|d\.ts)"/g) ?? []) {
    const file = JSON.parse(path) as string;
    if (!existsSync(join(dist, file))) throw new Error(`build: package.json names ${file}, which was not built`);
  }
  writeFileSync(join(dist, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);

  for (const path of Object.values(manifest.bin ?? {})) {
    const file = join(dist, path);
    const code = readFileSync(file, "utf8");
    if (!code.startsWith("#!")) writeFileSync(file, `#!/usr/bin/env node\n${code}`);
    chmodSync(file, 0o755);
  }
  return manifest;
}
