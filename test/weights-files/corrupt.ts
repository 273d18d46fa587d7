// Seeded damage to files: what disks, broken downloads and careless copies do to bytes, and what a liar does to JSON.

import type { Stream } from "@selfsame/engine";

/** At most so many bytes are inserted, zeroed or swapped at once, and so many bits flipped. */
const MOST_BYTES = 64;
const MOST_BITS = 8;

export const DAMAGES = ["flipped", "cut", "inserted", "zeroed", "swapped"] as const;
export type Damage = (typeof DAMAGES)[number];

/** A copy of the bytes (128 or more), changed in one place or a few; never the same. */
export function damaged(bytes: Uint8Array, damage: Damage, random: Stream): Uint8Array {
  for (;;) {
    const copy = damagedOnce(bytes, damage, random);
    if (copy.length !== bytes.length || Buffer.compare(copy, bytes) !== 0) return copy;
  }
}

function damagedOnce(bytes: Uint8Array, damage: Damage, random: Stream): Uint8Array {
  const count = 1 + random.below(MOST_BYTES);
  const place = () => random.below(bytes.length - count + 1);
  const [from, to] = [place(), place()];
  const copy = Uint8Array.from(bytes);
  switch (damage) {
    case "flipped":
      for (let bits = 1 + random.below(MOST_BITS); bits > 0; bits--)
        copy[random.below(copy.length)]! ^= 1 << random.below(8);
      return copy;
    case "cut":
      return copy.slice(0, random.below(bytes.length));
    case "inserted":
      return Buffer.concat([copy.subarray(0, to), bytes.subarray(from, from + count), copy.subarray(to)]);
    case "zeroed":
      return copy.fill(0, from, from + count);
    case "swapped":
      copy.set(bytes.subarray(to, to + count), from);
      copy.set(bytes.subarray(from, from + count), to);
      return copy;
  }
}

/** What does not belong where it is put. */
const ODD: readonly unknown[] = [
  ...[null, true, "", "x", "1000000000", "__proto__", [], {}, [1e9]],
  ...[-1, 0, 0.5, 3, 1e9, 2 ** 31, 2 ** 53, 1e38, -1e308],
];

/** How seldom a walk through JSON ends before a leaf, and how seldom something is taken away instead of replaced. */
const EARLY = 20;
const GONE = 4;

/** Changes a JSON value in one place: something is gone, or something odd is in its place. */
export function spoil(json: object, random: Stream): void {
  let part = json as Record<string, unknown>;
  for (;;) {
    const keys = Object.keys(part);
    const key = keys[random.below(keys.length)]!;
    const next = part[key];
    if (typeof next === "object" && next !== null && Object.keys(next).length > 0 && random.below(EARLY) > 0) {
      part = next as Record<string, unknown>;
    } else {
      if (random.below(GONE) > 0) part[key] = ODD[random.below(ODD.length)];
      else if (Array.isArray(part)) part.splice(Number(key), 1);
      else delete part[key];
      return;
    }
  }
}
