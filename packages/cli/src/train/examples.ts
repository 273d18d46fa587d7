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
 * The photos at `places` as examples with target 1 for yes and 0 for no. With `augmentSeed` each is changed a little,
 * by (seed, epoch, place); without, every epoch reads the same.
 */
export function photoExamples({ pixels, photos, preparation }: PhotoExamples, places: Uint32Array, augmentSeed?: number): Examples {
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
        if (augmentSeed !== undefined) augment(stored, preparation, stream(augmentSeed, PURPOSE.augmentation, epoch, place), changed);
        standardize(augmentSeed === undefined ? stored : changed, preparation, into.inputs, row * inputs);
        into.targets[row] = photos[place]!.side === "yes" ? 1 : 0;
      });
    },
  };
}
