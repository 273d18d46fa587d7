// What else the certainty network could have been: each way of scoring on the ten-selfie protocol, cross-fitted, over ten
// shuffles that are none of the protocol's own two. Rates are means over pairs of shuffles, pooled as the protocol pools two.
// Usage: node --import ./scripts/typescript.js scripts/face/alternatives.ts PEOPLE CACHE
// CACHE is train-certainty.ts's.

import { sigmoid } from "@selfsame/engine/numbers";
import type { Network } from "@selfsame/engine";
import {
  FEATURES,
  ownerOf,
  placeProbe,
  writeFeatures,
  type Placed,
} from "../../packages/face/src/certainty/features.ts";
import { ImaginaryPeople } from "../../packages/face/src/certainty/imaginary.ts";
import { networkOf, standardizeFeatures, TENSORS, type FeatureScale } from "../../packages/face/src/certainty/open.ts";
import { project, type Population } from "../../packages/face/src/certainty/population.ts";
import { gaussianRatio, posteriorOf } from "../../packages/face/src/certainty/ratio.ts";
import { PARTS, protocolOf } from "../../packages/face/src/evaluate/protocol.ts";
import { probesOf, seenFeatures } from "./examples.ts";
import { RECIPE, trainNetwork, type Recipe } from "./fit-certainty.ts";
import { fitPopulation } from "./fit-population.ts";
import { readPeople } from "./people.ts";

const [root, cache] = process.argv.slice(2);
if (root === undefined || cache === undefined) throw new Error("expected PEOPLE and CACHE, a folder and a file");

const OWN = 2; // the protocol's own shuffles, left alone
const SHUFFLES = 10;
const FARS = [1e-2, 1e-3, 1e-4];
const DRAWN = 1000;
const NOT_LEARNED = 1e9; // photos' worth of belief that an owner's photos spread as everyone's
const HARDER: Recipe = { ...RECIPE, epochs: 8, learningRate: 0.05 };
const TUNING = { steps: 20, rate: 0.5 };

interface Trained {
  readonly logits: Network;
  readonly scale: FeatureScale;
}

const WAYS = [
  "distance to the mean of ten",
  "two Gaussians",
  "and how far the owner's photos spread",
  "and how poor the photo is: the ratio",
  "the ratio's network, as shipped",
  "the same, trained harder",
  "as shipped, its bias and slope tuned on the owner's ten",
] as const;
interface Attempt {
  readonly pair: number;
  readonly isOwner: boolean;
  readonly scores: readonly number[];
}

const people = await readPeople(root, cache, 2);
const { trials, strangers, parts } = await protocolOf(
  people.map(({ name, photos }) => ({ name, photos: photos.length })),
  { enroll: 10, seeds: OWN + SHUFFLES },
);
const attempts: Attempt[] = [];
for (let ownerPart = 0; ownerPart < PARTS; ownerPart++) {
  for (let strangerPart = 0; strangerPart < PARTS; strangerPart++) {
    const some = probesOf(people.filter((_, place) => parts[place] !== ownerPart && parts[place] !== strangerPart));
    const width = some[0]![0]!.descriptor.length;
    const population = fitPopulation(some, width);
    const seen = seenFeatures(some, width, RECIPE.seed);
    const nets = [await trained(RECIPE), await trained(HARDER)] as const;
    const imaginary = new ImaginaryPeople(population, RECIPE.seed);
    const drawn = Array.from({ length: DRAWN }, (_, person) => {
      const descriptor = imaginary.descriptor(person);
      return { descriptor, y: project(population, descriptor), noise: 1 };
    });
    const others = strangers
      .filter((place) => parts[place] === strangerPart)
      .flatMap((place) => placedOf(place).flatMap((one) => one ?? []));
    for (const { owner, seed, enrolled, genuine } of trials) {
      if (parts[owner] !== ownerPart || seed < OWN) continue;
      const photos = placedOf(owner);
      const selfies = enrolled.flatMap((place) => photos[place] ?? []);
      const score = await scorer(population, selfies, nets, drawn);
      const pair = Math.floor((seed - OWN) / 2);
      const add = (isOwner: boolean, scores: readonly (readonly number[])[]) => {
        for (const one of scores) attempts.push({ pair, isOwner, scores: one });
      };
      if (ownerPart === strangerPart) add(true, await score(genuine.flatMap((place) => photos[place] ?? [])));
      add(false, await score(others));
    }
    for (const { logits } of nets) logits.dispose();
    console.error(`owners of part ${ownerPart + 1}, strangers of part ${strangerPart + 1}`);

    /** Undefined where no face was found: such photos are left out here. */
    function placedOf(person: number): (Placed | undefined)[] {
      return people[person]!.photos.map(({ face }) => face && placeProbe(population, face));
    }
    async function trained(recipe: Recipe): Promise<Trained> {
      const { scale, parameters } = await trainNetwork(seen, recipe);
      const tensors = new Map([[TENSORS.parameters, { shape: [parameters.length], values: parameters }]]);
      return { scale, logits: networkOf({ version: "", about: { hidden: [recipe.hidden] }, tensors }) };
    }
  }
}

