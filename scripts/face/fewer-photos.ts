// What fewer enrolled photos cost: the protocol's owners, of whose ten photos only the first few enroll. Cross-fitted; by the
// thresholds of ten photos, which is what a small profile is decided by, and by its own.
// Usage: node --import ./scripts/typescript.js scripts/face/fewer-photos.ts PEOPLE CACHE
// CACHE is train-certainty.ts's.

import { parseArgs } from "node:util";
import { textTable } from "../../bench/shared/table.ts";
import { fewPhotos } from "../../packages/face/src/certainty/open.ts";
import type { CertaintyModel } from "../../packages/face/src/certainty/model.ts";
import { SECURITY_LEVELS } from "../../packages/face/src/decide/level.ts";
import { Tally } from "../../packages/face/src/evaluate/tally.ts";
import { crossFit } from "./cross-fit.ts";
import { fitCertainty } from "./fit-certainty.ts";
import { readPeople } from "./people.ts";

const COUNTS = [10, 8, 7, 6, 5, 4, 3];

const { positionals } = parseArgs({ allowPositionals: true });
const [root, cache] = positionals;
if (root === undefined || cache === undefined) throw new Error("expected PEOPLE and CACHE, a folder and a file");
const people = await readPeople(root, cache, 2);

const models: Omit<CertaintyModel, "levels">[] = [];
const tallies: Tally[] = [];
for (const [round, enroll] of COUNTS.entries()) {
  let next = 0;
  const { attempts } = await crossFit(
    people,
    async (some) => (round === 0 ? models[models.push(await fitCertainty(some)) - 1]! : models[next++]!),
    () => undefined,
    { enroll },
  );
  tallies.push(new Tally(attempts));
  console.error(`${enroll} photos`);
}

const percent = (share: number, digits: number) => `${(100 * share).toFixed(digits)}%`;
for (const far of SECURITY_LEVELS) {
  const usual = tallies[0]!.threshold(far);
  const rows = tallies.map((tally, index) => [
    String(COUNTS[index]),
    percent(tally.accepted(usual + fewPhotos(COUNTS[index]!)), 4), // its scores hold the correction
    percent(tally.accepted(usual), 4),
    percent(tally.rejected(usual), 2),
    percent(tally.rejected(tally.threshold(far)), 2),
  ]);
  const head = [
    "photos",
    "FAR at the threshold of ten, uncorrected",
    "corrected",
    "FRR there",
    `FRR at FAR ${far.toExponential()}`,
  ];
  console.log(`${textTable([head, ...rows])}\n`);
}
