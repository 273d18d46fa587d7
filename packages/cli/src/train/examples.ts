// Prepared photos as examples for training: bytes until a batch is made, then perhaps augmented, then standardized.

import { createHash } from "node:crypto";
import { PURPOSE, stream, type Examples, type Stream } from "@selfsame/engine";
import { augment, preparedLength, standardize, type Preparation } from "@selfsame/engine/pixels";
import type { Photo } from "../photos/collect.ts";
import type { PixelStore } from "../photos/store.ts";

export interface PhotoExamples {
  readonly pixels: PixelStore;
  /** One for each place in `pixels`. */
  readonly photos: readonly Photo[];
  readonly preparation: Preparation;
}

/** Changed copies of each validation photo with --augment: a handful of photos alone would choose the best epoch by luck. */
export const VALIDATION_COPIES = 7;

/** How photos are changed on their way into a batch. */
export interface Variation {
  readonly seed: number;
  /** "epoch": each example anew in every epoch. A number: each photo as it is and in so many changed copies, always the same. */
  readonly by: "epoch" | number;
}

/**
 * The places of a training epoch that changes its photos: the class with fewer photos is shown about as often as the
 * other, each time changed in another way. Weights alone would let few photos speak rarely and loudly.
 */
export function balancedPlaces(photos: readonly Photo[], places: Uint32Array): Uint32Array {
  const yes = places.filter((place) => photos[place]!.side === "yes");
  const no = places.filter((place) => photos[place]!.side === "no");
  const [fewer, more] = yes.length < no.length ? [yes, no] : [no, yes];
  const times = Math.round(more.length / fewer.length);
  return Uint32Array.from([...more, ...Array.from({ length: times }, () => [...fewer]).flat()]);
}

/**
 * The photos at `places` as examples with target 1 for yes and 0 for no. Without a variation each is itself alone;
 * changes follow from (seed, epoch or copy, place in the list). Copies come after all photos themselves.
 */
export function photoExamples(
  { pixels, photos, preparation }: PhotoExamples,
  places: Uint32Array,
  variation?: Variation,
): Examples {
  const inputs = preparedLength(preparation);
  const stored = new Uint8Array(inputs);
  const changed = new Uint8Array(inputs);
  const copies = typeof variation?.by === "number" ? variation.by : 0;
  const digest = createHash("sha256").update(JSON.stringify([preparation, variation ?? null]));
  for (const place of places) digest.update(`${photos[place]!.side} ${photos[place]!.sha256}\n`);

  /** Where the change of an example is drawn from; undefined where it is itself. */
  function streamOf(index: number, epoch: number): Stream | undefined {
    if (variation === undefined) return undefined;
    if (variation.by === "epoch") return stream(variation.seed, PURPOSE.augmentation, epoch, index);
    return index < places.length ? undefined : stream(variation.seed, PURPOSE.validation, 0, index);
  }
  return {
    count: places.length * (1 + copies),
    inputs,
    outputs: 1,
    digest: digest.digest("hex"),
    read(indices, into, { epoch }) {
      indices.forEach((index, row) => {
        const place = places[index % places.length]!;
        pixels.read(place, stored);
        const random = streamOf(index, epoch);
        if (random !== undefined) augment(stored, preparation, random, changed);
        standardize(random === undefined ? stored : changed, preparation, into.inputs, row * inputs);
        into.targets[row] = photos[place]!.side === "yes" ? 1 : 0;
      });
    },
  };
}
