// `selfsame profile`: what a profile holds; photos added to it and taken out of it; the whole of it erased.

import { isSelfsameError, SelfsameError } from "@selfsame/engine";
import { addPhotos, openCertainty, removePhotos, type Profile } from "@selfsame/face";
import { now } from "../face/date.ts";
import { ERASE_LIMITS, otherNamesText } from "../face/erase.ts";
import { enrollmentText, refusalLines } from "../face/enrollment-text.ts";
import { gatherCandidates, photosToEnroll } from "../face/gather.ts";
import { openInstalledReader } from "../face/networks.ts";
import { defaultProfilePath } from "../face/place.ts";
import { deleteProfile, checkUnchanged, readProfile, writeProfile } from "../face/profile-file.ts";
import { profileJson, profileText } from "../face/profile-text.ts";
import { displayed } from "../files/paths.ts";
import { INTERRUPTED, interruptible } from "../terminal/interrupt.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** At most one of `add`, `remove` and `delete`. */
export interface ProfileArguments {
  readonly profile?: string;
  readonly add?: readonly string[];
  /** Numbers of photos, from 1. */
  readonly remove?: readonly number[];
  readonly delete?: boolean;
  readonly json?: boolean;
}

/** Exit code where no photo could be added. */
const REFUSED = 2;

/** Returns the exit code. Throws SelfsameError on bad input; the profile is then as it was. */
export async function profileCommand(options: ProfileArguments, terminal: Terminal): Promise<number> {
  const { profile: path = defaultProfilePath(), json = false } = options;
  if (options.delete === true) {
    const otherNames = await deleteProfile(path);
    if (json) terminal.print(JSON.stringify({ profile: displayed(path), deleted: true, otherNames }));
    else
      terminal.print(
        `Deleted: ${displayed(path)} was overwritten with random bytes and removed.${otherNamesText(otherNames)}\n${ERASE_LIMITS}`,
      );
    return 0;
  }
  const profile = await readProfile(path, (text) => terminal.note(`selfsame: ${text}`));
  if (options.add !== undefined) return add(path, profile, options.add, json, terminal);
  if (options.remove !== undefined) return remove(path, profile, options.remove, json, terminal);
  terminal.print(json ? JSON.stringify(profileJson(path, profile)) : profileText(path, profile, terminal.color));
  return 0;
}

async function add(
  path: string,
  profile: Profile,
  images: readonly string[],
  json: boolean,
  terminal: Terminal,
): Promise<number> {
  const paths = await photosToEnroll(images);
  const reader = openInstalledReader();
  reader.catch(() => undefined); // heard of below, by who waits for it
  try {
    return await interruptible(async (signal) => {
      const gathered = await gatherCandidates(paths, reader, terminal, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
        return undefined;
      });
      if (gathered === undefined) {
        terminal.note("Interrupted; the profile is as it was.");
        return INTERRUPTED;
      }
      const added = await addPhotos(profile, gathered.candidates, { added: now(), openCertainty });
      if (added.refusal === undefined) {
        await checkUnchanged(path, profile);
        await writeProfile(path, added.profile);
      }
      const photos = gathered.answers(added.photos);
      const count = photos.filter(({ accepted }) => accepted).length;
      if (json) {
        const { refusal = null, warnings } = added;
        const facts = { added: count, photos, warnings, reason: refusal, total: added.profile.photos.length };
        terminal.print(JSON.stringify({ profile: displayed(path), ...facts }));
      } else if (added.refusal === undefined) {
        const headline = `Added ${count} of ${photos.length} photos; the profile holds ${added.profile.photos.length}.`;
        terminal.print(enrollmentText(photos, added.warnings, { headline, color: terminal.color }));
      } else {
        for (const line of refusalLines(photos)) terminal.note(line);
      }
      if (added.refusal === undefined) return 0;
      terminal.note(`selfsame: ${added.refusal}.`);
      return REFUSED;
    });
  } finally {
    await reader.then(
      (opened) => opened.dispose(),
      () => undefined,
    );
  }
}

async function remove(
  path: string,
  profile: Profile,
  numbers: readonly number[],
  json: boolean,
  terminal: Terminal,
): Promise<number> {
  const count = profile.photos.length;
  const wrong = numbers.find((number) => number > count);
  if (wrong !== undefined)
    throw new SelfsameError(
      "usage",
      `--remove: the profile holds photos 1 to ${count}, not ${wrong}. List them first.`,
    );
  const places = new Set(numbers.map((number) => number - 1));
  const left = removed(profile, [...places]);
  await checkUnchanged(path, profile);
  const otherNames = await writeProfile(path, left, { erasesOld: true });
  const labels = [...places].map((place) => profile.photos[place]!.label);
  const total = left.photos.length;
  if (json) terminal.print(JSON.stringify({ profile: displayed(path), removed: labels, total, otherNames }));
  else {
    const erased = otherNames === 0 ? "" : ` The old file was erased.${otherNamesText(otherNames)}`;
    terminal.print(`Removed ${labels.join(", ")}; the profile holds ${total} photos.${erased}\n${ERASE_LIMITS}`);
  }
  return 0;
}

function removed(profile: Profile, places: readonly number[]): Profile {
  try {
    return removePhotos(profile, places, { changed: now() });
  } catch (error) {
    if (!isSelfsameError(error, "input")) throw error;
    throw new SelfsameError("usage", error.message.replace(/^removePhotos:/, "--remove:"), { cause: error });
  }
}
