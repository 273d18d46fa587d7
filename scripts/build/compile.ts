// TypeScript to JavaScript and declarations, by the package's own tsconfig.json.

import { spawnSync } from "node:child_process";
import { join, sep } from "node:path";
import { filesBelow } from "./files.ts";

/** Compiles `folder`/src into `folder`/dist. Throws where the compiler complains, after it has printed why. */
export function compile(root: string, folder: string): void {
  const kernels = `${sep}kernels${sep}`; // sources of another language, whose compiled bytes are in a module beside
  const unknown = filesBelow(join(folder, "src")).filter((path) => !path.endsWith(".ts") && !path.includes(kernels));
  if (unknown.length > 0) {
    throw new Error(`build: only .ts files reach dist. Turn these into modules: ${unknown.join(", ")}`);
  }
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-p", folder], { stdio: "inherit" });
  if (status !== 0) throw new Error(`build: ${folder} does not compile.`);
}
