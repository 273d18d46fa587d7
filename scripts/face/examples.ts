// What the certainty network learns from: owners made of everyone with two photos or more, their other photos, and the
// photos of others, each seen through a population that was fitted without any of them.

import type { Examples } from "@selfsame/engine";
import { examplesFrom } from "@selfsame/engine";
import { permutation, PURPOSE, stream } from "@selfsame/engine/numbers";
import type { Probe } from "../../packages/face/src/certainty/certainty.ts";
import { FEATURES, ownerOf, placeProbe, writeFeatures } from "../../packages/face/src/certainty/features.ts";
import type { Population } from "../../packages/face/src/certainty/population.ts";
import { fitPopulation } from "./fit-population.ts";
import type { Person } from "./people.ts";

/** Into how many groups people fall; each is seen through what the others are. */
const GROUPS = 3;
const ENROLLED_LIMIT = 10;
const GENUINE_LIMIT = 10;
const IMPOSTORS = 400;
const STRANGER_PHOTOS = 3;
/** People with so many photos count as the owners that enrollment is for. */
const MANY = 12;

export interface Seen {
  readonly features: Float32Array[];
  readonly isOwner: number[];
  readonly weights: number[];
}

/** Everyone's photos that show a face. */
export const probesOf = (people: readonly Person[]): Probe[][] =>
  people
    .map(({ photos }) => photos.flatMap(({ face }) => (face === undefined ? [] : [face])))
    .filter(({ length }) => length > 0);

/** Features of owners and strangers among `people`, by seed. */
export function seenFeatures(people: readonly (readonly Probe[])[], width: number, seed: number): Seen {
  const seen: Seen = { features: [], isOwner: [], weights: [] };
  const order = permutation(people.length, seed, PURPOSE.split);
  for (let group = 0; group < GROUPS; group++) {
    const inside = [...order].filter((_, place) => place % GROUPS === group).map((place) => people[place]!);
    const outside = [...order].filter((_, place) => place % GROUPS !== group).map((place) => people[place]!);
    seeGroup(inside, fitPopulation(outside, width), seed, group, seen);
  }
  return seen;
}

function seeGroup(
  people: readonly (readonly Probe[])[],
  population: Population,
  seed: number,
  group: number,
  { features, isOwner, weights }: Seen,
): void {
  const placed = people.map((photos) => photos.map((photo) => placeProbe(population, photo)));
  const strangers = people.flatMap((photos, person) =>
    photos.slice(0, STRANGER_PHOTOS).map((_, photo) => ({ person, photo })),
  );
  people.forEach((photos, person) => {
    if (photos.length < 2) return;
    const rounds = photos.length < 4 ? 1 : photos.length < MANY ? 3 : 6;
    const weight = (photos.length < MANY ? 1 : 3) / rounds;
    for (let round = 0; round < rounds; round++) {
      const order = permutation(photos.length, seed, PURPOSE.drawing, group * 1_000_000 + person * 10 + round);
      const spare = Math.max(1, Math.floor(photos.length / 4));
      const count = Math.min(ENROLLED_LIMIT, photos.length - spare);
      const owner = ownerOf(
        population,
        [...order.subarray(0, count)].map((place) => photos[place]!.descriptor),
      );
      const see = (other: number, photo: number, answer: 0 | 1, share: number) => {
        const into = new Float32Array(FEATURES.length);
        writeFeatures(population, owner, placed[other]![photo]!, into, 0);
        features.push(into);
        isOwner.push(answer);
        weights.push(share);
      };
      const genuine = order.subarray(count, count + GENUINE_LIMIT);
      for (const photo of genuine) see(person, photo, 1, weight / Math.sqrt(genuine.length));
      const random = stream(seed, PURPOSE.drawing, group, person * 10 + round);
      for (let draw = 0; draw < IMPOSTORS; draw++) {
        const stranger = strangers[random.below(strangers.length)]!;
        if (stranger.person !== person) see(stranger.person, stranger.photo, 0, weight);
      }
    }
  });
}

/** The examples, owners weighing `prior` of the whole and strangers the rest. */
export function examplesOf({ features, isOwner, weights }: Seen, prior: number): Examples {
  const sum = (answer: number) => weights.reduce((total, one, i) => total + (isOwner[i] === answer ? one : 0), 0);
  const [owners, strangers] = [sum(1), sum(0)];
  const share = (i: number) =>
    (isOwner[i] === 1 ? (prior * weights[i]!) / owners : ((1 - prior) * weights[i]!) / strangers) * weights.length;
  return examplesFrom({
    inputs: features,
    targets: isOwner.map((answer) => [answer]),
    weights: weights.map((_, i) => share(i)),
  });
}
