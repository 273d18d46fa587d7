// How often a whole transaction errs, as far as still photos can tell: each of a sample of photos becomes ten frames of a
// camera (frames.ts), which the library's own fusion makes one decision of. Cross-fitted like everything else; thresholds are
// those that let the stated share of single photos pass.
// Usage: node --import ./scripts/typescript.js scripts/face/transaction.ts PEOPLE CACHE [--strangers 400] [--genuine 5] [--seed 1]
// CACHE is train-certainty.ts's. Of the strangers' photos so many are taken, and of each owner's held-out photos.

import { join } from "node:path";
import { parseArgs } from "node:util";
import { permutation, PURPOSE } from "@selfsame/engine/numbers";
import { fuseFrames, TRANSACTION } from "../../packages/face/src/decide/transaction.ts";
import { obstacleOf } from "../../packages/face/src/decide/decide.ts";
import { openCertainty } from "../../packages/face/src/certainty/open.ts";
import type { CertaintyModel } from "../../packages/face/src/certainty/model.ts";
import { PARTS, protocolOf } from "../../packages/face/src/evaluate/protocol.ts";
import { Tally } from "../../packages/face/src/evaluate/tally.ts";
import type { FaceReading } from "../../packages/face/src/reader/reading.ts";
import { openInstalledReader } from "../../packages/cli/src/face/networks.ts";
import { decodePhoto } from "../../packages/cli/src/photos/decode.ts";
import { crossFit } from "./cross-fit.ts";
import { fitCertainty } from "./fit-certainty.ts";
import { frameOf } from "./frames.ts";
import { readPeople } from "./people.ts";

const FARS = [1e-2, 1e-3, 1e-4];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    strangers: { type: "string", default: "400" },
    genuine: { type: "string", default: "5" },
    seed: { type: "string", default: "1" },
  },
});
const [root, cache] = positionals;
if (root === undefined || cache === undefined) throw new Error("expected PEOPLE and CACHE, a folder and a file");
const seed = Number(values.seed);

const people = await readPeople(root, cache, 2);
const models: Omit<CertaintyModel, "levels">[] = []; // by owner's part, then stranger's
const { attempts } = await crossFit(
  people,
  async (some) => {
    const model = await fitCertainty(some);
    models.push(model);
    return model;
  },
  (line) => console.error(line),
);
const tally = new Tally(attempts);
const thresholds = FARS.map((far) => tally.threshold(far));

const { trials, strangers, parts } = await protocolOf(
  people.map(({ name, photos }) => ({ name, photos: photos.length })),
  { enroll: 10, seeds: 1 },
);
const photosOf = (person: number, places: Iterable<number>) => Array.from(places, (photo) => ({ person, photo }));
const all = strangers.flatMap((person) => photosOf(person, people[person]!.photos.keys()));
const order = permutation(all.length, seed, PURPOSE.drawing).subarray(0, Number(values.strangers));
const asked = [
  ...Array.from(order, (place) => all[place]!),
  ...trials.flatMap(({ owner, genuine }) => photosOf(owner, genuine.slice(0, Number(values.genuine)))),
];

const reader = await openInstalledReader();
/** Of every way to decide and every threshold: how often it fired. */
const WAYS = ["a photo", "a frame", "a transaction", "the best of ten frames"] as const;
const counts = { genuine: WAYS.map(() => FARS.map(() => 0)), impostor: WAYS.map(() => FARS.map(() => 0)) };
const total = { genuine: 0, impostor: 0 };
let expired = 0;
for (const [index, { person, photo }] of asked.entries()) {
  const { file, face } = people[person]!.photos[photo]!;
  const image = await decodePhoto(join(root, file));
  const frames: FaceReading[] = [];
  for (let frame = 0; frame < TRANSACTION.most; frame++) {
    const reading = await reader.read(await frameOf(image, seed, index, frame));
    if (reading !== undefined && obstacleOf(reading) === undefined) frames.push(reading);
  }
  if (frames.length < TRANSACTION.least) expired++;
  for (const { owner, enrolled } of trials) {
    const isOwner = owner === person;
    if (!isOwner && !strangers.includes(person)) continue;
    const model = models[parts[owner]! * PARTS + parts[person]!]!;
    const photos = enrolled.flatMap((place) => people[owner]!.photos[place]!.face ?? []);
    const certainty = await openCertainty({ ...model, levels: [] }, photos);
    const ratios = await certainty.ratios([...(face === undefined ? [] : [face]), ...frames]);
    certainty.dispose();
    const single = face === undefined ? -Infinity : ratios[0]!;
    const seen = [...ratios.subarray(face === undefined ? 0 : 1)].map((ratio) => ({ ratio }));
    const fused = seen.length < TRANSACTION.least ? -Infinity : fuseFrames(seen).ratio;
    const best = Math.max(-Infinity, ...seen.map(({ ratio }) => ratio));
    const to = counts[isOwner ? "genuine" : "impostor"];
    total[isOwner ? "genuine" : "impostor"]++;
    thresholds.forEach((threshold, level) => {
      const fired = [
        single > threshold ? 1 : 0,
        seen.filter(({ ratio }) => ratio > threshold).length / TRANSACTION.most,
        fused > threshold ? 1 : 0,
        best > threshold ? 1 : 0,
      ];
      fired.forEach((one, way) => (to[way]![level]! += one));
    });
  }
  if (index % 100 === 99) console.error(`${index + 1} of ${asked.length} photos`);
}
reader.dispose();

const percent = (share: number) => `${(100 * share).toFixed(2)}%`;
console.log(
  `${total.genuine} genuine and ${total.impostor} impostor transactions of ${TRANSACTION.most} frames; ${expired} of ${asked.length} had fewer than ${TRANSACTION.least} good frames`,
);
WAYS.forEach((way, index) => {
  const shares = FARS.map((far, level) => {
    const accepted = percent(counts.impostor[index]![level]! / total.impostor);
    const refused = percent(1 - counts.genuine[index]![level]! / total.genuine);
    return `at ${far}: FAR ${accepted}, FRR ${refused}`;
  });
  console.log(`${way}: ${shares.join("; ")}`);
});
