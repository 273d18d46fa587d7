// Photos of faces for tests: people in the color photos that a package carries, and seeded variations of one face that
// stand for selfies. They claim no rate: variations of one photo are far more alike than selfies are.

import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { stream } from "@selfsame/engine";
import sharp from "sharp";

const SAMPLES = join(dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json")), "demo");
/** Any purpose that the engine does not use. */
const PURPOSE_SELFIE = 1001;

/** A photo of a group. */
export const groupPhoto = (number: number): string => join(SAMPLES, `sample${number}.jpg`);

/** Squares of the group photos that show one face each, of twelve people: photo, left, top, side. */
export const PEOPLE = [
  [6, 1343, 165, 494], // the owner
  [1, 330, 300, 367],
  [1, 764, 361, 350],
  [2, 1361, 83, 388],
  [3, 484, 250, 424],
  [3, 947, 114, 487],
  [4, 872, 106, 402],
  [4, 595, 34, 321],
  [4, 1189, 100, 357],
  [5, 699, 64, 327],
  [5, 1306, 308, 438],
  [6, 536, 234, 480],
] as const;

/** How one selfie differs from the next: seeded, but for `brightness`, which tests turn down. */
export interface SelfieOptions {
  readonly brightness?: number;
}

/** Writes selfie `number` of a person (a place in PEOPLE): another square, tilt, light and JPEG quality. */
export async function putSelfie(
  path: string,
  person: number,
  number: number,
  options: SelfieOptions = {},
): Promise<void> {
  const [photo, left, top, side] = PEOPLE[person]!;
  const random = stream(1, PURPOSE_SELFIE, person, number);
  const cut = 1 - 0.12 * random.uniform();
  const square = Math.round(side * cut);
  const shift = () => Math.floor(random.uniform() * (side - square));
  await mkdir(dirname(path), { recursive: true });
  await sharp(groupPhoto(photo))
    .extract({ left: left + shift(), top: top + shift(), width: square, height: square })
    .modulate({ brightness: options.brightness ?? 0.75 + 0.06 * (number % 10) + 0.03 * random.uniform() })
    .rotate(20 * (random.uniform() - 0.5), { background: "#808080" })
    .jpeg({ quality: 80 + random.below(15) })
    .toFile(path);
}

/** A folder of selfies of one person, `00.jpg` and on; names in their order. */
export async function putSelfies(folder: string, person: number, count: number, first = 0): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `${String(first + index).padStart(2, "0")}.jpg`);
  await Promise.all(names.map((name, index) => putSelfie(join(folder, name), person, first + index)));
  return names;
}
