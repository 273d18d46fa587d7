// The ten-selfie protocol: who is an owner, which photos enroll, which are genuine attempts, and who is scored by what was
// trained on whom. Everyone with enough photos is an owner, everyone else a stranger to all of them.

import { sha256 } from "@selfsame/engine/file";
import { permutation, PURPOSE } from "@selfsame/engine/numbers";
import { MEASURED_PHOTOS } from "../decide/level.ts";

export interface Person {
  /** Unlike all others; the shuffles and the part follow from it. */
  readonly name: string;
  /** How many photos there are, with a face or without. */
  readonly photos: number;
}

export interface ProtocolOptions {
  /** Photos that enroll. */
  readonly enroll: number;
  /** Shuffles of each owner's photos. */
  readonly seeds: number;
}

export const PROTOCOL_DEFAULTS: ProtocolOptions = { enroll: MEASURED_PHOTOS, seeds: 2 };

/** An owner has at least so many photos more than enroll. */
export const OWNER_SPARE = 2;
/** Genuine attempts of one shuffle at most, so that no one person decides the figure. */
const GENUINE_LIMIT = 20;
/** Parts that people fall into for cross-fitting. */
export const PARTS = 3;

/** One owner in one shuffle; photos by their place among the person's. */
export interface Trial {
  /** Place among the people. */
  readonly owner: number;
  readonly seed: number;
  readonly enrolled: readonly number[];
  readonly genuine: readonly number[];
}

export interface Protocol {
  readonly trials: readonly Trial[];
  /** Places of those who are no owners: each of their photos is an impostor attempt in every trial. */
  readonly strangers: readonly number[];
  /** The part, 0 to 2, of each person: the first 32 bits of SHA-256 of the name, modulo 3. */
  readonly parts: readonly number[];
}

/**
 * Who stands before whom: people with at least `enroll` + 2 photos are owners, all others strangers. A person's shuffles
 * and part follow from the name alone. Throws SelfsameError `backend-unavailable` as `hashName`.
 */
export async function protocolOf(
  people: readonly Person[],
  { enroll, seeds }: ProtocolOptions = PROTOCOL_DEFAULTS,
): Promise<Protocol> {
  const words = await Promise.all(people.map(({ name }) => firstWord(name)));
  const isOwner = ({ photos }: Person) => photos >= enroll + OWNER_SPARE;
  const trials = people.flatMap((person, owner) =>
    isOwner(person)
      ? Array.from({ length: seeds }, (_, seed): Trial => {
          const order = [...permutation(person.photos, seed, PURPOSE.split, words[owner])];
          return {
            owner,
            seed,
            enrolled: order.slice(0, enroll),
            genuine: order.slice(enroll, enroll + GENUINE_LIMIT),
          };
        })
      : [],
  );
  const strangers = [...people.keys()].filter((place) => !isOwner(people[place]!));
  return { trials, strangers, parts: words.map((word) => word % PARTS) };
}

async function firstWord(name: string): Promise<number> {
  const digest = await sha256(new TextEncoder().encode(name));
  return new DataView(digest.buffer).getUint32(0);
}
