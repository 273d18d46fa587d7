// The command in few files: what `unlock` needs of it and of our packages, put together. A process starts for every photo
// that someone asks about, and finding and reading two hundred modules took it longer than looking at the photo.

import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { build, type Plugin } from "vite";

/** Of the modules in dist/commands: the others are imported from where they are, when they are asked for. */
const BUNDLED = "unlock.js";
/** Where in dist the parts go that are loaded when they are needed. */
const PARTS = "parts";

/**
 * Puts `dist`/main.js together with what it imports, itself and through the bundled command. `packages` are folders of
 * our own packages as built, by name; those of others stay imports. Throws where something imported is not there.
 */
export async function bundleCommand(dist: string, packages: Readonly<Record<string, string>>): Promise<void> {
  await build({
    root: dist,
    configFile: false,
    logLevel: "error",
    publicDir: false,
    plugins: [others(dist), ours(packages)],
    build: {
      ssr: true,
      outDir: dist,
      emptyOutDir: false,
      target: "node20",
      minify: false,
      rolldownOptions: {
        input: { main: join(dist, "main.js") },
        output: {
          entryFileNames: "[name].js",
          chunkFileNames: `${PARTS}/[name].js`,
          codeSplitting: { groups: [{ name: "shared", minShareCount: 2 }] },
        },
      },
    },
  });
}

/** Commands that are not bundled stay where they are. */
function others(dist: string): Plugin {
  const commands = join(dist, "commands");
  return {
    name: "selfsame:others",
    enforce: "pre",
    resolveId(source, importer) {
      if (importer === undefined || !source.startsWith(".")) return undefined;
      const path = resolve(dirname(importer), source);
      const isOther = dirname(path) === commands && path !== join(commands, BUNDLED);
      return isOther ? { id: path, external: "relative" } : undefined;
    },
  };
}

/** Imports of our packages, by the `exports` of their published package.json. */
function ours(packages: Readonly<Record<string, string>>): Plugin {
  return {
    name: "selfsame:ours",
    enforce: "pre",
    resolveId(source) {
      for (const [name, folder] of Object.entries(packages)) {
        if (source !== name && !source.startsWith(`${name}/`)) continue;
        const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
          exports: Readonly<Record<string, { readonly default: string } | undefined>>;
        };
        const found = exports[`.${source.slice(name.length)}`];
        if (found === undefined) throw new Error(`build: ${name} does not export ${source}`);
        return join(folder, found.default);
      }
      return undefined;
    },
  };
}
