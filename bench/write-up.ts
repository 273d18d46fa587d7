// Writes the tables of docs/performance.md from what was measured (bench/results), between comments that name them. Figures
// in that page are never typed by hand; what was not measured says so.
// Usage: node --import ./scripts/typescript.js bench/write-up.ts

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import type { FirstResult } from "./first-result.ts";
import type { MachineResult } from "./machine.ts";
import type { PageComparison } from "./page.ts";
import type { ProductsResult } from "./products.ts";
import { forwardRows, ratioRows, speedRows } from "./shared/contest-table.ts";
import type { StoryResult } from "./shared/contest.ts";
import { machineLine } from "./shared/machine.ts";
import { bytesOfStep, flopsOfExample } from "./shared/networks.ts";
import { recorded, type Recorded } from "./shared/results.ts";
import { figure, markdownTable, times } from "./shared/table.ts";
import type { TinyResult } from "./tiny.ts";

const PAGE = join(import.meta.dirname, "../docs/performance.md");

/** Where and when: the line under every table. */
function taken({ date, machine, versions }: Recorded): string {
  const entries = Object.entries(versions);
  // The Node that ran the script is of no interest where contestants brought their own.
  const hasOwn = entries.some(([name]) => name.startsWith("node "));
  const named = entries
    .filter(([name]) => !(hasOwn && /^(node|v8)$/.test(name)))
    .map(([name, version]) => `${name.replace(/^node.*/, "Node").replace(/^v8.*/, "V8")} ${version}`);
  return `_${machineLine(machine)}; ${[...named, date].join(", ")}._`;
}

/** What `write` makes of a result, or a line that says that there is none. */
function from<Result extends object>(name: string, write: (result: Recorded & Result) => string[]): string {
  const result = recorded<Result>(name);
  if (result === undefined) return "_Not measured yet._";
  return [...write(result), taken(result)].join("\n\n");
}

const contest = (result: StoryResult): string[] => {
  const { rounds, seconds } = result.settings;
  return [
    ...result.contestants
      .filter(({ isOurs }) => isOurs)
      .flatMap((one) => [
        `**${one.name}, ${one.threads} threads**, ratios to the best peer of each kind in the same run:`,
        markdownTable(ratioRows(result, one)),
      ]),
    `What was measured, median of ${rounds} rounds of ${seconds} s each:`,
    markdownTable(speedRows(result)),
    markdownTable(forwardRows(result)),
  ];
};

/** Where each batch size stands beside what the machine can do. */
function roofline(): string {
  const [story, machine] = [recorded<StoryResult>("story-network"), recorded<MachineResult>("machine")];
  const ours = story?.contestants.find(({ isOurs }) => isOurs);
  if (story === undefined || machine === undefined || ours === undefined) return "_Not measured yet._";
  const { network } = story;
  const ceiling = machine.ceiling.find(({ threads }) => threads === ours.threads);
  const roof = ceiling?.relaxed ?? ceiling?.multiplyThenAdd ?? NaN;
  const rows = story.results.flatMap(({ batch, figures }) => {
    const rate = figures[ours.id]?.samplesPerSecond;
    if (rate === undefined) return [];
    const gflops = (rate * flopsOfExample(network)) / 1e9;
    const gigabytes = ((rate / batch) * bytesOfStep(network, batch)) / 1e9;
    return [[String(batch), figure(gflops), `${figure((100 * gflops) / roof)}%`, figure(gigabytes)]];
  });
  const head = ["batch", "GFLOP/s", "of the 128-bit ceiling", "GB/s of the bytes that cannot be avoided"];
  return [`${ours.name}, ${ours.threads} threads:`, markdownTable([head, ...rows])].join("\n\n");
}

const TABLES: Readonly<Record<string, () => string>> = {
  "story-network": () => from<StoryResult>("story-network", contest),
  "wide-network": () => from<StoryResult>("wide-network", contest),
  "saturated-network": () => from<StoryResult>("saturated-network", contest),
  roofline,
  machine: () =>
    from<MachineResult>("machine", ({ bandwidth, ceiling }) => [
      markdownTable([
        ["MB", "threads", "read, GB/s", "update in place, GB/s"],
        ...bandwidth.map((one) => [String(one.megabytes), String(one.threads), figure(one.read), figure(one.update)]),
      ]),
      markdownTable([
        ["threads", "relaxed multiply-add, GFLOP/s", "multiply, then add, GFLOP/s"],
        ...ceiling.map((one) => [String(one.threads), figure(one.relaxed), figure(one.multiplyThenAdd)]),
      ]),
    ]),
  products: () =>
    from<ProductsResult>("products", ({ contestants, results }) => [
      markdownTable([
        ["n", ...contestants.map(({ name }) => name)],
        ...results.map(({ n, gflops }) => [String(n), ...contestants.map(({ id }) => figure(gflops[id]))]),
      ]),
    ]),
  page: () =>
    from<PageComparison>("page", (result) => [
      markdownTable([
        ["", "samples/s", "to Node", "longest task, ms", "longest gap, ms"],
        [
          `page, Chromium ${result.chromiumVersion}`,
          figure(result.page),
          times(result.ratio),
          result.longestTask === 0 ? "below 50" : figure(result.longestTask),
          figure(result.longestGap),
        ],
        [`Node ${result.nodeVersion}`, figure(result.node), "", "", ""],
      ]),
    ]),
  "first-result": () =>
    from<FirstResult>("first-result", ({ first, steady }) => [
      markdownTable([
        ["to the first answer", "ms"],
        ["reading the file", figure(first.read)],
        ["`load`", figure(first.load)],
        ["the first `forward`", figure(first.forward)],
        ["together", figure(first.all)],
        ...steady.map(({ batch, milliseconds }) => [`then, a batch of ${batch}`, figure(milliseconds)]),
      ]),
    ]),
  tiny: () =>
    from<TinyResult>("tiny", ({ steps, seconds, rounds }) => [
      `${steps.toLocaleString("en-US")} steps in ${figure(seconds)} s, median of ${rounds.length} rounds.`,
    ]),
};

let text = readFileSync(PAGE, "utf8");
for (const [name, table] of Object.entries(TABLES)) {
  const [begin, end] = [`<!-- begin: ${name} -->`, `<!-- end: ${name} -->`];
  const [first, last] = [text.indexOf(begin), text.indexOf(end)];
  if (first === -1 || last < first) throw new Error(`docs/performance.md has no ${begin} ... ${end}`);
  text = `${text.slice(0, first + begin.length)}\n\n${table()}\n\n${text.slice(last)}`;
}
writeFileSync(PAGE, await format(text, { parser: "markdown", printWidth: 120 }));
console.error("written: docs/performance.md");
