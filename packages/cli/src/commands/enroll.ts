// `selfsame enroll`: about ten photos of one person become a profile. Nothing is written before all of it succeeded.

import { isSelfsameError, SelfsameError } from "@selfsame/engine";
import {
  checkLevel,
  DEFAULT_LEVEL,
  enroll,
  FACE_NETWORKS,
  openCertainty,
  shippedModel,
  type CertaintyModel,
  type LevelOffset,
} from "@selfsame/face";
import picocolors from "picocolors";
import { now } from "../face/date.ts";
import { otherNamesText } from "../face/erase.ts";
import { enrollmentText, levelText, refusalLines } from "../face/enrollment-text.ts";
import { gatherCandidates, photosToEnroll } from "../face/gather.ts";
import { openInstalledReader } from "../face/networks.ts";
import { defaultProfilePath, profileOption } from "../face/place.ts";
import { checkFree, writeProfile } from "../face/profile-file.ts";
import { displayed } from "../files/paths.ts";
import { commandName } from "../terminal/command-name.ts";
import { INTERRUPTED, interruptible } from "../terminal/interrupt.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface EnrollArguments {
  readonly profile?: string;
  readonly security?: number;
  readonly replace?: boolean;
  readonly json?: boolean;
}

/** Exit code where the photos make no profile. */
const REFUSED = 2;

/** Returns the exit code. Throws SelfsameError on what cannot be used at all. */
export async function enrollCommand(
  images: readonly string[],
  { profile: path = defaultProfilePath(), security = DEFAULT_LEVEL, replace = false, json = false }: EnrollArguments,
  terminal: Terminal,
): Promise<number> {
  const started = performance.now();
  const model = await shippedModel();
  const level = levelOf(security, model);
  await checkFree(path, replace);
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
        terminal.note("Interrupted; nothing was saved.");
        return INTERRUPTED;
      }
      const enrollment = await enroll(gathered.candidates, {
        model,
        level: level.level,
        networks: FACE_NETWORKS,
        added: now(),
        openCertainty,
      });
      const { profile, refusal } = enrollment;
      if (profile !== undefined) {
        await checkFree(path, replace); // it may have come since
        const otherNames = await writeProfile(path, profile, { erasesOld: true });
        if (otherNames > 0) terminal.note(`selfsame: the old profile was erased.${otherNamesText(otherNames)}`);
      }
      const photos = gathered.answers(enrollment.photos);
      if (json) {
        const ms = Math.round(performance.now() - started);
        const enrolled = profile !== undefined;
        const { warnings } = enrollment;
        const facts = { security: level.level, photos, warnings, reason: refusal ?? null, ms };
        terminal.print(JSON.stringify({ enrolled, profile: enrolled ? displayed(path) : null, ...facts }));
      } else if (profile !== undefined) {
        const headline = `Enrolled, from ${profile.photos.length} of ${photos.length} photos.`;
        terminal.print(enrollmentText(photos, enrollment.warnings, { headline, color: terminal.color }));
        terminal.print(`\n${levelText(level, profile)}\n\n${closing(path, terminal.color)}`);
      } else {
        for (const line of refusalLines(photos)) terminal.note(line);
      }
      if (profile !== undefined) return 0;
      terminal.note(`selfsame: no profile was made: ${refusal ?? "see above"}.`);
      return REFUSED;
    });
  } finally {
    await reader.then(
      (opened) => opened.dispose(),
      () => undefined,
    );
  }
}

/** Throws SelfsameError `usage` for a level that cannot be promised, saying what it would take. */
function levelOf(security: number, { levels }: CertaintyModel): LevelOffset {
  try {
    return checkLevel(security, levels);
  } catch (error) {
    if (!isSelfsameError(error, "input")) throw error;
    throw new SelfsameError("usage", error.message.replace(/^level:/, "--security:"), { cause: error });
  }
}

function closing(path: string, color: boolean): string {
  const { dim } = picocolors.createColors(color);
  return [
    `${dim("profile  ")}${displayed(path)} (no photo is in it; only you can read it)`,
    `${dim("try it   ")}${commandName()} unlock photo.jpg${profileOption(path)}`,
  ].join("\n");
}
