// Everything in docs/performance.md in one command: measures, draws, and writes the tables. Takes about half an hour, in
// which the machine should do nothing else. The first Node given is the current one; peers and pages are compared on it.
// Usage: node --import ./scripts/typescript.js bench/performance.ts [--node PATH]... [--quick]
//   --quick: one short round of everything, to see that it works

import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { node: { type: "string", multiple: true }, quick: { type: "boolean", default: false } },
});
const nodes = values.node ?? [process.execPath];
const current = nodes[0]!;
const all = nodes.flatMap((path) => ["--node", path]);
const one = ["--node", current];
const quick = (...words: string[]) => (values.quick ? words : []);
const contest = quick("--rounds", "1", "--seconds", "0.2", "--batch", "1,32");

/** Scripts and their words, in turn; all run by the current Node. */
const questions: readonly (readonly [script: string, words: readonly string[]])[] = [
  ["machine", quick("--seconds", "0.1", "--sizes", "20,134")],
  ["story-network", [...all, ...contest]],
  ["story-network", ["--network", "wide", ...one, ...contest]],
  ["story-network", ["--network", "saturated", ...one, ...contest]],
  ["products", [...one, ...quick("--rounds", "1", "--seconds", "0.02", "--sizes", "8,63,64,65,256")]],
  ["page", [...one, ...quick("--rounds", "1", "--seconds", "1")]],
  ["first-result", [...one, ...quick("--rounds", "2", "--batch", "1,32")]],
  ["tiny", quick("--rounds", "1", "--steps", "20000")],
  ["plots", []],
  ["write-up", []],
];
const failed: string[] = [];
for (const [script, words] of questions) {
  console.error(`\n== bench/${script}.ts ${words.filter((word) => !word.includes("/")).join(" ")}`);
  const all = ["--import", "./scripts/typescript.js", join(import.meta.dirname, `${script}.ts`), ...words];
  const { status } = spawnSync(current, all, { cwd: resolve(import.meta.dirname, ".."), stdio: "inherit" });
  if (status !== 0) failed.push(`${script} ${words.join(" ")}`);
}
if (failed.length > 0) {
  console.error(`\nfailed: ${failed.join("; ")}`);
  process.exit(1);
}
