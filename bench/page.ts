// How fast does a page train beside Node, and does its main thread stay free? The story network at batch 32 through
// `train`, in Chromium, in a page that is cross-origin isolated, and in Node, in turns.
// Usage: node --import ./scripts/typescript.js bench/page.ts [--rounds 5] [--seconds 5] [--threads 2] [--node PATH]

import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { parseArgs, promisify } from "node:util";
import type { Page } from "playwright";
import type { PageResult } from "./page/page.ts";
import type { ProgramOptions, ProgramResult } from "./page/program.ts";
import { servePage } from "./page/serve.ts";
import { openChromium } from "./shared/chromium.ts";
import { nodesFrom } from "./shared/entrants.ts";
import { record } from "./shared/results.ts";
import { median, rounded } from "./shared/statistics.ts";
import { figure, textTable, times } from "./shared/table.ts";

export interface PageComparison {
  readonly settings: { readonly rounds: number; readonly seconds: number; readonly threads: number | "auto" };
  /** Samples a second: medians over rounds of the best epoch. */
  readonly page: number;
  readonly node: number;
  readonly ratio: number;
  readonly crossOriginIsolated: boolean;
  /** Milliseconds, the worst of all rounds; a task below 50 counts as 0. */
  readonly longestTask: number;
  readonly longestGap: number;
  readonly nodeVersion: string;
  readonly chromiumVersion: string;
}

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "5" },
    threads: { type: "string", default: "2" },
    node: { type: "string" },
  },
});
const [node] = nodesFrom(values.node === undefined ? undefined : [values.node]);
const rounds = Number(values.rounds);
const threads = values.threads === "auto" ? "auto" : Number(values.threads);
const options: ProgramOptions = { seconds: Number(values.seconds), threads };

async function inNode(): Promise<ProgramResult> {
  const words = [
    "--import",
    "./scripts/typescript.js",
    join(import.meta.dirname, "page/node.ts"),
    JSON.stringify(options),
  ];
  const { stdout } = await promisify(execFile)(node!.path, words, { cwd: resolve(import.meta.dirname, "..") });
  return JSON.parse(stdout) as ProgramResult;
}

async function inPage(page: Page, address: string): Promise<PageResult> {
  await page.goto(address);
  return page.evaluate(
    (given) => (globalThis as unknown as { watched: (of: unknown) => Promise<PageResult> }).watched(given),
    options,
  );
}

const browser = await openChromium();
if (browser !== undefined) {
  const { address, stop } = await servePage();
  const pages: PageResult[] = [];
  const nodes: ProgramResult[] = [];
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => console.error(`page: ${String(error)}`));
    page.on("console", (message) => console.error(`page: ${message.text()}`));
    for (let round = 0; round < rounds; round++) {
      pages.push(await inPage(page, address));
      nodes.push(await inNode());
      const [there, here] = [pages.at(-1)!, nodes.at(-1)!];
      console.error(
        `round ${round + 1} of ${rounds}: page ${figure(there.samplesPerSecond)}, Node ${figure(here.samplesPerSecond)} samples/s`,
      );
    }
  } finally {
    await browser.close();
    stop();
  }
  const rate = (results: readonly ProgramResult[]) => rounded(median(results.map((one) => one.samplesPerSecond)));
  const result: PageComparison = {
    settings: { rounds, ...options },
    page: rate(pages),
    node: rate(nodes),
    ratio: rounded(rate(pages) / rate(nodes)),
    crossOriginIsolated: pages.every((one) => one.crossOriginIsolated),
    longestTask: rounded(Math.max(...pages.map((one) => one.longestTask))),
    longestGap: rounded(Math.max(...pages.map((one) => one.longestGap))),
    nodeVersion: node!.version,
    chromiumVersion: browser.version(),
  };
  console.log(
    textTable([
      ["", "samples/s", "to Node", "longest task, ms", "longest gap, ms"],
      [
        `page, Chromium ${result.chromiumVersion}`,
        figure(result.page),
        times(result.ratio),
        result.longestTask === 0 ? "below 50" : figure(result.longestTask),
        figure(result.longestGap),
      ],
      [`Node ${result.nodeVersion}`, figure(result.node)],
    ]),
  );
  console.log(JSON.stringify(result));
  await record("page", "How fast does a page train beside Node?", { chromium: result.chromiumVersion }, result);
}
