// Photo folders made by code: bright discs or crosses somewhere on a dark ground, under seeded noise.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { stream } from "@selfsame/engine";
import sharp from "sharp";

export type Shape = "disc" | "cross";

const SIDE = 28;
/** Any purpose that the engine does not use. */
const PURPOSE_PICTURE = 1000;

/** (28, 28) gray values; the same for the same numbers. */
export function picture(shape: Shape, seed: number, index: number): Buffer {
  const random = stream(seed, PURPOSE_PICTURE, index, shape === "disc" ? 0 : 1);
  const x0 = 10 + 8 * random.uniform();
  const y0 = 10 + 8 * random.uniform();
  const radius = 6 + 2 * random.uniform();
  const isBright = (x: number, y: number) =>
    shape === "disc" ? (x - x0) ** 2 + (y - y0) ** 2 < radius ** 2 : Math.min(Math.abs(x - x0), Math.abs(y - y0)) < 2;
  return Buffer.from(
    Array.from({ length: SIDE * SIDE }, (_, place) => {
      const light = isBright(place % SIDE, Math.floor(place / SIDE)) ? 190 : 40;
      return light + Math.floor(50 * random.uniform());
    }),
  );
}

/** Writes one picture, in the format that its name ends in. */
export async function putPicture(path: string, shape: Shape, seed: number, index: number): Promise<void> {
  await sharp(picture(shape, seed, index), { raw: { width: SIDE, height: SIDE, channels: 1 } }).toFile(path);
}

/** A folder with `count` pictures, named so that their order is their number. */
export async function putFolder(folder: string, shape: Shape, count: number, seed = 1): Promise<void> {
  await mkdir(folder, { recursive: true });
  const names = Array.from({ length: count }, (_, index) => join(folder, `${String(index).padStart(3, "0")}.png`));
  await Promise.all(names.map((name, index) => putPicture(name, shape, seed, index)));
}
