// What is left of it on bad photos: seeded copies (turned, small, dark, blurred, tinted, compressed) of photos of people,
// each shown to the owners' profiles, which were enrolled from unchanged photos. No-face rate, and FRR and FAR at the shipped
// network's own 1e-3 level.
// Usage: node --import ./scripts/typescript.js bench/face/robustness.ts PEOPLE [--photos 200] [--seed 1] [--packages DIR]
//   PEOPLE: a folder of folders, one a person. Of the owners' photos that do not enroll so many are copied, and as many of
//   the strangers'. The shipped network was trained on the people that it was made from: on those, and on those alone, the
//   rates flatter it; what they do not flatter is the difference between two rows.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { permutation, PURPOSE } from "@selfsame/engine/numbers";
import {
  checkLevel,
  decideRatio,
  hashName,
  openCertainty,
  TRAINED_ON,
  type Certainty,
  type FaceReading,
} from "@selfsame/face";
import { record } from "../shared/results.ts";
import { textTable } from "../shared/table.ts";
import { COPIES, copyOf, photoFrom } from "./copies.ts";
import { openChain } from "./peers/chain.ts";
import { PACKAGES } from "./peers/photo.ts";
import { robustnessRows, type RobustnessResult } from "./robustness-table.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    photos: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    packages: { type: "string", default: PACKAGES },
  },
});
const root = positionals[0];
if (root === undefined) throw new Error("expected PEOPLE, a folder of folders with photos, one a person");

const OWNER_PHOTOS = 12;
const ENROLLED = 10;
/** Of one owner at most, so that no one person decides the figure. */
const GENUINE = 20;
const LEVEL = 1e-3;
const seed = Number(values.seed);

const names = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();
const hashes = await Promise.all(names.map(hashName));
const people = names.map((name) => readdirSync(join(root, name)).map((file) => join(root, name, file)));
/** So many of the items at most, drawn by seed. */
function drawn<Item>(items: readonly Item[], count: number, purpose: number, which = 0): Item[] {
  return Array.from(permutation(items.length, seed, purpose, which), (place) => items[place]!).slice(0, count);
}

const chain = await openChain(values.packages);
const { reader, model } = chain;
const level = checkLevel(LEVEL, model.levels);

const owners: Certainty[] = [];
const genuine: { path: string; owner: number }[] = [];
for (const [person, paths] of people.entries()) {
  if (paths.length < OWNER_PHOTOS) continue;
  const shuffled = drawn(paths, paths.length, PURPOSE.split, person);
  const readings: FaceReading[] = [];
  for (const path of shuffled.slice(0, ENROLLED)) {
    const reading = await reader.read(await photoFrom(path));
    if (reading !== undefined) readings.push(reading);
  }
  const others = shuffled.slice(ENROLLED, ENROLLED + GENUINE);
  genuine.push(...others.map((path) => ({ path, owner: owners.length })));
  owners.push(await openCertainty(model, readings));
}
const strangers = people.filter((paths) => paths.length < OWNER_PHOTOS).flat();
console.error(`${owners.length} owners enrolled`);
const count = Number(values.photos);
const shown: { path: string; owner?: number }[] = [
  ...drawn(genuine, count, PURPOSE.drawing, 0),
  ...drawn(
    strangers.map((path) => ({ path })),
    count,
    PURPOSE.drawing,
    1,
  ),
];

interface Counts {
  photos: number;
  noFace: number;
  genuine: number;
  rejected: number;
  refused: number;
  impostor: number;
  accepted: number;
}
const counts = new Map<string, Counts>();
for (const copy of Object.keys(COPIES))
  counts.set(copy, { photos: 0, noFace: 0, genuine: 0, rejected: 0, refused: 0, impostor: 0, accepted: 0 });

/** Whether the neuron fires, and whether `unlock` would, which also asks for a good photo. */
async function ask(certainty: Certainty, reading: FaceReading | undefined) {
  if (reading === undefined) return { fires: false, unlocks: false };
  const [ratio] = await certainty.ratios([reading]);
  return { fires: ratio! + level.offset > 0, unlocks: decideRatio(ratio, level, reading).unlocked };
}

const widths: number[] = []; // of faces found; where one is not, what is usual there
for (const [index, { path, owner }] of shown.entries()) {
  const image = await photoFrom(path);
  const found = await reader.detect(image);
  if (found[0] !== undefined) widths.push(found[0].box.width / image.width);
  const usual = widths.reduce((sum, width) => sum + width, 0) / Math.max(1, widths.length) || 0.4;
  const original = { image, faceWidth: found[0]?.box.width ?? usual * image.width };
  for (const [copy, own] of counts) {
    const reading = await reader.read(await copyOf(copy, original, seed, index));
    own.photos++;
    if (reading === undefined) own.noFace++;
    if (owner !== undefined) {
      const { fires, unlocks } = await ask(owners[owner]!, reading);
      own.genuine++;
      if (!fires) own.rejected++;
      if (!unlocks) own.refused++;
      continue;
    }
    for (const certainty of owners) {
      own.impostor++;
      if ((await ask(certainty, reading)).fires) own.accepted++;
    }
  }
  if ((index + 1) % 20 === 0) console.error(`${index + 1} of ${shown.length} photos`);
}
for (const opened of [reader, ...owners]) opened.dispose();

const result: RobustnessResult = {
  level: LEVEL,
  people: people.length,
  known: hashes.filter((hash) => TRAINED_ON.has(hash)).length,
  owners: owners.length,
  certainty: model.version,
  copies: Array.from(counts, ([copy, own]) => ({
    copy,
    photos: own.photos,
    noFace: own.noFace / own.photos,
    genuine: own.genuine,
    frr: own.rejected / own.genuine,
    frrOfUnlock: own.refused / own.genuine,
    impostor: own.impostor,
    far: own.accepted / own.impostor,
  })),
};
console.log(textTable(robustnessRows(result)));
await record("face-robustness", "What is left of it on bad photos?", {}, result);
