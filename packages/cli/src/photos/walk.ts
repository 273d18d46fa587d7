// The photos in a folder and the folders in it, by their names alone, in an order that is the same on every machine.

import { readdir, realpath, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { SelfsameError } from "@selfsame/engine";
import { shown } from "./problem.ts";

/** The extensions looked for, in any case. HEIC is found so that it can be refused with advice. */
export const PHOTO_EXTENSIONS = [".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif"] as const;

const isPhotoName = (name: string): boolean =>
  (PHOTO_EXTENSIONS as readonly string[]).includes(extname(name).toLowerCase());

/** The order of the names' UTF-8 bytes, which no language setting changes. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function folderError(folder: string, error: unknown): SelfsameError {
  const { code } = error as NodeJS.ErrnoException;
  const name = shown(folder);
  if (code === "ENOENT")
    return new SelfsameError("usage", `${name}: no such folder. Check the path.`, { cause: error });
  if (code === "ENOTDIR") {
    return new SelfsameError(
      "usage",
      `${name}: expected a folder of photos, got a file. Give the folder that it is in.`,
      {
        cause: error,
      },
    );
  }
  if (code === "EACCES" || code === "EPERM") {
    const message = `${name}: the folder may not be read by you. Change its permissions, or leave it out.`;
    return new SelfsameError("file", message, { cause: error });
  }
  return new SelfsameError(
    "file",
    `${name}: the folder cannot be read (${code ?? String(error)}). Check the path and the disk.`,
    {
      cause: error,
    },
  );
}

/** The folder's real path, links followed. Throws as `findPhotos` does where it is no folder. */
export async function realFolder(folder: string): Promise<string> {
  try {
    const real = await realpath(folder);
    if (!(await stat(real)).isDirectory()) throw Object.assign(new Error("not a directory"), { code: "ENOTDIR" });
    return real;
  } catch (error) {
    throw folderError(folder, error);
  }
}

/** How to walk. */
export interface WalkOptions {
  /** Real paths of folders to pass over, with everything in them. */
  readonly exclude?: ReadonlySet<string>;
  /** Give an empty list where there is no photo, instead of throwing. */
  readonly mayBeEmpty?: boolean;
}

/**
 * The paths of the photos in `folder` and below, each starting with `folder`, sorted by relative path (with "/", by
 * bytes). Hidden files and folders are passed over; links are followed, and no folder is entered twice.
 * Throws SelfsameError("usage") where `folder` is missing, is a file or holds no photo, and ("file") where a folder
 * cannot be read.
 */
export async function findPhotos(folder: string, { exclude, mayBeEmpty = false }: WalkOptions = {}): Promise<string[]> {
  const found: string[] = [];
  const entered = new Set<string>();
  let passedOver = false;

  async function enter(path: string, relative: string): Promise<void> {
    const real = await realFolder(path);
    if (exclude?.has(real) && relative !== "") {
      passedOver = true;
      return;
    }
    if (entered.has(real)) return;
    entered.add(real);
    const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
      throw folderError(path, error);
    });
    // In order, because which of two links to one folder is followed depends on it.
    for (const entry of entries.sort((a, b) => byBytes(a.name, b.name))) {
      if (entry.name.startsWith(".")) continue;
      const inside = join(path, entry.name);
      const name = relative === "" ? entry.name : `${relative}/${entry.name}`;
      // A link that leads nowhere is kept if it is named like a photo: reading it will say what is wrong.
      const target = entry.isSymbolicLink() ? await stat(inside).catch(() => undefined) : entry;
      if (target?.isDirectory()) await enter(inside, name);
      else if ((target === undefined || target.isFile()) && isPhotoName(entry.name)) found.push(name);
    }
  }

  await enter(folder, "");
  if (found.length === 0 && !mayBeEmpty) {
    throw new SelfsameError(
      "usage",
      `${shown(folder)}: no photo in it${passedOver ? ", apart from the other folders given" : ""}. Looked for ${PHOTO_EXTENSIONS.join(", ")}, in the folders inside it as well. Check the path.`,
    );
  }
  return found.sort(byBytes).map((name) => join(folder, name));
}
