// A profile on disk: private, written whole, checked when read. A symbolic link in its place is refused: whoever can
// point it elsewhere decides who unlocks, replacing it would leave the old profile behind, and deleting it would overwrite
// a file that nobody named.

import { constants, type Stats } from "node:fs";
import { lstat, mkdir, open, readlink, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { isSelfsameError, SelfsameError } from "@selfsame/engine";
import { CERTAINTY_VERSION, decodeProfile, encodeProfile, FACE_NETWORKS, type Profile } from "@selfsame/face";
import { fileError, writeError } from "../files/errors.ts";
import { displayed, pasteable } from "../files/paths.ts";
import { checkWritable, isSpecial, removeLeftovers, writeWhole } from "../files/write.ts";
import { shown } from "../photos/problem.ts";
import { commandName } from "../terminal/command-name.ts";
import { erase, erasing } from "./erase.ts";
import { defaultProfilePath, profileOption } from "./place.ts";

/** Permissions of anyone but the owner. */
const OTHERS = 0o077;
/** To change the file. */
const OTHERS_WRITE = 0o022;
/** Many times the largest profile that there can be: what is larger is another file. */
const SIZE_LIMIT = 64 * 1024 * 1024;
/** How every profile begins, after the eight bytes of its header's length: no other file does. */
const START = '{"__metadata__":{"selfsame":"{\\"format\\":\\"selfsame-profile\\"';
const LENGTH_BYTES = 8;

/** What is at the path: nothing, or a plain file. Throws SelfsameError `file` for a link and for what is no file. */
async function look(path: string): Promise<Stats | undefined> {
  let found;
  try {
    found = await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw fileError(path, error);
  }
  if (found.isSymbolicLink()) {
    const target = await readlink(path).catch(() => "elsewhere");
    throw new SelfsameError(
      "file",
      `${displayed(path)} is a link to ${displayed(target)}; a profile is a file of its own. Name the file itself with --profile.`,
    );
  }
  checkPlain(path, found);
  return found;
}

function checkPlain(path: string, found: Stats): void {
  if (found.isDirectory()) throw fileError(path, { code: "EISDIR" });
  if (isSpecial(found)) throw fileError(path, { code: "NOT_A_FILE" });
}

/** Runs `use` on the open file; it must not have become a link or a pipe since it was looked at. */
async function opened<Result>(path: string, use: (file: FileHandle, found: Stats) => Promise<Result>): Promise<Result> {
  try {
    const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants; // Windows has but the first
    const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const found = await file.stat();
      checkPlain(path, found);
      return await use(file, found);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(path, error);
  }
}

/** At most the first `size` bytes of an open file, however it grows. */
async function readUpTo(file: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.alloc(size);
  let place = 0;
  while (place < size) {
    const { bytesRead } = await file.read(bytes, place, size - place, place);
    if (bytesRead === 0) break;
    place += bytesRead;
  }
  return bytes.subarray(0, place);
}

/**
 * Reads a profile. `warn` is told where others than its owner may read it, and where it brings another certainty network
 * than the one that is shipped. Throws SelfsameError `file`, `profile` or `profile-version`, naming the file.
 */
export async function readProfile(path: string, warn: (text: string) => void): Promise<Profile> {
  if ((await look(path)) === undefined) throw missing(path);
  const bytes = await opened(path, async (file, found) => {
    checkPrivate(path, found, warn);
    if (found.size > SIZE_LIMIT)
      throw new SelfsameError("profile", `${displayed(path)} is larger than any profile. Check the path.`);
    return readUpTo(file, found.size);
  });
  try {
    const profile = await decodeProfile(bytes, FACE_NETWORKS);
    if (profile.certainty.version !== CERTAINTY_VERSION)
      warn(
        `warning: ${displayed(path)} brings a certainty network of its own (version ${shown(profile.certainty.version)}; this selfsame has version ${CERTAINTY_VERSION}), and its rates are what the file says. Enroll again to use the one that is shipped.`,
      );
    return profile;
  } catch (error) {
    if (!isSelfsameError(error, "profile") && !isSelfsameError(error, "profile-version")) throw error;
    const message = error.message.replace(/^decodeProfile: /, "").replace(/nroll again/, "nroll again with --replace");
    throw new SelfsameError(error.code, `${displayed(path)}: ${message}`, { cause: error });
  }
}

/** Throws SelfsameError `profile` where others may have made the profile; warns where they may only read it. */
function checkPrivate(path: string, found: Stats, warn: (text: string) => void): void {
  if (process.platform === "win32") return;
  const user = process.getuid?.();
  if (found.uid !== 0 && user !== undefined && found.uid !== user)
    throw new SelfsameError(
      "profile",
      `${displayed(path)} belongs to another user (number ${found.uid}; you are ${user}), who decides by it who unlocks. Use a profile of your own.`,
    );
  if ((found.mode & OTHERS) !== 0) {
    const mode = (found.mode & 0o777).toString(8);
    if ((found.mode & OTHERS_WRITE) !== 0)
      throw new SelfsameError(
        "profile",
        `${displayed(path)} can be changed by other users (mode ${mode}), and whoever changes it decides who unlocks. Where nobody did: chmod 600 ${pasteable(path)}`,
      );
    warn(
      `warning: ${displayed(path)} is open to other users (mode ${mode}); it holds biometric data. Mend it: chmod 600 ${pasteable(path)}`,
    );
  }
}

/**
 * Throws SelfsameError `file` where the profile is no longer what was read of it: what someone deleted, removed or
 * replaced meanwhile must not come back.
 */
export async function checkUnchanged(path: string, was: Profile): Promise<void> {
  const now = (await look(path)) === undefined ? undefined : await readProfile(path, () => undefined);
  const isSame = now !== undefined && Buffer.compare(await encodeProfile(now), await encodeProfile(was)) === 0;
  if (isSame) return;
  throw new SelfsameError(
    "file",
    `${displayed(path)} was ${now === undefined ? "deleted" : "changed"} meanwhile; nothing was saved. Run the command again.`,
  );
}

function missing(path: string): SelfsameError {
  return new SelfsameError(
    "file",
    `${displayed(path)}: there is no profile. Make one first: ${commandName()} enroll selfies/${profileOption(path)}`,
  );
}

/**
 * Throws SelfsameError `usage` where a profile is there already and `replace` was not asked for, and `file` where
 * something else is there that is not ours to replace, or nothing can be written.
 */
export async function checkFree(path: string, replace: boolean): Promise<void> {
  if (path !== defaultProfilePath()) await checkWritable(path); // the default place is made when it is needed
  if ((await look(path)) === undefined) return;
  await opened(path, (file) => checkOurs(path, file, "Choose another --profile."));
  if (replace) return;
  throw new SelfsameError(
    "usage",
    `${displayed(path)} holds a profile already. Add photos to it with ${commandName()} profile --add selfies/${profileOption(path)}, or make it anew: ${commandName()} enroll selfies/ --replace${profileOption(path)}.`,
  );
}

/** By its first bytes alone: a profile that is damaged further on is still ours to replace and to erase. */
async function checkOurs(path: string, file: FileHandle, wayOut: string): Promise<void> {
  const start = await readUpTo(file, LENGTH_BYTES + START.length);
  if (start.length === 0 || start.toString("latin1", LENGTH_BYTES) === START) return;
  throw new SelfsameError("file", `${displayed(path)} is no profile of selfsame; it is left as it is. ${wayOut}`);
}

/** How a profile is written. */
export interface WriteProfileOptions {
  /** Overwrites the bytes of the profile that it replaces, as far as deletion can. */
  readonly erasesOld?: boolean;
}

/**
 * Writes a profile, whole or not at all, for its owner only; the folder is made where it is the default one. Returns how
 * many other names (hard links) the old profile had, where it was erased: they are empty now.
 * Throws SelfsameError `file`; what was there before is then untouched, unless it says that only erasing it failed.
 */
export async function writeProfile(
  path: string,
  profile: Profile,
  { erasesOld = false }: WriteProfileOptions = {},
): Promise<number> {
  const bytes = await encodeProfile(profile);
  if (path === defaultProfilePath())
    await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch((error: unknown) =>
      Promise.reject(writeError(dirname(path), error)),
    );
  await removeLeftovers(path);
  const isReplaced = (await look(path)) !== undefined;
  const write = (): Promise<void> => writeWhole(path, bytes);
  return erasesOld && isReplaced ? erasing(path, write) : write().then(() => 0);
}

/**
 * Erases a profile, sound or not, as long as it begins like one. Returns how many other names (hard links) it had: they
 * are empty now. Throws SelfsameError `file` where there is none, or something else.
 */
export async function deleteProfile(path: string): Promise<number> {
  if ((await look(path)) === undefined) throw missing(path);
  const wayOut =
    "Remove it yourself if you mean it: a profile whose first bytes are damaged is not told from other files.";
  const otherNames = await erase(path, (file) => checkOurs(path, file, wayOut));
  await removeLeftovers(path);
  return otherNames;
}
