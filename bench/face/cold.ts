// How long does `selfsame unlock photo.jpg` take from nothing to its first decision? Whole processes of the command as it is
// published, in a folder like the one that npm makes; the files in the system's cache. Then its links one after another.
// Usage: npm run build; node --import ./scripts/typescript.js bench/face/cold.ts [--node PATH]... [--rounds 7] [--packages DIR]

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import sharp from "sharp";
import { DEFAULT_LEVEL, encodeProfile, FACE_NETWORKS } from "@selfsame/face";
import { nodesFrom, type NodeBinary } from "../shared/entrants.ts";
import { record } from "../shared/results.ts";
import { median, rounded } from "../shared/statistics.ts";
import { textTable } from "../shared/table.ts";
import { coldRows, linkRows, type ColdResult } from "./cold-table.ts";
import { install, timeOf, type Times } from "./installed.ts";
import { openOwner } from "./peers/chain.ts";
import { PACKAGES, photosFrom, type Photos } from "./peers/photo.ts";

const { values } = parseArgs({
  options: {
    node: { type: "string", multiple: true },
    rounds: { type: "string", default: "7" },
    packages: { type: "string", default: PACKAGES },
  },
});
/** A photo, and the profile of whom it shows, in `folder`. */
async function prepare(folder: string, photos: Photos): Promise<{ photo: string; profile: string }> {
  const { reader, certainty, enrolled, model } = await openOwner(values.packages, photos, DEFAULT_LEVEL);
  for (const opened of [reader, certainty]) opened.dispose();
  const now = new Date().toISOString();
  const bytes = await encodeProfile({
    photos: enrolled.map(({ descriptor, quality }, index) => ({ descriptor, quality, label: `${index}`, added: now })),
    level: DEFAULT_LEVEL,
    certainty: model,
    networks: FACE_NETWORKS,
    created: now,
    changed: now,
  });
  const [photo, profile] = [join(folder, "photo.jpg"), join(folder, "profile.safetensors")];
  writeFileSync(profile, bytes, { mode: 0o600 });
  const { data, width, height } = photos.probe;
  await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toFile(photo);
  return { photo, profile };
}

type Links = { readonly unlocked: boolean; readonly ms: Readonly<Record<string, number>> };

async function measure(
  { path, version }: NodeBinary,
  command: string,
  { photo, profile }: { photo: string; profile: string },
): Promise<ColdResult["results"][number]> {
  const unlock = [join(command, "main.js"), "unlock", photo, "--profile", profile, "--json"];
  const script = join(import.meta.dirname, "peers/first-decision.js");
  await timeOf(path, unlock); // reads all files once
  const [empty, whole, links]: [number[], Times[], Links["ms"][]] = [[], [], []];
  for (let round = 0; round < Number(values.rounds); round++) {
    empty.push((await timeOf(path, ["--eval", ""])).all);
    whole.push(await timeOf(path, unlock));
    const { stdout } = await promisify(execFile)(path, [script, command, profile, photo]);
    const answer = JSON.parse(stdout) as Links;
    if (!answer.unlocked) throw new Error("it does not recognize the owner of the ten photos");
    links.push(answer.ms);
  }
  const of = (numbers: readonly number[]) => rounded(median(numbers));
  const names = Object.keys(links[0]!);
  return {
    node: version,
    empty: of(empty),
    first: of(whole.map(({ first }) => first)),
    best: rounded(Math.min(...whole.map(({ first }) => first))),
    all: of(whole.map(({ all }) => all)),
    links: Object.fromEntries(names.map((name) => [name, of(links.map((ms) => ms[name]!))])),
  };
}

const folder = mkdtempSync(join(tmpdir(), "selfsame-cold-"));
try {
  const command = install(folder, values.packages);
  const files = await prepare(folder, await photosFrom(values.packages));
  const results: ColdResult["results"][number][] = [];
  for (const node of nodesFrom(values.node)) results.push(await measure(node, command, files));
  const result: ColdResult = { rounds: Number(values.rounds), results };
  for (const rows of [coldRows(result), linkRows(result)]) console.log(`${textTable(rows)}\n`);
  await record("face-cold", "How long from nothing to the first decision of the command?", {}, result);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
