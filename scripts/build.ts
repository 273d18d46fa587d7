// Builds what is published: packages/*/dist, each a package of its own, ready for `npm pack ./packages/NAME/dist`.
// In the repository nothing needs building; see the `exports` of packages/*/package.json.

import { copyFileSync, existsSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleCommand } from "./build/bundle.ts";
import { compile } from "./build/compile.ts";
import { writeManifest } from "./build/manifest.ts";
import { pointUrlsAtJavaScript } from "./build/urls.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** In the order of the import law: each is compiled against the ones before it, as built. */
const PACKAGES = ["engine", "face", "cli"];

const built = (name: string): string => join(root, "packages", name, "dist");

for (const name of PACKAGES) {
  const folder = join(root, "packages", name);
  if (!existsSync(join(folder, "package.json"))) continue;
  const dist = built(name);
  rmSync(dist, { recursive: true, force: true });

  compile(root, folder);
  pointUrlsAtJavaScript(dist);
  if (name === "cli")
    await bundleCommand(dist, { "@selfsame/engine": built("engine"), "@selfsame/face": built("face") });
  const manifest = writeManifest(folder, dist);
  copyFileSync(join(root, "LICENSE"), join(dist, "LICENSE"));
  const own = join(folder, "README.md");
  copyFileSync(existsSync(own) ? own : join(root, "README.md"), join(dist, "README.md"));
  console.log(`${manifest.name} ${manifest.version}: ${relative(root, dist)}`);
}
