// What should the descriptor network's four cells weigh? One photo against one, by the ratio of two Gaussians that were
// fitted to the people of the other parts: genuine pairs of people with 2 to 11 photos, impostor pairs of all who have fewer
// than 12, the protocol's strangers. `CELL_WEIGHTS` in packages/face/src/networks/descriptor.ts is chosen by it.
// Usage: node --import ./scripts/typescript.js scripts/face/cells.ts PEOPLE

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { PURPOSE, stream } from "@selfsame/engine/numbers";
import { textTable } from "../../bench/shared/table.ts";
import { readInstalledFile } from "../../packages/cli/src/face/networks.ts";
import { decodePhoto } from "../../packages/cli/src/photos/decode.ts";
import { faceChip } from "../../packages/face/src/align/chip.ts";
import type { Probe } from "../../packages/face/src/certainty/certainty.ts";
import { distance, placeProbe } from "../../packages/face/src/certainty/features.ts";
import { gaussianRatio, posteriorOf } from "../../packages/face/src/certainty/ratio.ts";
import { PARTS, protocolOf } from "../../packages/face/src/evaluate/protocol.ts";
import {
  CELL_WEIGHTS,
  descriptorOf,
  DESCRIPTOR_LENGTH,
  DESCRIPTOR_SIDE,
  fillDescriptorInput,
} from "../../packages/face/src/networks/descriptor.ts";
import type { FaceQuality } from "../../packages/face/src/quality/measure.ts";
import { loadFaceNetworks } from "../../packages/face/src/reader/files.ts";
import { openFaceReader } from "../../packages/face/src/reader/reader.ts";
import { fitPopulation } from "./fit-population.ts";

/** Cells row by row. Their sum, which moves only distances, is 1 but for what is shipped. */
const CANDIDATES: readonly (readonly [name: string, weights: readonly number[]])[] = [
  ["all alike, as dlib", [0.25, 0.25, 0.25, 0.25]],
  ...[0.3, 0.2, 0.15, 0.1, 0.05].map(
    (first) => [`first cell ${first}`, [first, ...Array<number>(3).fill((1 - first) / 3)]] as const,
  ),
  ["as shipped", CELL_WEIGHTS],
  ["upper row 0.375", [0.1875, 0.1875, 0.3125, 0.3125]],
  ["left column 0.375", [0.1875, 0.3125, 0.1875, 0.3125]],
];
const FARS = [1e-2, 1e-3, 1e-4];
/** Of the distances between people, this share is smaller than the one that is printed. */
const NEAR = 0.01;
const RESAMPLES = 2000;

const [root] = process.argv.slice(2);
if (root === undefined) throw new Error("expected PEOPLE, a folder of people");

/** A photo as the network sees it: the mean of its cells (2, 2, 128) and those of its mirror image. */
interface Seen {
  readonly cells: Float32Array;
  readonly quality: FaceQuality;
}

interface Person {
  readonly name: string;
  readonly files: number;
  readonly photos: readonly Seen[];
}

/** How one way of weighing does. */
interface Outcome {
  readonly frr: readonly number[];
  /** Of each person, by FAR: how much of their pairs is refused. */
  readonly refused: readonly Float64Array[];
  /** Of each person: how much their pairs weigh, photos less one. */
  readonly pairs: Float64Array;
  /** The Euclidean distance that a NEAR share of impostor pairs is nearer than. */
  readonly near: number;
}

const people = await seePeople(root);
const { parts, strangers } = await protocolOf(people.map(({ name, files }) => ({ name, photos: files })));
const even = outcomeOf(CANDIDATES[0]![1]);
const percent = (share: number) => `${(100 * share).toFixed(2)}%`;
const head = [
  "weights",
  ...FARS.flatMap((far) => [`FRR at FAR ${far.toExponential()}`, "less dlib's"]),
  `${100 * NEAR}% nearer than`,
];
const lines = CANDIDATES.map(([name, weights]) => {
  const outcome = outcomeOf(weights);
  const rates = outcome.frr.flatMap((rate, index) => [percent(rate), interval(outcome, index)]);
  return [name, ...rates, outcome.near.toFixed(3)];
});
console.log(textTable([head, ...lines]));

