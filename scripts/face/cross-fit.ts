// Scores every attempt of the ten-selfie protocol by a network that was trained on neither its owner's part of the people
// nor its stranger's.

import type { Attempts } from "../../packages/face/src/evaluate/attempts.ts";
import { PARTS, protocolOf } from "../../packages/face/src/evaluate/protocol.ts";
import { FEATURES, ownerOf, writeFeatures } from "../../packages/face/src/certainty/features.ts";
import type { CertaintyModel } from "../../packages/face/src/certainty/model.ts";
import { networkOf, populationOf, scaleOf, standardizeFeatures } from "../../packages/face/src/certainty/open.ts";
import { project } from "../../packages/face/src/certainty/population.ts";
import { descriptorsOf } from "./examples.ts";
import type { Person } from "./people.ts";

export type Fit = (people: readonly (readonly Float32Array[])[]) => Promise<Omit<CertaintyModel, "levels">>;

export interface CrossFit {
  /** By the certainty networks. */
  readonly attempts: Attempts;
  /** The same attempts by the distance to the mean of the enrolled descriptors, with the sign turned. */
  readonly meanDistance: Attempts;
}

export async function crossFit(people: readonly Person[], fit: Fit, say: (line: string) => void): Promise<CrossFit> {
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

  for (let ownerPart = 0; ownerPart < PARTS; ownerPart++) {
    for (let strangerPart = 0; strangerPart < PARTS; strangerPart++) {
      const isUnseen = (part: number) => part !== ownerPart && part !== strangerPart;
      const model = await fit(descriptorsOf(people.filter((_, place) => isUnseen(protocol.parts[place]!))));
      const strangers = protocol.strangers.filter((place) => protocol.parts[place] === strangerPart);
      const trials = protocol.trials.filter(({ owner }) => protocol.parts[owner] === ownerPart);
      const population = populationOf(model);
      const scale = scaleOf(model);
      const logits = networkOf(model);
      const projected = new Map<Float32Array, Float64Array>();
      const axesOf = (descriptor: Float32Array) => {
        const known = projected.get(descriptor) ?? project(population, descriptor);
        projected.set(descriptor, known);
        return known;
      };
      for (const trial of trials) {
        const faces = people[trial.owner]!.photos;
        const enrolled = trial.enrolled.flatMap((place) => faces[place]!.face?.descriptor ?? []);
        const owner = ownerOf(population, enrolled);
        const probes = [
          // Genuine attempts are counted once, where both parts are the owner's.
          ...(ownerPart === strangerPart
            ? trial.genuine.map((place) => ({ who: trial.owner, photo: faces[place]! }))
            : []),
          ...strangers.flatMap((who) => people[who]!.photos.map((photo) => ({ who, photo }))),
        ];
        const inputs = new Float32Array(probes.length * FEATURES.length);
        probes.forEach(({ photo: { face } }, row) => {
          if (face !== undefined)
            writeFeatures(population, owner, face.descriptor, axesOf(face.descriptor), inputs, row * FEATURES.length);
        });
        const distances = probes.map(
          (_, row) => -inputs[row * FEATURES.length + FEATURES.indexOf("distance to mean")]!,
        );
        standardizeFeatures(inputs, scale);
        const ratios = await logits.forward(inputs);
        probes.forEach(({ who, photo: { face } }, row) => {
          for (const [to, score] of [
            [collected, ratios[row]!],
            [baseline, distances[row]!],
          ] as const) {
            const held = { owner: trial.owner, score: face === undefined ? -Infinity : score };
            if (who === trial.owner) to.genuine.push(held);
            else to.impostor.push({ ...held, stranger: who });
          }
        });
      }
      logits.dispose();
      say(`owners of part ${ownerPart + 1}, strangers of part ${strangerPart + 1}: ${trials.length} trials`);
    }
  }
  return { attempts: collected, meanDistance: baseline };
}