const frr = (way: number, pair: number, far: number) => {
  const of = (isOwner: boolean) =>
    Float64Array.from(
      attempts.filter((one) => one.pair === pair && one.isOwner === isOwner),
      ({ scores }) => scores[way]!,
    ).sort();
  const impostors = of(false);
  const threshold = impostors[impostors.length - 1 - Math.floor(far * impostors.length)]!;
  const owners = of(true);
  return owners.filter((score) => !(score > threshold)).length / owners.length;
};
WAYS.forEach((way, index) => {
  const rates = FARS.map((far) => {
    const all = Array.from({ length: SHUFFLES / 2 }, (_, pair) => 100 * frr(index, pair, far));
    return (all.reduce((sum, one) => sum + one, 0) / all.length).toFixed(2);
  });
  console.log(`${way}: FRR ${FARS.map((far, i) => `${rates[i]}% at ${far}`).join(", ")}`);
});

/** Scores of probes by all WAYS, before one owner. */
async function scorer(
  population: Population,
  selfies: readonly Placed[],
  [shipped, harder]: readonly [Trained, Trained],
  drawn: readonly Placed[],
) {
  const ys = selfies.map(({ y }) => y);
  const plain = posteriorOf(population, ys, NOT_LEARNED);
  const own = posteriorOf(population, ys);
  const owner = ownerOf(
    population,
    selfies.map(({ descriptor }) => descriptor),
  );
  const [slope, bias] = await tuned();
  return async (probes: readonly Placed[]): Promise<number[][]> => {
    const [raw, network] = await ask(shipped, owner, probes);
    const [, more] = await ask(harder, owner, probes);
    return probes.map(({ y }, i) => [
      -raw[i * FEATURES.length + FEATURES.indexOf("distance to mean")]!,
      gaussianRatio(population, plain, y, 1).ratio,
      gaussianRatio(population, own, y, 1).ratio,
      raw[i * FEATURES.length]!,
      network[i]!,
      more[i]!,
      slope * network[i]! + bias,
    ]);
  };

  async function ask({ logits, scale }: Trained, before: typeof owner, probes: readonly Placed[]) {
    const raw = new Float32Array(probes.length * FEATURES.length);
    probes.forEach((probe, row) => writeFeatures(population, before, probe, raw, row * FEATURES.length));
    const inputs = raw.slice();
    standardizeFeatures(inputs, scale);
    return [raw, await logits.forward(inputs)] as const;
  }

  /** Steps down the gradient of binary cross-entropy: each selfie before the others, and drawn strangers, half each. */
  async function tuned(): Promise<[number, number]> {
    const yes: number[] = [];
    for (const one of selfies) {
      const rest = selfies.filter((other) => other !== one).map(({ descriptor }) => descriptor);
      yes.push((await ask(shipped, ownerOf(population, rest), [one]))[1][0]!);
    }
    const no = [...(await ask(shipped, owner, drawn))[1]];
    let [a, b] = [1, 0];
    const { steps, rate } = TUNING;
    for (let step = 0; step < steps; step++) {
      let [da, db] = [0, 0];
      for (const [logits, answer] of [
        [yes, 1],
        [no, 0],
      ] as const) {
        for (const logit of logits) {
          const error = (0.5 * (answer - sigmoid(a * logit + b))) / logits.length;
          da += (error * logit) / 5; // as wide as the bias matters
          db += error;
        }
      }
      [a, b] = [a + (rate * da) / 5, b + rate * db];
    }
    return [a, b];
  }
}
