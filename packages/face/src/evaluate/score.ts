// Every attempt of the ten-selfie protocol, scored: by the certainty network, and by the plain rule that it must beat, the
// distance to the mean of the enrolled descriptors.

import { areFinite } from "@selfsame/engine/numbers";
import type { Certainty, Probe } from "../certainty/certainty.ts";
import type { FaceReading } from "../reader/reading.ts";
import type { Attempts } from "./attempts.ts";
import type { Protocol } from "./protocol.ts";

/** Someone with their photos as the chain read them; undefined where no face was found. */
export interface EvaluatedPerson {
  readonly name: string;
  readonly photos: readonly (FaceReading | undefined)[];
}

/** One photo before one owner's profile. */
export interface ScoredAttempt {
  /** Place among the protocol's trials. */
  readonly trial: number;
  /** Places among the people: whose profile, and whose photo. The same in a genuine attempt. */
  readonly owner: number;
  readonly person: number;
  /** Place among the person's photos. */
  readonly photo: number;
  /** Natural-log likelihood ratio; -Infinity without a face, which never unlocks. */
  readonly ratio: number;
  /** From the mean of the enrolled descriptors, Euclidean; Infinity without a face. */
  readonly distance: number;
}

export interface Scored {
  readonly genuine: readonly ScoredAttempt[];
  readonly impostor: readonly ScoredAttempt[];
}

/** How to score, and whom to tell how far it is. */
export interface ScoreOptions {
  /** The certainty network before enrolled photos, of which there is at least one. It is disposed of afterwards. */
  open(enrolled: readonly Probe[]): Promise<Certainty>;
  /** Before each trial, and awaited. What it throws ends the work. */
  onTrial?(done: number, total: number): Promise<void> | void;
}

/** An owner none of whose enrolled photos shows a face has no profile: all attempts on it are refused. */
export async function scoreAttempts(
  people: readonly EvaluatedPerson[],
  { trials, strangers }: Pick<Protocol, "trials" | "strangers">,
  { open, onTrial }: ScoreOptions,
): Promise<Scored> {
  const photosOf = (person: number, photos: Iterable<number>) => Array.from(photos, (photo) => ({ person, photo }));
  const byStrangers = strangers.flatMap((person) => photosOf(person, people[person]!.photos.keys()));
  const scored = { genuine: [] as ScoredAttempt[], impostor: [] as ScoredAttempt[] };
  for (const [trial, { owner, enrolled, genuine }] of trials.entries()) {
    await onTrial?.(trial, trials.length);
    const isUsable = (reading: FaceReading | undefined) => reading !== undefined && areFinite(reading.descriptor);
    const selfies = enrolled.flatMap((photo) => people[owner]!.photos[photo] ?? []).filter(isUsable);
    const asked = [...photosOf(owner, genuine), ...byStrangers];
    const faces = asked.map(({ person, photo }) => people[person]!.photos[photo]);
    const probes = faces.filter((face) => face !== undefined && isUsable(face)) as FaceReading[];
    const ratios = selfies.length === 0 ? [] : await ratiosBefore(selfies, probes, open);
    const mean = meanDescriptor(selfies);
    let next = 0;
    asked.forEach((photo, index) => {
      const face = faces[index];
      const isSeen = isUsable(face) && selfies.length > 0;
      const ratio = isSeen ? ratios[next++]! : NaN;
      const attempt: ScoredAttempt = {
        trial,
        owner,
        ...photo,
        ratio: Number.isNaN(ratio) ? -Infinity : ratio,
        distance: isSeen ? distanceTo(mean, face!.descriptor) : Infinity,
      };
      (photo.person === owner ? scored.genuine : scored.impostor).push(attempt);
    });
  }
  return scored;
}

/**
 * The attempts as they are counted, in their order. `score` gives each one number, higher for the owner: the ratio, or minus
 * the distance. -Infinity never unlocks.
 */
export function attemptsOf(
  people: readonly EvaluatedPerson[],
  { genuine, impostor }: Scored,
  score: (attempt: ScoredAttempt) => number,
): Attempts {
  return {
    people: people.map(({ name }) => name),
    genuine: genuine.map((attempt) => ({ owner: attempt.owner, score: score(attempt) })),
    impostor: impostor.map((attempt) => ({
      owner: attempt.owner,
      stranger: attempt.person,
      score: score(attempt),
    })),
  };
}

async function ratiosBefore(
  enrolled: readonly Probe[],
  probes: readonly Probe[],
  open: ScoreOptions["open"],
): Promise<Float64Array> {
  const certainty = await open(enrolled);
  try {
    return await certainty.ratios(probes);
  } finally {
    certainty.dispose();
  }
}

function meanDescriptor(photos: readonly Probe[]): Float64Array {
  const mean = new Float64Array(photos[0]?.descriptor.length ?? 0);
  for (const { descriptor } of photos) for (let i = 0; i < mean.length; i++) mean[i]! += descriptor[i]! / photos.length;
  return mean;
}

function distanceTo(mean: Float64Array, descriptor: Float32Array): number {
  let squares = 0;
  for (let i = 0; i < mean.length; i++) squares += (mean[i]! - descriptor[i]!) * (mean[i]! - descriptor[i]!);
  return Math.sqrt(squares);
}
