// Scores every attempt of the ten-selfie protocol by a network that was trained on neither its owner's part of the people
// nor its stranger's.

import type { Attempts } from "../../packages/face/src/evaluate/attempts.ts";
import { PARTS, protocolOf } from "../../packages/face/src/evaluate/protocol.ts";
import type { Probe } from "../../packages/face/src/certainty/certainty.ts";
import { distance, ownerOf, placeProbe, type Placed } from "../../packages/face/src/certainty/features.ts";
import { ImaginaryPeople } from "../../packages/face/src/certainty/imaginary.ts";
import type { CertaintyModel } from "../../packages/face/src/certainty/model.ts";
import { partsOf, ratiosOf } from "../../packages/face/src/certainty/open.ts";
import { project, type Population } from "../../packages/face/src/certainty/population.ts";
import { probesOf } from "./examples.ts";
import type { Person } from "./people.ts";

export type Fit = (people: readonly (readonly Probe[])[]) => Promise<Omit<CertaintyModel, "levels">>;

export interface CrossFit {
  /** By the certainty networks. */
  readonly attempts: Attempts;
  /** The same attempts by the distance to the mean of the enrolled descriptors, with the sign turned. */
  readonly meanDistance: Attempts;
  /** Scores of strangers drawn from what each network ships of people, before the same owners. */
  readonly drawn: readonly number[];
  /** The same of the numbers that are shipped themselves, held up as if they were descriptors. */
  readonly shipped: readonly number[];
}

/** Drawn from each population. */
const DRAWN = 10_000;
const DRAWN_SEED = 1;
/** Between descriptors of two people, about. */
const APART = 0.8;

export interface CrossFitOptions {
  /** The same people and photos, as attempts see them; enrolled and trained on are those of `people`. */
  readonly probes?: readonly Person[];
  /** So many of the photos that enroll by the protocol; all by default. */
  readonly enroll?: number;
}

export async function crossFit(
  people: readonly Person[],
  fit: Fit,
  say: (line: string) => void,
  { probes = people, enroll = Infinity }: CrossFitOptions = {},
): Promise<CrossFit> {
  const protocol = await protocolOf(people.map(({ name, photos }) => ({ name, photos: photos.length })));
  const names = people.map(({ name }) => name);
  const collected = {
    people: names,
    genuine: [] as Attempts["genuine"][number][],
    impostor: [] as Attempts["impostor"][number][],
  };
  const baseline = {
    people: names,
    genuine: [] as Attempts["genuine"][number][],
    impostor: [] as Attempts["impostor"][number][],
  };

  const [drawn, shipped]: [number[], number[]] = [[], []];

  for (let ownerPart = 0; ownerPart < PARTS; ownerPart++) {
    for (let strangerPart = 0; strangerPart < PARTS; strangerPart++) {
      const isUnseen = (part: number) => part !== ownerPart && part !== strangerPart;
      const model = await fit(probesOf(people.filter((_, place) => isUnseen(protocol.parts[place]!))));
      const strangers = protocol.strangers.filter((place) => protocol.parts[place] === strangerPart);
      const trials = protocol.trials.filter(({ owner }) => protocol.parts[owner] === ownerPart);
      const parts = partsOf(model);
      const { population } = parts;
      const known = new Map<Probe, Placed>();
      const placedOf = (probe: Probe) => {
        const placed = known.get(probe) ?? placeProbe(population, probe);
        known.set(probe, placed);
        return placed;
      };
      const vectorsOf = [
        [drawnFrom(population), drawn],
        [shippedOf(population), shipped],
      ] as const;
      for (const trial of trials) {
        const faces = people[trial.owner]!.photos;
        const enrolled = trial.enrolled.slice(0, enroll).flatMap((place) => faces[place]!.face?.descriptor ?? []);
        const owner = ownerOf(population, enrolled);
        const attempts = [
          // Genuine attempts are counted once, where both parts are the owner's.
          ...(ownerPart === strangerPart
            ? trial.genuine.map((place) => ({ who: trial.owner, photo: probes[trial.owner]!.photos[place]! }))
            : []),
          ...strangers.flatMap((who) => probes[who]!.photos.map((photo) => ({ who, photo }))),
        ];
        for (const [vectors, to] of vectorsOf) to.push(...(await ratiosOf(parts, owner, vectors)));
        const shown = attempts.flatMap(({ photo: { face } }) => (face === undefined ? [] : [placedOf(face)]));
        const ratios = await ratiosOf(parts, owner, shown);
        let next = 0;
        for (const { who, photo } of attempts) {
          const at = photo.face === undefined ? undefined : next++;
          for (const [to, score] of [
            [collected, at === undefined ? -Infinity : ratios[at]!],
            [baseline, at === undefined ? -Infinity : -distance(owner.mean, shown[at]!.descriptor)],
          ] as const) {
            const held = { owner: trial.owner, score };
            if (who === trial.owner) to.genuine.push(held);
            else to.impostor.push({ ...held, stranger: who });
          }
        }
      }
      parts.network.dispose();
      say(`owners of part ${ownerPart + 1}, strangers of part ${strangerPart + 1}: ${trials.length} trials`);
    }
  }
  return { attempts: collected, meanDistance: baseline, drawn, shipped };
}

/** As a photo of the usual quality would be. */
const usual = (population: Population, descriptor: Float32Array): Placed => ({
  descriptor,
  y: project(population, descriptor),
  noise: 1,
});

function drawnFrom(population: Population): Placed[] {
  const people = new ImaginaryPeople(population, DRAWN_SEED);
  return Array.from({ length: DRAWN }, (_, person) => usual(population, people.descriptor(person)));
}

/** The vectors of a population as they are, and the axes as ways from the mean, as long as people are apart. */
function shippedOf(population: Population): Placed[] {
  const { mean, axes, variances } = population;
  const width = mean.length;
  const rows = Array.from({ length: width }, (_, row) => axes.slice(row * width, (row + 1) * width));
  const ways = rows.flatMap((row) => {
    const length = Math.sqrt(row.reduce((sum, one) => sum + one * one, 0));
    return [APART, -APART].map((apart) => mean.map((value, i) => value + (apart * row[i]!) / length));
  });
  return [mean, variances, ...rows, ...ways].map((one) => usual(population, one));
}
