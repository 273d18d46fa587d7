// From a folder of people to their readings: every photo read, what could not be read named and left out.

import type { EvaluatedPerson } from "@selfsame/face";
import type { ReadPhoto } from "../face/photos.ts";
import { displayed } from "../files/paths.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { plural } from "../report/format.ts";
import { threadsFor } from "../photos/threads.ts";
import type { PersonFolder } from "./folder.ts";
import { readInParallel } from "./readers.ts";

/** Photos that could not be read and are named one by one; beyond that they are counted. */
const NAMED = 20;
/** Photos from one line of a log to the next. */
const LOGGED = 500;

/** Someone with their photos, as read and as files. */
export interface ReadPerson extends EvaluatedPerson {
  /** Paths, in the order of `photos`. */
  readonly paths: readonly string[];
}

export interface ReadPeople {
  readonly people: readonly ReadPerson[];
  readonly unreadable: number;
  /** The mean of what a photo took on its thread, from the file to the descriptor, in milliseconds. */
  readonly msPerPhoto: number;
  readonly threads: number;
}

/** Rejects with the signal's reason, and as `openInstalledReader` does. */
export async function readPeople(
  folders: readonly PersonFolder[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ReadPeople> {
  const paths = folders.flatMap(({ photos }) => photos);
  const threads = threadsFor(paths.length);
  const all = paths.length.toLocaleString("en-US");
  terminal.line(`reading ${all} photos of ${folders.length.toLocaleString("en-US")} people`);
  const bar = terminal.bar(paths.length, "opening the networks");
  let read: ReadPhoto[];
  try {
    read = await readInParallel(
      paths,
      threads,
      (done) => {
        const text = `${done.toLocaleString("en-US")} of ${all} photos`;
        bar.update(done, text);
        if (done % LOGGED === 0) terminal.line(text);
      },
      signal,
    );
  } finally {
    bar.stop();
  }
  const unreadable = read.filter(({ problem }) => problem !== undefined);
  for (const { path, problem } of unreadable.slice(0, NAMED)) terminal.note(`skipped ${displayed(path)}: ${problem}`);
  if (unreadable.length > NAMED) terminal.note(`skipped ${unreadable.length - NAMED} more`);
  const sound = read.filter(({ problem }) => problem === undefined);
  const byPath = new Map(sound.map((photo) => [photo.path, photo]));
  const people = folders
    .map(({ name, photos }) => {
      const own = photos.flatMap((path) => byPath.get(path) ?? []);
      return { name, photos: own.map(({ seen }) => seen), paths: own.map(({ path }) => path) };
    })
    .filter(({ photos }) => photos.length > 0);
  const copies = people.reduce((sum, { photos }) => sum + copiesAmong(photos), 0);
  if (copies > 0)
    terminal.note(
      `selfsame: warning: ${plural(copies, "photo")} of a person ${copies === 1 ? "is a copy of another" : "are copies of others"}: figures are better than they should be. Remove copies.`,
    );
  const msPerPhoto = sound.reduce((sum, { ms }) => sum + ms, 0) / sound.length;
  return { people, unreadable: unreadable.length, msPerPhoto, threads };
}

/** How many photos give the very descriptor of one before them. */
function copiesAmong(photos: ReadPerson["photos"]): number {
  const seen = photos.flatMap((reading) => (reading === undefined ? [] : [reading.descriptor.join()]));
  return seen.length - new Set(seen).size;
}
