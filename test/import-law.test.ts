// The laws of the house, each broken by a snippet that lint must refuse, and kept by one that it must accept.

import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
// The snippets are in no TypeScript project, so the rules that need types are left out.
const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });

/** The complaints about `code`, were it the file `path` of this repository. */
async function complaints(path: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: `${root}${path}` });
  return result!.messages.map((message) => `${message.ruleId}: ${message.message}`);
}

const ENGINE = "packages/engine/src/network/snippet.ts";
const FACE = "packages/face/src/snippet.ts";
const CLI = "packages/cli/src/snippet.ts";
const BENCH = "bench/snippet.ts";
const EXAMPLE = "examples/snippet.ts";
const STUDIO = "studio/src/snippet.ts";

describe("imports run one way", () => {
  test.each([
    ["the engine imports nothing from a package", ENGINE, `import { z } from "zod"; z();`],
    ["the engine imports no type from a package", ENGINE, `import type { Z } from "zod"; export type Y = Z;`],
    ["the engine names no type of a package in passing", ENGINE, `export type Y = import("zod").Z;`],
    ["the engine re-exports no package", ENGINE, `export * from "zod";`],
    ["the engine loads no package when it runs", ENGINE, `await import("zod");`],
    ["the engine imports no Node", ENGINE, `import { readFile } from "node:fs/promises"; await readFile("x");`],
    ["the engine imports no Node by an old name", ENGINE, `import fs from "fs"; fs.readFileSync("x");`],
    ["the engine does not import face", ENGINE, `import { detect } from "@selfsame/face"; detect();`],
    ["the engine does not import the command", ENGINE, `import { main } from "selfsame"; main();`],
    ["the engine leaves its folder by no path", ENGINE, `import { x } from "../../../cli/src/main.ts"; x();`],
    ["the engine starts no worker outside", ENGINE, `new URL("../../../cli/src/worker.ts", import.meta.url);`],
    ["face imports no package but the engine", FACE, `import { z } from "zod"; z();`],
    ["face imports no Node", FACE, `import "node:path";`],
    ["face does not import the command", FACE, `import { main } from "selfsame"; main();`],
    ["the command does not import the studio", CLI, `import { x } from "../../../studio/src/x.ts"; x();`],
    ["the command does not import the bench", CLI, `import { x } from "../../../bench/x.ts"; x();`],
    ["the command does not import the examples", CLI, `import { x } from "../../../examples/x.ts"; x();`],
    ["the command takes the engine by its name", CLI, `import { x } from "../../engine/src/index.ts"; x();`],
    ["the studio does not import the command", STUDIO, `import { x } from "selfsame"; x();`],
    ["the bench does not import the examples", BENCH, `import { x } from "../examples/x.ts"; x();`],
    ["the examples do not import the bench", EXAMPLE, `import { x } from "../bench/x.ts"; x();`],
    ["the engine's tests run in a page too", "packages/engine/test/snippet.test.ts", `import "node:fs";`],
  ])("%s", async (_, path, code) => {
    expect(await complaints(path, code)).toContainEqual(expect.stringContaining("selfsame/import-law: "));
  });

  test.each([
    ["the engine imports itself", ENGINE, `import { x } from "../numbers/x.ts"; x();`],
    ["face imports the engine", FACE, `import { x } from "@selfsame/engine"; x();`],
    ["the command imports the engine, face and packages", CLI, `import "@selfsame/engine"; import "sharp";`],
    ["the command imports a part of the engine", CLI, `import { x } from "@selfsame/engine/pixels"; x();`],
    ["examples and bench import the command's library", EXAMPLE, `import "selfsame"; import "node:fs";`],
    ["an engine test imports vitest", "packages/engine/test/snippet.test.ts", `import "vitest"; import "../src/x.ts";`],
    ["an engine test that says so imports Node", "packages/engine/test/snippet.node.test.ts", `import "node:fs";`],
  ])("%s", async (_, path, code) => {
    expect(await complaints(path, code)).toEqual([]);
  });
});

describe("engine and face are pure", () => {
  const laws: [string, string, string][] = [
    ["no document", "no-restricted-globals", `document.title;`],
    ["no window", "no-restricted-globals", `window.name;`],
    ["no process", "no-restricted-globals", `process.exit();`],
    ["no network", "no-restricted-globals", `await fetch("x");`],
    ["no terminal", "no-restricted-globals", `console.log(1);`],
    ["no date", "no-restricted-globals", `new Date();`],
    ["no clock", "no-restricted-globals", `performance.now();`],
    ["no timer", "no-restricted-globals", `setTimeout(() => {}, 1);`],
    ["no clock by way of globalThis", "no-restricted-properties", `globalThis.performance.now();`],
    ["no clock unpacked from globalThis", "no-restricted-properties", `const { Date: D } = globalThis; new D();`],
    ["no chance", "no-restricted-properties", `Math.random();`],
    ["no chance from the system", "no-restricted-properties", `crypto.getRandomValues(new Uint8Array(1));`],
    ["no chance unpacked from Math", "no-restricted-properties", `const { random } = Math; random();`],
    ...["exp", "log", "log2", "log1p", "pow", "sin", "cos", "tan", "tanh", "atan", "atan2", "hypot", "cbrt"].map(
      (name): [string, string, string] => [`no Math.${name}`, "no-restricted-properties", `Math.${name}(1, 2);`],
    ),
    ["no Math under another name", "no-restricted-syntax", `const M = Math; M.exp(1);`],
    ["no Math handed on", "no-restricted-syntax", `Object.keys(Math);`],
    ["no Math function by a computed name", "no-restricted-syntax", `Math["exp"](1);`],
    ["no **", "no-restricted-syntax", `export const x = (y: number) => y ** 2;`],
    ["no **=", "no-restricted-syntax", `export function x(y: number) { y **= 2; return y; }`],
    ["no mutable state in a module", "no-restricted-syntax", `let x = 1; export const y = () => x++;`],
    ["no default export", "no-restricted-syntax", `export default 1;`],
  ];
  test.each(laws)("%s", async (_, rule, code) => {
    for (const path of [ENGINE, FACE]) {
      expect(await complaints(path, code)).toContainEqual(expect.stringContaining(`${rule}: `));
    }
  });

  test("arithmetic that every machine rounds alike is welcome", async () => {
    const code = `export const x = Math.sqrt(2) + Math.floor(1.5) + Math.abs(-1) + Math.max(1, 2) * Math.fround(3) + Math.PI;`;
    expect(await complaints(ENGINE, code)).toEqual([]);
  });

  test("the command may know the time", async () => {
    expect(await complaints(CLI, `performance.now(); Math.random(); Math.exp(2 ** 3);`)).toEqual([]);
  });
});

test.each(["TODO", "FIXME"])("a %s is finished or taken out", async (word) => {
  for (const path of [ENGINE, CLI, "test/snippet.ts", "scripts/snippet.js"]) {
    expect(await complaints(path, `// and ${word}: later\n`)).toEqual([expect.stringContaining("no-warning-comments")]);
  }
});
