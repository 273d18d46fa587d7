// People with their photos as the chain reads them: from a folder of folders, on as many processes as wanted, kept in a
// file outside the repository, since what it holds stands for persons.

import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { FaceQuality } from "@selfsame/face";
import { openInstalledReader } from "../../packages/cli/src/face/networks.ts";
import { decodePhoto } from "../../packages/cli/src/photos/decode.ts";

export interface Photo {
  readonly file: string;
  /** Absent where no face was found. */
  readonly face?: { readonly descriptor: Float32Array; readonly quality: FaceQuality; readonly presence?: number };
}

export interface Person {
  readonly name: string;
  readonly photos: readonly Photo[];
}

type Stored = {
  readonly file: string;
  readonly face?: { descriptor: number[]; quality: FaceQuality; presence?: number };
};

/** How photos are looked at: as enrollment does, or at first look only. */
export type Look = "read" | "glance";

/** Reads `root`/PERSON/PHOTO, or `cache` where that is there already; writes it otherwise (mode 0600). */
export async function readPeople(root: string, cache: string, jobs: number, look: Look = "read"): Promise<Person[]> {
  if (!existsSync(cache)) {
    const parts = Array.from({ length: jobs }, (_, part) => {
      return [root, `${cache}.${part}`, String(part), String(jobs), look];
    });
    await Promise.all(
      parts.map((words) =>
        promisify(execFile)(process.execPath, [...process.execArgv, import.meta.filename, ...words]),
      ),
    );
    const stored = await Promise.all(
      parts.map(async ([, file]) => JSON.parse(await readFile(file!, "utf8")) as Stored[]),
    );
    await writeFile(cache, JSON.stringify(stored.flat()), { mode: 0o600 });
  }
  const stored = JSON.parse(await readFile(cache, "utf8")) as Stored[];
  const people = new Map<string, Photo[]>();
  for (const { file, face } of stored.sort((a, b) => (a.file < b.file ? -1 : 1))) {
    const name = dirname(file);
    if (!people.has(name)) people.set(name, []);
    const photo = face && { ...face, descriptor: Float32Array.from(face.descriptor) };
    people.get(name)!.push({ file, ...(photo && { face: photo }) });
  }
  return [...people].map(([name, photos]) => ({ name, photos }));
}

async function readPart(root: string, out: string, part: number, jobs: number, look: Look): Promise<void> {
  const reader = await openInstalledReader();
  const files = readdirSync(root).flatMap((person) =>
    readdirSync(join(root, person)).map((file) => `${person}/${file}`),
  );
  const stored: Stored[] = [];
  for (const file of files.sort().filter((_, index) => index % jobs === part)) {
    const reading = await reader[look](await decodePhoto(join(root, file)));
    const face = reading && {
      descriptor: [...reading.descriptor],
      quality: reading.quality,
      ...(reading.presence !== undefined && { presence: reading.presence }),
    };
    stored.push({ file, ...(face && { face }) });
  }
  await writeFile(out, JSON.stringify(stored), { mode: 0o600 });
}

if (process.argv[1] === import.meta.filename) {
  const [root, out, part, jobs, look] = process.argv.slice(2);
  await readPart(root!, out!, Number(part), Number(jobs), look as Look);
}
