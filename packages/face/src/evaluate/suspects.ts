// Photos that probably lie in the wrong person's folder, by two rules that are stated here and nowhere bent. They accuse
// files, not people: whoever evaluates looks at each.

import { log } from "@selfsame/engine/numbers";
import type { Probe } from "../certainty/certainty.ts";
import { descriptorDistance } from "../profile/group.ts";
import type { EvaluatedPerson, Scored, ScoredAttempt } from "./score.ts";

/** What makes a photo suspect. */
export const SUSPECT_RULES = Object.freeze({
  /** A stranger's photo whose likelihood ratio is this many times what unlocks, before one owner, who alone accepts it. */
  times: 100,
  /** A photo at least this far from every other photo of its person (Euclidean, between descriptors) ... */
  far: 0.6,
  /** ... and at most this far from one of somebody else's. */
  near: 0.4,
});

export interface Suspect {
  /** Place among the people, and among that person's photos. */
  readonly person: number;
  readonly photo: number;
  /** Whom it looks like: a place among the people. */
  readonly like: number;
  /** `accepted`: the first rule; `stray`: the second. */
  readonly rule: "accepted" | "stray";
}

/** `threshold`: the ratio above which the owner is let in, a natural logarithm. Each photo is named once, in order. */
export function findSuspects(people: readonly EvaluatedPerson[], scored: Scored, threshold: number): Suspect[] {
  const found = new Map<string, Suspect>();
  for (const suspect of [...acceptedByOne(scored, threshold), ...strays(people)]) {
    const key = `${suspect.person}/${suspect.photo}`;
    if (!found.has(key)) found.set(key, suspect);
  }
  return [...found.values()].sort((a, b) => a.person - b.person || a.photo - b.photo);
}

/** The attempts without those that were made with a suspect photo; what a suspect photo enrolled stays. */
export function withoutSuspects({ genuine, impostor }: Scored, suspects: readonly Suspect[]): Scored {
  const isSuspect = new Set(suspects.map(({ person, photo }) => `${person}/${photo}`));
  const isClear = ({ person, photo }: ScoredAttempt) => !isSuspect.has(`${person}/${photo}`);
  return { genuine: genuine.filter(isClear), impostor: impostor.filter(isClear) };
}

/** Far beyond the threshold in all trials of one owner, and beyond it in none of another. */
function acceptedByOne({ impostor }: Scored, threshold: number): Suspect[] {
  const beyond = threshold + log(SUSPECT_RULES.times);
  const accepted = new Set<string>();
  const keyOf = ({ person, photo }: ScoredAttempt) => `${person}/${photo}`;
  for (const attempt of impostor) if (attempt.ratio > beyond) accepted.add(keyOf(attempt));
  const attempts = new Map<string, ScoredAttempt[]>([...accepted].map((key) => [key, []]));
  for (const attempt of impostor) attempts.get(keyOf(attempt))?.push(attempt);
  return [...attempts.values()].flatMap((ofPhoto) => {
    const { person, photo, owner: like } = ofPhoto.find(({ ratio }) => ratio > beyond)!;
    const isClear = ofPhoto.every(({ owner, ratio }) => (owner === like ? ratio > beyond : !(ratio > threshold)));
    return isClear ? [{ person, photo, like, rule: "accepted" as const }] : [];
  });
}

/** Far from all others of the same person, near to somebody else. Someone with one photo with a face has no others. */
function strays(people: readonly EvaluatedPerson[]): Suspect[] {
  const faces = people.map(({ photos }) =>
    photos.flatMap((probe, photo): Face[] => (probe === undefined ? [] : [{ photo, probe }])),
  );
  return faces.flatMap((own, person) =>
    own.flatMap(({ photo, probe }) => {
      const others = own.filter((face) => face.photo !== photo);
      if (others.length === 0 || nearest(probe, others) < SUSPECT_RULES.far) return [];
      const distances = faces.map((theirs, other) => (other === person ? Infinity : nearest(probe, theirs)));
      const least = Math.min(...distances);
      if (!(least <= SUSPECT_RULES.near)) return [];
      return [{ person, photo, like: distances.indexOf(least), rule: "stray" as const }];
    }),
  );
}

interface Face {
  readonly photo: number;
  readonly probe: Probe;
}

function nearest({ descriptor }: Probe, faces: readonly Face[]): number {
  let least = Infinity;
  for (const { probe } of faces) least = Math.min(least, descriptorDistance(probe.descriptor, descriptor));
  return least;
}
