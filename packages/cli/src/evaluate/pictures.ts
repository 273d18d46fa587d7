// Small pictures of the faces in photos, for the page: read again from the files, since nothing of a photo is kept.

import { isSelfsameError } from "@selfsame/engine";
import { centeredSquare, crop, resize, toChannels, type Image, type Rectangle } from "@selfsame/engine/pixels";
import type { FaceReading } from "@selfsame/face";
import { decodePhoto } from "../photos/decode.ts";
import { pngDataUri } from "../report/png.ts";

/** Pixels of a side, and how much more than the face's box is shown. */
const SIDE = 112;
const AROUND = 1.5;

/** The face in a photo, or without one its middle, as a data: address; undefined where the file can no longer be read. */
export async function facePicture(path: string, reading: FaceReading | undefined): Promise<string | undefined> {
  try {
    const small = await decodePhoto(path, (image) =>
      resize(toChannels(crop(image, squareOf(image, reading)), 3), SIDE, SIDE),
    );
    return pngDataUri({ width: SIDE, height: SIDE, channels: 3, data: small.data });
  } catch (error) {
    if (isSelfsameError(error, "photo")) return undefined;
    throw error;
  }
}

/** A square around the face, as far as it lies within the photo. */
function squareOf({ width, height }: Image, reading: FaceReading | undefined): Rectangle {
  if (reading === undefined) return centeredSquare(width, height);
  const { box } = reading.face;
  const side = Math.max(1, Math.min(width, height, Math.round(AROUND * Math.max(box.width, box.height))));
  const start = (middle: number, length: number) => Math.max(0, Math.min(length - side, Math.round(middle - side / 2)));
  return {
    left: start(box.x + box.width / 2, width),
    top: start(box.y + box.height / 2, height),
    width: side,
    height: side,
  };
}
