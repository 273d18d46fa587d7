// One photo made ready for a network that sees aligned faces.

import { prepare, type Preparation } from "@selfsame/engine/pixels";
import { lookAtPhotos } from "../face/photos.ts";
import type { PreparedPhoto } from "../photos/preparer.ts";
import type { ChipCutter } from "./open.ts";

/** `cutter` may still be on its way while the photo is decoded. Rejects where it does. */
export async function prepareChip(
  path: string,
  cutter: Promise<ChipCutter>,
  { face: _face, ...square }: Preparation,
): Promise<PreparedPhoto> {
  let prepared: PreparedPhoto = "no face";
  await lookAtPhotos(
    [path],
    cutter,
    ({ cut }, image) => cut(image, square.size),
    ({ problem, seen: chip }) => {
      if (problem !== undefined) prepared = { problem };
      else if (chip !== undefined) prepared = { pixels: prepare(chip.image, square), face: chip.face };
    },
  );
  return prepared;
}
