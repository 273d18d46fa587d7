// What the build does beyond the compiler: the URLs by which workers are found.

import { expect, test } from "vitest";
import { withJavaScriptUrls } from "../scripts/build/urls.ts";

const everything = () => true;

test("a published worker's URL names the JavaScript that was built from it", () => {
  const code = `new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });`;
  expect(withJavaScriptUrls(code, "/dist", everything)).toBe(
    `new Worker(new URL("./worker.js", import.meta.url), { type: "module" });`,
  );
});

test("a URL over several lines and with other quotes is found too", () => {
  expect(withJavaScriptUrls(`new URL(\n  '../a/b.ts',\n  import.meta.url\n)`, "/dist/c", everything)).toBe(
    `new URL('../a/b.js', import.meta.url)`,
  );
});

test("a URL that leads to no module stops the build", () => {
  const exists = (path: string) => path === "/dist/here.js";
  const code = (name: string) => `new URL("./${name}.ts", import.meta.url)`;
  expect(withJavaScriptUrls(code("here"), "/dist", exists)).toContain("here.js");
  expect(() => withJavaScriptUrls(code("gone"), "/dist", exists)).toThrow("gone.ts");
});

test("a URL that the build cannot follow stops it", () => {
  expect(() => withJavaScriptUrls(`const url = new URL("./worker.ts", base);`, "/dist", everything)).toThrow(
    "worker.ts",
  );
  expect(() =>
    withJavaScriptUrls("const url = new URL(`./${name}.ts`, import.meta.url);", "/dist", everything),
  ).toThrow("import.meta.url");
});

test("a URL in a comment, and any other code, is left as it is", () => {
  const code = `// as in new URL("./x.ts", base)\n/** new URL("./y.ts", base) */\nconst page = new URL("https://example.com/");`;
  expect(withJavaScriptUrls(code, "/dist", everything)).toBe(code);
});
