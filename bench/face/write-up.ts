// Writes the tables of docs/face-performance.md from what was measured (bench/results/face-*), between comments that name
// them. Figures in that page are never typed by hand; what was not measured says so.
// Usage: node --import ./scripts/typescript.js bench/face/write-up.ts

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { machineLine } from "../shared/machine.ts";
import { recorded, type Recorded } from "../shared/results.ts";
import { markdownTable } from "../shared/table.ts";
import { coldRows, linkRows, type ColdResult } from "./cold-table.ts";
import { enrollRows, type EnrollResult } from "./enroll-table.ts";
import { flatRows, type FlatResult } from "./flat-table.ts";
import { robustnessRows, type RobustnessResult } from "./robustness-table.ts";
import { millisecondRows, ratioRows, stageRows, type FaceSpeedResult } from "./speed-table.ts";

const PAGE = join(import.meta.dirname, "../../docs/face-performance.md");

/** What `write` makes of a result, with where and when; or a line that says that there is none. */
function from<Result extends object>(name: string, write: (result: Result) => string[]): string {
  const result = recorded<Result>(name);
  if (result === undefined) return "_Not measured yet._";
  return [...write(result), taken(result)].join("\n\n");
}

function taken({ date, machine, versions }: Recorded): string {
  const entries = Object.entries(versions);
  // The Node that ran the script is of no interest where contestants brought their own.
  const hasOwn = entries.some(([name]) => name.startsWith("node "));
  const named = entries
    .filter(([name]) => !hasOwn || !/^(node|v8)$/.test(name))
    .map(([name, version]) => `${name.replace(/^node.*/, "Node").replace(/^v8$/, "V8")} ${version}`);
  return `_${machineLine(machine)}; ${[...named, date].join(", ")}._`;
}

const TABLES: Readonly<Record<string, () => string>> = {
  speed: () =>
    from<FaceSpeedResult>("face-speed", (result) => {
      const { rounds, seconds, cores } = result.settings;
      return [
        "How many times as fast, by the best and by the median decision of a turn:",
        markdownTable(ratioRows(result)),
        `What was measured, median of ${rounds} rounds of ${seconds} s each${cores === 1 ? "" : ", bound to no core"}:`,
        markdownTable(millisecondRows(result)),
        "The links of our chain at best:",
        markdownTable(stageRows(result)),
      ];
    }),
  cold: () =>
    from<ColdResult>("face-cold", (result) => [
      `Medians over ${result.rounds} rounds:`,
      markdownTable(coldRows(result)),
      markdownTable(linkRows(result)),
    ]),
  enroll: () =>
    from<EnrollResult>("face-enroll", (result) => [
      `${result.selfies} selfies, medians over ${result.rounds} rounds:`,
      markdownTable(enrollRows(result)),
    ]),
  flat: () => from<FlatResult>("face-flat", (result) => [markdownTable(flatRows(result))]),
  robustness: () =>
    from<RobustnessResult>("face-robustness", (result) => {
      const { photos = 0, genuine = 0, impostor = 0 } = result.copies[0] ?? {};
      const count = (number: number) => number.toLocaleString("en-US");
      return [
        `${count(result.people)} people, ${result.owners} of them owners; of each kind ${count(photos)} copies: ${count(genuine)} genuine and ${count(impostor)} impostor attempts.`,
        markdownTable(robustnessRows(result)),
      ];
    }),
};

let text = readFileSync(PAGE, "utf8");
for (const [name, table] of Object.entries(TABLES)) {
  const [begin, end] = [`<!-- begin: ${name} -->`, `<!-- end: ${name} -->`];
  const [first, last] = [text.indexOf(begin), text.indexOf(end)];
  if (first === -1 || last < first) throw new Error(`docs/face-performance.md has no ${begin} ... ${end}`);
  text = `${text.slice(0, first + begin.length)}\n\n${table()}\n\n${text.slice(last)}`;
}
writeFileSync(PAGE, await format(text, { parser: "markdown", printWidth: 120 }));
console.error("written: docs/face-performance.md");
