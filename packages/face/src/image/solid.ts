// Reading red, green and blue of part of a photo in place, whatever its channels: nothing is copied but what is
// transparent. Transparency is laid over white, as everywhere in the engine: it is the paper that a viewer shows a cut-out
// portrait on, while black would put a dark edge around the face.

import type { Image } from "@selfsame/engine";
import { crop, toChannels, type Rectangle } from "@selfsame/engine/pixels";

/** Where red, green and blue of a pixel stand, counted from its first byte; gray is its own red, green and blue. */
export function colorOffsets(channels: Image["channels"]): { readonly green: number; readonly blue: number } {
  return channels >= 3 ? { green: 1, blue: 2 } : { green: 0, blue: 0 };
}

/** The bytes as a plain Uint8Array over the same memory: loops stay fast that see one kind of array, not canvas's too. */
export function bytesOf({ data }: Image): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.length);
}

function isOpaque(image: Image, { left, top, ...size }: Rectangle): boolean {
  const { width, channels } = image;
  if (channels === 1 || channels === 3) return true;
  const data = bytesOf(image);
  for (let y = top; y < top + size.height; y++) {
    const from = (y * width + left) * channels + channels - 1;
    const end = from + size.width * channels;
    for (let at = from; at < end; at += channels) if (data[at] !== 255) return false;
  }
  return true;
}

/** An image whose alpha, if it has one, says nothing, and where its upper left corner lies in the photo it is of. */
export interface SolidPart {
  readonly image: Image;
  readonly left: number;
  readonly top: number;
}

/** The part of an image inside a rectangle of it: the image itself, or, where it is transparent there, an RGB copy. */
export function solidPart(image: Image, rectangle: Rectangle): SolidPart {
  if (isOpaque(image, rectangle)) return { image, left: 0, top: 0 };
  return { image: toChannels(crop(image, rectangle), 3), left: rectangle.left, top: rectangle.top };
}
