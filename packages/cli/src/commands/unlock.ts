// `selfsame unlock`: does this photo show the owner of the profile? One attempt a photo, each with its reason.

import { checkLevel, levelWords, openCertainty, recognize, type LevelOffset } from "@selfsame/face";
import { unlockLine, unlockText, unreadable, type UnlockAnswer, type UnlockSetting } from "../face/answer.ts";
import { openInstalledReader, readAhead } from "../face/networks.ts";
import { lookAtPhotos, photosIn } from "../face/photos.ts";
import { defaultProfilePath } from "../face/place.ts";
import { readProfile } from "../face/profile-file.ts";
import { displayed } from "../files/paths.ts";
import { INTERRUPTED, interruptible } from "../terminal/interrupt.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface UnlockArguments {
  readonly profile?: string;
  readonly json?: boolean;
}

/** Exit codes besides 0, which is for all unlocked. */
const SOME_LOCKED = 1;
const SOME_UNREADABLE = 2;
const NO_FACE = 3;

/** Returns the exit code. Throws SelfsameError on a profile, a folder or networks that cannot be used. */
export async function unlockCommand(
  images: readonly string[],
  { profile: path = defaultProfilePath(), json = false }: UnlockArguments,
  terminal: Terminal,
): Promise<number> {
  const files = readAhead();
  const profile = await readProfile(path, (text) => terminal.note(`selfsame: ${text}`));
  const level = checkLevel(profile.level, profile.certainty.levels);
  const paths = await photosIn(images);
  const reader = openInstalledReader(files, { mesh: "later" });
  const opening = openCertainty(profile.certainty, profile.photos);
  // Whichever fails is heard of below; until then nobody listens.
  for (const promise of [reader, opening]) promise.catch(() => undefined);
  const answers: UnlockAnswer[] = [];
  const { photos, certainty } = profile;
  const shownAs = { path, isOneOfMany: paths.length > 1, photos: photos.length, network: certainty.version };
  try {
    const isEnded = await interruptible(async (signal) => {
      try {
        await lookAtPhotos(
          paths,
          Promise.all([reader, opening]),
          ([open, certainty], photo) => recognize(open, certainty, level, photo),
          ({ path: image, problem, seen, ms }) => {
            const answer: UnlockAnswer =
              seen === undefined ? { image, problem: problem!, ms } : { image, decision: seen, ms };
            answers.push(answer);
            show(answer, level, shownAs, json, terminal);
          },
          { signal },
        );
        if (!json && shownAs.isOneOfMany && answers.some(unlocks)) terminal.print(`(${levelWords(level, shownAs)})`);
        return true;
      } catch (error) {
        if (!signal.aborted) throw error;
        return false;
      }
    });
    return isEnded ? exitCode(answers) : INTERRUPTED;
  } finally {
    for (const opened of [reader, opening])
      await opened.then(
        (one) => one.dispose(),
        () => undefined,
      );
  }
}

const unlocks = (answer: UnlockAnswer): boolean => !unreadable(answer) && answer.decision.unlocked;

/** A photo that cannot be read outweighs one that stays locked, and that one a photo without a face. */
function exitCode(answers: readonly UnlockAnswer[]): number {
  if (answers.some(unreadable)) return SOME_UNREADABLE;
  const locked = answers.flatMap((answer) => (unreadable(answer) || unlocks(answer) ? [] : [answer.decision]));
  if (locked.length === 0) return 0;
  return locked.every(({ outcome }) => outcome === "no-face") ? NO_FACE : SOME_LOCKED;
}

function show(answer: UnlockAnswer, level: LevelOffset, as: UnlockSetting, json: boolean, terminal: Terminal): void {
  if (json) terminal.print(unlockLine(answer));
  else if (unreadable(answer)) terminal.note(`selfsame: ${displayed(answer.image)}: ${answer.problem}`);
  else terminal.print(unlockText(answer, level, { color: terminal.color, ...as }));
}