async function seePeople(folder: string): Promise<Person[]> {
  const networks = await loadFaceNetworks((file) => readInstalledFile(file));
  const reader = await openFaceReader(networks);
  const session = await networks.descriptor.open();
  const seen: Person[] = [];
  const names = readdirSync(folder).sort();
  for (const name of names) {
    const files = readdirSync(join(folder, name)).sort();
    const photos: Seen[] = [];
    for (const file of files) {
      const image = await decodePhoto(join(folder, name, file));
      const reading = await reader.glance(image);
      if (reading === undefined) continue;
      const cells = new Float32Array(4 * DESCRIPTOR_LENGTH);
      const input = new Float32Array(DESCRIPTOR_SIDE * DESCRIPTOR_SIDE * 3);
      for (const mirror of [false, true]) {
        fillDescriptorInput(faceChip(image, reading.landmarks, { mirror }), input);
        const { values } = (await session.run(input, 1)).get("cells")!;
        for (let i = 0; i < cells.length; i++) cells[i]! += values[i]! / 2;
      }
      photos.push({ cells, quality: reading.quality });
    }
    seen.push({ name, files: files.length, photos });
    if (seen.length % 100 === 0) console.error(`${seen.length} of ${names.length} people`);
  }
  session.dispose();
  reader.dispose();
  return seen;
}

function outcomeOf(weights: readonly number[]): Outcome {
  const probes = people.map(({ photos }) =>
    photos.map(({ cells, quality }): Probe => ({ descriptor: descriptorOf(cells, weights), quality })),
  );
  const genuine: { readonly person: number; readonly score: number }[] = [];
  const impostor: number[] = [];
  const distances: number[] = [];
  for (let part = 0; part < PARTS; part++) {
    const others = probes.filter((photos, person) => parts[person] !== part && photos.length > 0);
    const population = fitPopulation(others, DESCRIPTOR_LENGTH);
    const placed = strangers
      .filter((person) => parts[person] === part)
      .flatMap((person) => probes[person]!.map((probe) => ({ person, ...placeProbe(population, probe) })));
    placed.forEach((one, at) => {
      const owner = posteriorOf(population, [one.y]);
      for (const { person, descriptor, y, noise } of placed.slice(at + 1)) {
        const score = gaussianRatio(population, owner, y, noise).ratio;
        if (person === one.person) genuine.push({ person, score });
        else {
          impostor.push(score);
          distances.push(distance(one.descriptor, descriptor));
        }
      }
    });
  }
  const sorted = Float64Array.from(impostor).sort();
  const pairs = new Float64Array(people.length);
  const refused = FARS.map((far) => {
    const threshold = sorted[sorted.length - 1 - Math.floor(far * sorted.length)]!;
    const share = new Float64Array(people.length);
    for (const { person, score } of genuine) if (!(score > threshold)) share[person]! += 2 / probes[person]!.length;
    return share;
  });
  for (const { person } of genuine) pairs[person]! += 2 / probes[person]!.length;
  const near = Float64Array.from(distances).sort()[Math.floor(NEAR * distances.length)]!;
  return { frr: refused.map((share) => sum(share) / sum(pairs)), refused, pairs, near };
}

/** 95% of the difference to dlib's by bootstrap over people, at the same thresholds. */
function interval({ refused, pairs }: Outcome, index: number): string {
  const random = stream(1, PURPOSE.drawing);
  const differences = Float64Array.from({ length: RESAMPLES }, () => {
    let [difference, all] = [0, 0];
    for (let i = 0; i < strangers.length; i++) {
      const person = strangers[random.below(strangers.length)]!;
      difference += refused[index]![person]! - even.refused[index]![person]!;
      all += pairs[person]!;
    }
    return difference / all;
  }).sort();
  const at = (share: number) => (100 * differences[Math.floor(share * RESAMPLES)]!).toFixed(1);
  return `${at(0.025)} to ${at(0.975)}`;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
