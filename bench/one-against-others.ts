// How well does `selfsame train` tell one person from all others in a folder of people (one folder a person)?
// Trains a network for each owner and seed through the real command and pools what the withheld test photos said.
// The 95% intervals are bootstraps over owners, since the photos of one owner are not independent.
// Usage: node --import ./scripts/typescript.js bench/one-against-others.ts PEOPLE [--owners s1,s2] [--seeds 1,2,3] [--jobs 2] [-- TRAIN OPTIONS]

import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { PURPOSE, stream } from "@selfsame/engine";

const BIN = fileURLToPath(new URL("./bin/selfsame.js", import.meta.resolve("selfsame/package.json")));
const RESAMPLES = 10_000;

const split = process.argv.indexOf("--", 2);
const own = split === -1 ? process.argv.slice(2) : process.argv.slice(2, split);
const extra = split === -1 ? [] : process.argv.slice(split + 1);
const { values, positionals } = parseArgs({
  args: own,
  allowPositionals: true,
  options: {
    owners: { type: "string" },
    seeds: { type: "string", default: "1,2,3" },
    jobs: { type: "string", default: "2" },
  },
});
const [people] = positionals;
if (people === undefined) throw new Error("bench: name a folder with one folder a person");

interface Outcome {
  readonly owner: string;
  readonly seed: number;
  readonly falseAccepts: number;
  readonly no: number;
  readonly falseRejects: number;
  readonly yes: number;
  readonly auc: number;
  readonly seconds: number;
}

interface Result {
  readonly test: {
    readonly falseAcceptRate: number;
    readonly falseRejectRate: number;
    readonly auc: number;
    readonly yes: number;
    readonly no: number;
  };
  readonly seconds: number;
}

async function trainOne(owner: string, seed: number): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "selfsame-bench-"));
  try {
    const words = [
      "train",
      "--yes",
      join(people!, owner),
      "--no",
      people!,
      "--seed",
      String(seed),
      "--out",
      join(folder, "model.safetensors"),
      "--json",
      ...extra,
    ];
    const child = spawn(process.execPath, [BIN, ...words], { stdio: ["ignore", "pipe", "ignore"] });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (piece: string) => (text += piece));
    const code = await new Promise((resolve) => child.on("close", resolve));
    if (code !== 0) throw new Error(`bench: selfsame ${words.join(" ")} ended with ${String(code)}`);
    const { test, seconds } = JSON.parse(text) as Result;
    const { yes, no, auc } = test;
    return {
      owner,
      seed,
      falseAccepts: Math.round(test.falseAcceptRate * no),
      no,
      falseRejects: Math.round(test.falseRejectRate * yes),
      yes,
      auc,
      seconds,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const owners =
  values.owners?.split(",") ??
  (await readdir(people, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
const waiting = owners.flatMap((owner) => values.seeds.split(",").map((seed) => ({ owner, seed: Number(seed) })));
const total = waiting.length;
const outcomes: Outcome[] = [];
async function worker(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const outcome = await trainOne(next.owner, next.seed);
    outcomes.push(outcome);
    const { owner, seed, falseAccepts, no, falseRejects, yes, auc, seconds } = outcome;
    console.error(
      `${outcomes.length} of ${total}  ${owner} seed ${seed}: false accepts ${falseAccepts} of ${no}, false rejects ${falseRejects} of ${yes}, AUC ${auc.toFixed(4)}, ${seconds.toFixed(0)} s`,
    );
  }
}
await Promise.all(Array.from({ length: Number(values.jobs) }, worker));

type Figure = (sample: readonly Outcome[]) => number;
const sum = (sample: readonly Outcome[], key: "falseAccepts" | "no" | "falseRejects" | "yes" | "auc") =>
  sample.reduce((all, one) => all + one[key], 0);
const figures: Record<string, Figure> = {
  falseAcceptRate: (sample) => sum(sample, "falseAccepts") / sum(sample, "no"),
  falseRejectRate: (sample) => sum(sample, "falseRejects") / sum(sample, "yes"),
  auc: (sample) => sum(sample, "auc") / sample.length,
};

/** The middle 95% of a figure over owners drawn again and again. */
function interval(figure: Figure): [number, number] {
  const random = stream(1, PURPOSE.split);
  const byOwner = owners.map((owner) => outcomes.filter((outcome) => outcome.owner === owner));
  const drawn = Array.from({ length: RESAMPLES }, () =>
    figure(owners.flatMap(() => byOwner[random.below(byOwner.length)]!)),
  ).sort((a, b) => a - b);
  return [drawn[Math.floor(0.025 * RESAMPLES)]!, drawn[Math.ceil(0.975 * RESAMPLES) - 1]!];
}

console.log(
  JSON.stringify({
    owners: owners.length,
    runs: outcomes.length,
    falseAccepts: `${sum(outcomes, "falseAccepts")} of ${sum(outcomes, "no")}`,
    falseRejects: `${sum(outcomes, "falseRejects")} of ${sum(outcomes, "yes")}`,
    ...Object.fromEntries(
      Object.entries(figures).map(([name, figure]) => [
        name,
        { value: figure(outcomes), interval95: owners.length > 1 ? interval(figure) : null },
      ]),
    ),
    secondsARun: outcomes.reduce((all, { seconds }) => all + seconds, 0) / outcomes.length,
    options: extra,
  }),
);
