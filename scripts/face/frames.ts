// One photo as the frames of a camera: each held, lit, seen and compressed a little otherwise, by seed. Less than a camera's
// frames differ in: the face itself keeps its expression and its pose.

import sharp from "sharp";
import { PURPOSE, stream, type Image } from "@selfsame/engine";
import { warp } from "../../packages/face/src/geometry/warp.ts";

const DEGREES = 5;
const SCALE = 0.08;
const SHIFT = 0.03; // of the photo's side
const LIGHT = 0.25;
const SIDE_LIGHT = 0.2; // more at one edge, less at the other
const NOISE = 8; // of 255
const QUALITY = [50, 90] as const;

/** Frame `frame` of photo `photo`; always the same one by the same seed. RGB, as large as the photo. */
export async function frameOf(image: Image, seed: number, photo: number, frame: number): Promise<Image> {
  const random = stream(seed, PURPOSE.drawing, photo, frame);
  const between = (low: number, high: number) => low + (high - low) * random.uniform();
  const { width, height } = image;
  const angle = (between(-DEGREES, DEGREES) * Math.PI) / 180;
  const scale = between(1 - SCALE, 1 + SCALE);
  const [a, b] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  const [x, y] = [width / 2, height / 2]; // the middle stays, but for the shift
  const moved = warp(
    image,
    {
      a,
      b,
      x: x - a * x + b * y + between(-SHIFT, SHIFT) * width,
      y: y - b * x - a * y + between(-SHIFT, SHIFT) * height,
    },
    width,
    height,
  );
  const light = between(1 - LIGHT, 1 + LIGHT);
  const side = between(-SIDE_LIGHT, SIDE_LIGHT);
  const noise = between(0, NOISE);
  const data = Uint8ClampedArray.from(moved.data, (byte, at) => {
    const across = (Math.floor(at / 3) % width) / width - 0.5;
    return byte * light * (1 + 2 * side * across) + noise * random.normal();
  });
  const quality = Math.round(between(...QUALITY));
  const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
  const seen = await sharp(jpeg).raw().toBuffer();
  return { width, height, channels: 3, data: new Uint8Array(seen) };
}
