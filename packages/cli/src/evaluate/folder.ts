// A folder of people: one folder a person, named as the person, with their photos.

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isSelfsameError, SelfsameError } from "@selfsame/engine";
import { checkPeople } from "@selfsame/face";
import { fileError } from "../files/errors.ts";
import { displayed } from "../files/paths.ts";
import { findPhotos, PHOTO_EXTENSIONS, realFolder } from "../photos/walk.ts";

export interface PersonFolder {
  readonly name: string;
  /** Paths, in an order that is the same on every machine. */
  readonly photos: readonly string[];
}

export interface PeopleFolder {
  /** By name; those without a photo are none. */
  readonly people: readonly PersonFolder[];
  /** How many photos lie in no person's folder. */
  readonly loose: number;
}

/** Throws SelfsameError `usage` or `file` for what is no folder. */
export async function peopleIn(folder: string): Promise<PeopleFolder> {
  await realFolder(folder);
  const entries = await readdir(folder).catch((error: unknown) => Promise.reject(fileError(folder, error)));
  const people: PersonFolder[] = [];
  const exclude = new Set<string>();
  for (const name of entries.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
    if (name.startsWith(".")) continue;
    const inside = join(folder, name);
    const isFolder = await stat(inside).then(
      (found) => found.isDirectory(),
      () => false, // a link that leads nowhere
    );
    if (!isFolder) continue;
    const photos = await findPhotos(inside, { mayBeEmpty: true });
    if (photos.length > 0) people.push({ name, photos });
    exclude.add(await realFolder(inside));
  }
  return { people, loose: (await findPhotos(folder, { exclude, mayBeEmpty: true })).length };
}

/** Throws SelfsameError `usage` where the protocol cannot be run on them, saying what the folder must look like. */
export function checkFolder(
  folder: string,
  people: readonly { readonly name: string; readonly photos: readonly unknown[] }[],
  enroll: number,
): void {
  try {
    checkPeople(
      people.map(({ name, photos }) => ({ name, photos: photos.length })),
      { enroll },
    );
  } catch (error) {
    if (!isSelfsameError(error, "input")) throw error;
    throw new SelfsameError(
      "usage",
      `${displayed(folder)}: it must hold a folder for each person with that person's photos (${PHOTO_EXTENSIONS.slice(0, 5).join(", ")}), ` +
        `such as ${join(displayed(folder), "ada", "1.jpg")}: ${error.message}`,
      { cause: error },
    );
  }
}
