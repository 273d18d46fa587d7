// Which photos are learned from, which choose the best epoch, and which are withheld for the report: drawn by seed,
// class by class, so that every part has its share of both.

import { PURPOSE, SelfsameError, stream } from "@selfsame/engine";
import type { Side } from "../photos/collect.ts";

/** Places in the list of photos. */
export interface Split {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  readonly test: Uint32Array;
  /** How many photos without a face were drawn into each part, and are left out of it. */
  readonly noFace: Readonly<Record<Part, number>>;
}

export type Part = "train" | "validation" | "test";

/** A class with fewer photos cannot give one to each part. */
const FEWEST = 3;

/**
 * Splits photos by their sides; `validation` and `test` are shares of each class in [0, 1), at least one photo each
 * where not 0. Throws `examples` where a class has too few photos. `faceless` are the sides of photos that have no place
 * in the list; they are drawn like the others, so that a part tells what would have become of photos like its own.
 */
export function splitPhotos(
  sides: readonly Side[],
  shares: { readonly validation: number; readonly test: number },
  seed: number,
  faceless: readonly Side[] = [],
): Split {
  const all = [...sides, ...faceless];
  const noFace = { train: 0, validation: 0, test: 0 };
  const parts = { train: [] as number[], validation: [] as number[], test: [] as number[] };
  for (const [index, side] of (["yes", "no"] as const).entries()) {
    const drawn = [...all.keys()].filter((place) => all[place] === side);
    shuffle(drawn, seed, index);
    const places = drawn.filter((place) => place < sides.length);
    const share = (part: number) => (part > 0 ? Math.max(1, Math.round(part * places.length)) : 0);
    const test = share(shares.test);
    const validation = share(shares.validation);
    if (test + validation >= places.length) {
      throw new SelfsameError(
        "examples",
        `--${side}: ${places.length} ${places.length === 1 ? "photo" : "photos"}${drawn.length === places.length ? "" : " with a face"} ${places.length === 1 ? "is" : "are"} too few: ${test} would be withheld for the test and ${validation} for validation, leaving none to learn from. ` +
          `Give at least ${FEWEST} different photos, or --test 0 --validation 0.`,
      );
    }
    // Each part takes from the drawn ones until it has its photos; those without a face that it passes are its own.
    let taken = 0;
    for (const place of drawn) {
      if (place < sides.length) taken++;
      else noFace[taken < test ? "test" : taken < test + validation ? "validation" : "train"]++;
    }
    parts.test.push(...places.slice(0, test));
    parts.validation.push(...places.slice(test, test + validation));
    parts.train.push(...places.slice(test + validation));
  }
  const sorted = (places: number[]) => Uint32Array.from(places).sort();
  return { train: sorted(parts.train), validation: sorted(parts.validation), test: sorted(parts.test), noFace };
}

function shuffle(places: number[], seed: number, index: number): void {
  const random = stream(seed, PURPOSE.split, index);
  for (let last = places.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [places[last], places[other]] = [places[other]!, places[last]!];
  }
}

/** Validation photos of each class from which on their loss may choose the best epoch; by fewer it would be luck. */
export const ENOUGH_TO_CHOOSE = 20;

/** Whether the validation photos are enough to choose an epoch by; otherwise the last one is kept. */
export function canChoose(photos: readonly { readonly side: Side }[], validation: Uint32Array): boolean {
  const yes = validation.filter((place) => photos[place]!.side === "yes").length;
  return Math.min(yes, validation.length - yes) >= ENOUGH_TO_CHOOSE;
}
