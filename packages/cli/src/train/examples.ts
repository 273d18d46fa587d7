// Prepared photos as examples for training: bytes until a batch is made, then perhaps augmented, then standardized.

import { createHash } from "node:crypto";
import { PURPOSE, stream, type Examples } from "@selfsame/engine";
import { augment, preparedLength, standardize, type Preparation } from "@selfsame/engine/pixels";
import type { Photo } from "../photos/collect.ts";
import type { PixelStore } from "../photos/store.ts";

export interface PhotoExamples {
  readonly pixels: PixelStore;
  /** One for each place in `pixels`. */
  readonly photos: readonly Photo[];
  readonly preparation: Preparation;
}

/**
 * The places of a training epoch that changes its photos: the class with fewer photos is shown about as often as the
 * other, each time changed in another way. Weights alone would let few photos speak rarely and loudly. A few more of
 * them fill the last batch: a step on one photo alone would go as far as one on a whole batch.
 */
export function balancedPlaces(photos: readonly Photo[], places: Uint32Array, batch: number): Uint32Array {
  const yes = places.filter((place) => photos[place]!.side === "yes");
  const no = places.filter((place) => photos[place]!.side === "no");
  const [fewer, more] = yes.length < no.length ? [yes, no] : [no, yes];
  const balanced = more.length + fewer.length * Math.round(more.length / fewer.length);
  const count = Math.ceil(balanced / batch) * batch;
  return Uint32Array.from({ length: count }, (_, i) => more[i] ?? fewer[(i - more.length) % fewer.length]!);
}

/**
 * The photos at `places` as examples with target 1 for yes and 0 for no. With `augmentSeed` each is changed a little
 * anew in every epoch, by (seed, epoch, place in the list).
 */
export function photoExamples(
  { pixels, photos, preparation }: PhotoExamples,
  places: Uint32Array,
  augmentSeed?: number,
): Examples {
  const inputs = preparedLength(preparation);
  const stored = new Uint8Array(inputs);
  const changed = new Uint8Array(inputs);
  const digest = createHash("sha256").update(JSON.stringify([preparation, augmentSeed ?? null]));
  for (const place of places) digest.update(`${photos[place]!.side} ${photos[place]!.sha256}\n`);
  return {
    count: places.length,
    inputs,
    outputs: 1,
    digest: digest.digest("hex"),
    read(indices, into, { epoch }) {
      indices.forEach((index, row) => {
        const place = places[index]!;
        pixels.read(place, stored);
        if (augmentSeed !== undefined)
          augment(stored, preparation, stream(augmentSeed, PURPOSE.augmentation, epoch, index), changed);
        standardize(augmentSeed === undefined ? stored : changed, preparation, into.inputs, row * inputs);
        into.targets[row] = photos[place]!.side === "yes" ? 1 : 0;
      });
    },
  };
}
