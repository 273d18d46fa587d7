// The installed packages in Node: they do what they say, and importing them does nothing else.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BackendFacts } from "@selfsame/engine";
import { check, expect } from "./checks.ts";
import { XOR_MODULE } from "./program.ts";
import { run } from "./project.ts";

/**
 * Prints as JSON what importing `name` leaves behind: globals, native libraries. That Node then ends by itself shows
 * that nothing was started.
 */
const importOnly = (name: string) => `
const globals = new Set(Reflect.ownKeys(globalThis));
const names = Object.keys(await import("${name}"));
console.log(JSON.stringify({
  names,
  globals: Reflect.ownKeys(globalThis).filter((key) => !globals.has(key)).map(String),
  native: process.report.getReport().sharedObjects.filter((path) => path.includes("node_modules")),
}));
`;

/** Checks the packages installed in `project`; what the XOR program printed, or undefined. */
export async function checkNode(project: string): Promise<string | undefined> {
  writeFileSync(join(project, "xor.js"), XOR_MODULE);
  writeFileSync(join(project, "main.js"), `import { xor } from "./xor.js"; console.log(await xor());`);
  let expected: string | undefined;
  // OTHER_NODE: the path of a second Node to try, beside the one that runs this.
  for (const node of [process.execPath, ...(process.env["OTHER_NODE"] ? [process.env["OTHER_NODE"]] : [])]) {
    const version = `Node ${(await run(project, node, ["--version"])).stdout.trim()}`;
    for (const name of [
      "@selfsame/engine",
      "@selfsame/engine/pixels",
      "@selfsame/engine/forward",
      "@selfsame/face",
      "selfsame",
    ]) {
      await check(`${version}: importing ${name} has no side effects`, async () => {
        const { stdout, stderr } = await run(project, node, ["--input-type=module", "--eval", importOnly(name)]);
        expect(stderr === "", `it wrote to standard error: ${stderr}`);
        const left = JSON.parse(stdout) as { names: string[]; globals: string[]; native: string[] };
        expect(left.names.length > 0, "it exports nothing");
        expect(left.globals.length === 0, `it left globals: ${left.globals.join(", ")}`);
        expect(left.native.length === 0, `it loaded native libraries: ${left.native.join(", ")}`);
      });
    }
    const printed = await check(`${version}: XOR trains with the wasm backend, on two threads`, async () => {
      const { stdout, stderr } = await run(project, node, ["main.js"]);
      expect(stderr === "", `it wrote to standard error: ${stderr}`);
      const { first, last, backend } = JSON.parse(stdout) as { first: number; last: number; backend: BackendFacts };
      expect(last < first, `the loss went from ${first} to ${last}`);
      expect(backend.threads === 2, `it ran on ${JSON.stringify(backend)}`);
      expect(
        expected === undefined || stdout.trim() === expected,
        `${stdout.trim()} here, ${expected} in the other Node`,
      );
      return stdout.trim();
    });
    expected ??= printed;
  }
  return expected;
}
