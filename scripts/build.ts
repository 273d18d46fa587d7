// Builds what is published: packages/*/dist, each a package of its own, ready for `npm pack ./packages/NAME/dist`.
// In the repository nothing needs building; see the `exports` of packages/*/package.json.

import { copyFileSync, existsSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "./build/compile.ts";
import { writeManifest } from "./build/manifest.ts";
import { pointUrlsAtJavaScript } from "./build/urls.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** In the order of the import law: each is compiled against the ones before it, as built. */
const PACKAGES = ["engine", "face", "cli"];

for (const name of PACKAGES) {
  const folder = join(root, "packages", name);
  if (!existsSync(join(folder, "package.json"))) continue;
  const dist = join(folder, "dist");
  rmSync(dist, { recursive: true, force: true });

  compile(root, folder);
  pointUrlsAtJavaScript(dist);
  const manifest = writeManifest(folder, dist);
  copyFileSync(join(root, "LICENSE"), join(dist, "LICENSE"));
  const own = join(folder, "README.md");
  copyFileSync(existsSync(own) ? own : join(root, "README.md"), join(dist, "README.md"));
  console.log(`${manifest.name} ${manifest.version}: ${relative(root, dist)}`);
}
