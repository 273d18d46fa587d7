// Puts the drawn pictures into folders, as photos would lie there: the owner's, the others', and some kept aside.

import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { CHARACTERS } from "./characters.ts";
import type { Character } from "./characters.ts";
import { drawPicture } from "./picture.ts";

/** How many pictures to draw. */
export interface Plan {
  readonly owner: number;
  /** Of each other character. */
  readonly other: number;
  /** Kept aside: so many of the owner, and one each of as many others. */
  readonly unseen: number;
}

interface Drawing {
  readonly character: Character;
  readonly index: number;
  readonly number: number;
  readonly folder: string;
}

/** The person whose face the network learns. */
export const OWNER = CHARACTERS[0]!.name;

/** Where everything lies under the folder of the demonstration. */
export function folders(root: string) {
  return { yes: join(root, "photos", OWNER), no: join(root, "photos", "others"), unseen: join(root, "unseen") };
}

function drawings(root: string, plan: Plan): Drawing[] {
  const { yes, no, unseen } = folders(root);
  return CHARACTERS.flatMap((character, index) => {
    const seen = index === 0 ? plan.owner : plan.other;
    const kept = index === 0 ? plan.unseen : index <= plan.unseen ? 1 : 0;
    const folder = index === 0 ? yes : join(no, character.name);
    return Array.from({ length: seen + kept }, (_, number) => ({
      character,
      index,
      number,
      folder: number < seen ? folder : unseen,
    }));
  });
}

/** How many pictures a plan means. */
export function countPictures(plan: Plan): number {
  return drawings("", plan).length;
}

/** Draws all pictures of a plan into `root`, over those of an earlier run; the same ones for the same seed. */
export async function drawPhotos(
  root: string,
  seed: number,
  plan: Plan,
  onDrawn?: (done: number) => void,
): Promise<void> {
  const waiting = drawings(root, plan);
  for (const folder of new Set(waiting.map((drawing) => drawing.folder))) await mkdir(folder, { recursive: true });
  let done = 0;
  async function work() {
    for (let drawing = waiting.pop(); drawing; drawing = waiting.pop()) {
      const { character, index, number, folder } = drawing;
      const svg = drawPicture(seed, character, index, number);
      const photo = await sharp(Buffer.from(svg)).jpeg({ quality: 90 }).toBuffer();
      await writeFile(join(folder, `${character.name}-${String(number + 1).padStart(2, "0")}.jpg`), photo);
      onDrawn?.(++done);
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}
