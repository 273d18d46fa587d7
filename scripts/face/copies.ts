// Copies of a photo as a bad camera, a bad light or a leaning head would have made it, by seed.

import sharp, { type Sharp } from "sharp";
import { PURPOSE, stream, type Image } from "@selfsame/engine";
import type { Stream } from "@selfsame/engine/numbers";

/** The RGB pixels of a photo, and how many of them its face is wide. */
export interface Original {
  readonly image: Image;
  readonly faceWidth: number;
}

type Copy = (original: Original, random: Stream) => Promise<Image>;

const SMALL_FACE = 40;
/** Of this, SMALL_FACE is 8%. */
const LONG_SIDE = 500;
const DARK = 0.2;
const BLUR = 1 / 40;
const TINT = [1, 0.75, 0.5];
const JPEG_QUALITY = 30;

/** By the words that a table shows. Turned: to either side. */
export const COPIES: Readonly<Record<string, Copy>> = {
  unchanged: async ({ image }) => image,
  "turned by 15 degrees": turned(15),
  "turned by 30 degrees": turned(30),
  "turned by 45 degrees": turned(45),
  "face of 40 pixels": small,
  "face of 40 pixels, 8% of the photo": async (original, random) => placed(await small(original), random),
  "dark: a fifth of the light": async ({ image }) => scaled(image, [DARK, DARK, DARK]),
  "blurred: sigma 1/40 of the face": async ({ image, faceWidth }) =>
    pixels(opened(image).blur(Math.max(0.3, faceWidth * BLUR))),
  "color-tinted: 1, 0.75 and 0.5 of the channels": async ({ image }, random) => {
    const from = random.below(3);
    const step = 1 + random.below(2);
    return scaled(
      image,
      TINT.map((_, channel) => TINT[(from + step * channel) % 3]!),
    );
  },
  "JPEG quality 30": async ({ image }) => pixels(sharp(await opened(image).jpeg({ quality: JPEG_QUALITY }).toBuffer())),
};

/** A copy; the same for the same name, seed and number of the photo. */
export function copyOf(name: string, original: Original, seed: number, photo: number): Promise<Image> {
  return COPIES[name]!(original, stream(seed, PURPOSE.drawing, Object.keys(COPIES).indexOf(name), photo));
}

/** A photo as RGB, upright. */
export async function photoFrom(path: string): Promise<Image> {
  return pixels(sharp(path).rotate());
}

function opened({ data, width, height }: Image) {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

async function pixels(photo: Sharp): Promise<Image> {
  const { data, info } = await photo.removeAlpha().toColorspace("srgb").raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, data };
}

function turned(degrees: number): Copy {
  return async ({ image }, random) => {
    const angle = random.below(2) === 0 ? degrees : -degrees;
    return pixels(opened(image).rotate(angle, { background: "black" }));
  };
}

/** So small that the face has SMALL_FACE pixels; a face that has fewer stays as it is. */
async function small({ image, faceWidth }: Original): Promise<Image> {
  const width = Math.max(1, Math.round(image.width * Math.min(1, SMALL_FACE / faceWidth)));
  return pixels(opened(image).resize({ width }));
}

/** Somewhere on a gray photo whose sides have LONG_SIDE pixels; what is larger stays as it is. */
async function placed(image: Image, random: Stream): Promise<Image> {
  const [x, y] = [LONG_SIDE - image.width, LONG_SIDE - image.height];
  if (x < 0 || y < 0) return image;
  const [left, top] = [random.below(x + 1), random.below(y + 1)];
  return pixels(opened(image).extend({ left, top, right: x - left, bottom: y - top, background: "gray" }));
}

function scaled(image: Image, gains: readonly number[]): Image {
  return { ...image, data: Uint8ClampedArray.from(image.data, (byte, i) => byte * gains[i % 3]!) };
}
