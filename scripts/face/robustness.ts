// What is left of it on bad photos: seeded copies (turned, small, dark, blurred, tinted, compressed) of photos of people,
// each shown to owners who were enrolled from unchanged photos. Cross-fitted like everything else; one threshold for all,
// which lets the stated share of strangers' unchanged photos pass. Writes bench/results/face-robustness.json.
// Usage: node --import ./scripts/typescript.js scripts/face/robustness.ts PEOPLE CACHE [--photos 400] [--seed 1]
// CACHE is train-certainty.ts's. Of the owners' held-out photos so many are copied, and as many of the strangers'.

import { join } from "node:path";
import { parseArgs } from "node:util";
import { permutation, PURPOSE } from "@selfsame/engine/numbers";
import type { RobustnessResult } from "../../bench/face/robustness-table.ts";
import { robustnessRows } from "../../bench/face/robustness-table.ts";
import { record } from "../../bench/shared/results.ts";
import { textTable } from "../../bench/shared/table.ts";
import { openInstalledReader } from "../../packages/cli/src/face/networks.ts";
import type { Certainty } from "../../packages/face/src/certainty/certainty.ts";
import type { CertaintyModel } from "../../packages/face/src/certainty/model.ts";
import { openCertainty } from "../../packages/face/src/certainty/open.ts";
import { decideRatio } from "../../packages/face/src/decide/decide.ts";
import { PARTS, protocolOf } from "../../packages/face/src/evaluate/protocol.ts";
import { Tally } from "../../packages/face/src/evaluate/tally.ts";
import type { FaceReading } from "../../packages/face/src/reader/reading.ts";
import { COPIES, copyOf, photoFrom } from "./copies.ts";
import { crossFit } from "./cross-fit.ts";
import { fitCertainty } from "./fit-certainty.ts";
import { readPeople } from "./people.ts";

const FAR = 1e-3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { photos: { type: "string", default: "400" }, seed: { type: "string", default: "1" } },
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
const level = {
  level: FAR,
  offset: -new Tally(attempts).threshold(FAR),
  far: FAR,
  frr: 0,
  impostorAttempts: attempts.impostor.length,
  genuineAttempts: attempts.genuine.length,
} as const;

const { trials, strangers, parts } = await protocolOf(
  people.map(({ name, photos }) => ({ name, photos: photos.length })),
  { enroll: 10, seeds: 1 },
);
/** Each owner by networks that saw neither the owner's part of the people nor each of the parts. */
const owners = await Promise.all(
  trials.map(async ({ owner, enrolled, genuine }) => {
    const photos = enrolled.flatMap((place) => people[owner]!.photos[place]!.face ?? []);
    const open = (part: number) =>
      openCertainty({ ...models[parts[owner]! * PARTS + part]!, levels: [] }, photos) as Promise<Certainty>;
    return { owner, genuine, byPart: await Promise.all(Array.from({ length: PARTS }, (_, part) => open(part))) };
  }),
);

interface Shown {
  readonly person: number;
  readonly photo: number;
}
const count = Number(values.photos);
const drawn = (items: readonly Shown[], which: number): Shown[] =>
  Array.from(permutation(items.length, seed, PURPOSE.drawing, which), (place) => items[place]!).slice(0, count);
const shown = [
  ...drawn(
    owners.flatMap(({ owner, genuine }) => genuine.map((photo) => ({ person: owner, photo }))),
    0,
  ),
  ...drawn(
    strangers.flatMap((person) => [...people[person]!.photos.keys()].map((photo) => ({ person, photo }))),
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

/** Whether the neuron fires, and whether `unlock` would, which also asks for a photo that tells anything. */
async function ask(certainty: Certainty, reading: FaceReading | undefined) {
  if (reading === undefined) return { fires: false, unlocks: false };
  const [ratio] = await certainty.ratios([reading]);
  return { fires: ratio! + level.offset > 0, unlocks: decideRatio(ratio!, level, reading).unlocked };
}

const reader = await openInstalledReader();
const widths: number[] = []; // of faces found; where one is not, what is usual there
for (const [index, { person, photo }] of shown.entries()) {
  const image = await photoFrom(join(root, people[person]!.photos[photo]!.file));
  const found = await reader.detect(image);
  if (found[0] !== undefined) widths.push(found[0].box.width / image.width);
  const usual = widths.reduce((sum, width) => sum + width, 0) / Math.max(1, widths.length) || 0.4;
  const original = { image, faceWidth: found[0]?.box.width ?? usual * image.width };
  const isStranger = strangers.includes(person);
  for (const [copy, own] of counts) {
    const reading = await reader.read(await copyOf(copy, original, seed, index));
    own.photos++;
    if (reading === undefined) own.noFace++;
    for (const { owner, byPart } of owners) {
      if (owner !== person && !isStranger) continue;
      const { fires, unlocks } = await ask(byPart[parts[person]!]!, reading);
      own[isStranger ? "impostor" : "genuine"]++;
      if (isStranger && fires) own.accepted++;
      if (!isStranger && !fires) own.rejected++;
      if (!isStranger && !unlocks) own.refused++;
    }
  }
  if ((index + 1) % 20 === 0) console.error(`${index + 1} of ${shown.length} photos`);
}
for (const opened of [reader, ...owners.flatMap(({ byPart }) => byPart)]) opened.dispose();

const result: RobustnessResult = {
  level: FAR,
  people: people.length,
  owners: owners.length,
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
