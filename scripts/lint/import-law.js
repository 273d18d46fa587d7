// The import law as a lint rule: imports run engine <- face <- cli, studio, bench, examples, and never back.
// It sees every way a file can name another: import, export from, import(), import types, new URL(_, import.meta.url).

import { existsSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What each room may import beside itself; `outside`: whether packages and node: builtins too. */
const LAW = {
  engine: { rooms: [], outside: false },
  face: { rooms: ["engine"], outside: false },
  cli: { rooms: ["engine", "face"], outside: true },
  studio: { rooms: ["engine", "face"], outside: true },
  bench: { rooms: ["engine", "face", "cli"], outside: true },
  examples: { rooms: ["engine", "face", "cli"], outside: true },
};

/** How a room is named by those who import it; the others cannot be imported at all. */
const PACKAGES = new Map([
  ["@selfsame/engine", "engine"],
  ["@selfsame/face", "face"],
  ["selfsame", "cli"],
]);

/** The room that a file is in: packages/engine/src/x.ts is in "engine", test/x.ts in "test", which no law binds. */
function roomOf(file) {
  const [first, second, third] = relative(ROOT, file).split(sep);
  if (first !== "packages") return first;
  return third === "bin" ? "bin" : second; // bin/ is the checkout's own way in: it is not published
}

/** @returns what is wrong with `file` naming `specifier`, or undefined. */
function complaint(file, specifier) {
  const room = roomOf(file);
  const law = LAW[room];
  if (law === undefined) return undefined;
  const test = file.includes(`${sep}test${sep}`) || file.endsWith(".test.ts");

  if (specifier.startsWith(".")) {
    const target = resolve(dirname(file), specifier);
    const other = roomOf(target);
    if (other !== room) {
      return `${room} may not leave its room by a path. Import a package by its name, where the law allows it.`;
    }
    if (specifier.endsWith(".js") && existsSync(target.replace(/\.js$/, ".ts"))) {
      return `"${specifier}" is a TypeScript file: write the .ts ending.`;
    }
    return undefined;
  }

  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  const other = PACKAGES.get(name);
  if (other !== undefined) {
    if (other === room || law.rooms.includes(other)) return undefined;
    return `${room} may not import ${name}. It may import ${law.rooms.join(", ") || "nothing but itself"}.`;
  }
  if (law.outside) return undefined;
  if (test && (/^vitest(\/|$)/.test(specifier) || file.endsWith(".node.test.ts"))) return undefined;
  const way = test ? " A test that needs Node is named .node.test.ts." : "";
  return `${room} may not import ${specifier}: it runs in any page and depends on nothing.${way}`;
}

/** A `new URL("./x", import.meta.url)`: how workers and files beside a module are named. */
function isModuleUrl(node) {
  const base = node.arguments[1];
  return (
    node.callee.type === "Identifier" &&
    node.callee.name === "URL" &&
    base?.type === "MemberExpression" &&
    base.object.type === "MetaProperty"
  );
}

/** @type {import("eslint").Rule.RuleModule} */
export const importLaw = {
  meta: { type: "problem", schema: [], docs: { description: "imports run one way" } },
  create(context) {
    const check = (source) => {
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      const message = complaint(context.filename, source.value);
      if (message !== undefined) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument?.literal),
      NewExpression: (node) => isModuleUrl(node) && check(node.arguments[0]),
    };
  },
};
