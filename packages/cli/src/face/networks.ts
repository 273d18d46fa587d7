// The networks of the chain, from the packages that are installed beside this one. Every file is checked against its
// pinned digest before a byte of it is used.

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { SelfsameError } from "@selfsame/engine";
import {
  FACE_FILES,
  loadFaceNetworks,
  openFaceReader,
  type FaceFile,
  type FaceReader,
  type LoadFaceOptions,
  type ReadFaceFile,
} from "@selfsame/face";
import { fileError } from "../files/errors.ts";
import { displayed } from "../files/paths.ts";
import { HEAD_BYTES, kindOf } from "../photos/kinds.ts";
import { pinnedFile } from "./digests.ts";

/** A reader on the installed networks. Throws SelfsameError `file` or `model-file`, naming the file and the way out. */
export async function openInstalledReader(
  read: ReadFaceFile = (file) => readInstalledFile(file),
  options?: LoadFaceOptions,
): Promise<FaceReader> {
  return openFaceReader(await loadFaceNetworks(read, options));
}

/**
 * Begins to read the files that a first look needs, while there is other work to do; `openInstalledReader` gets them, or
 * hears what is wrong with them, from what this returns.
 */
export function readAhead(): ReadFaceFile {
  const { descriptor, detector, landmarks } = FACE_FILES;
  const begun = new Map<FaceFile, ReturnType<ReadFaceFile>>();
  for (const file of [...descriptor, ...detector, ...landmarks]) {
    const reading = readInstalledFile(file);
    reading.catch(() => undefined); // until somebody asks
    begun.set(file, reading);
  }
  return (file) => begun.get(file) ?? readInstalledFile(file);
}

/**
 * One file of a network, whole and as it must be; `folders` are those like node_modules that it is looked for in.
 * Throws as `openInstalledReader`.
 */
export async function readInstalledFile(
  file: FaceFile,
  folders: readonly string[] = createRequire(import.meta.url).resolve.paths(file.package) ?? [],
): Promise<{ bytes: Uint8Array; address: string }> {
  const path = findInstalled(file, folders);
  const bytes = await readFile(path).catch((error: unknown) => Promise.reject(fileError(path, error)));
  checkFile(file, path, bytes);
  return { bytes, address: displayed(path) };
}

/**
 * Where an installed package keeps a file: looked up folder by folder, as Node does it, and not by its `exports`, which
 * name no models.
 */
function findInstalled({ package: name, path }: FaceFile, folders: readonly string[]): string {
  const installed = folders.map((folder) => join(folder, name)).filter((folder) => existsSync(folder));
  const found = installed.map((folder) => join(folder, path)).find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new SelfsameError(
    "file",
    installed.length === 0
      ? `the package ${name}, which holds the networks, is not installed. Install selfsame again (npm install selfsame).`
      : `${displayed(join(installed[0]!, path))} is missing. ${reinstall(name)}`,
  );
}

/** Throws SelfsameError `model-file` where the bytes are not those that are pinned, saying what they are as far as it shows. */
function checkFile(file: FaceFile, path: string, bytes: Uint8Array): void {
  const pinned = pinnedFile(file);
  const wrong = (what: string): SelfsameError =>
    new SelfsameError("model-file", `${displayed(path)} ${what}. ${reinstall(file.package)}`);
  if (bytes.length !== pinned.bytes) {
    if (kindOf(bytes.subarray(0, HEAD_BYTES)) === "html") throw wrong("is a web page, not the weights of a network");
    const of = (count: number): string => count.toLocaleString("en-US");
    const what = bytes.length < pinned.bytes ? "is cut short or another file" : "is another file";
    throw wrong(`${what}: it has ${of(bytes.length)} bytes; ${of(pinned.bytes)} were expected`);
  }
  // Here and not by WebCrypto, which would copy millions of bytes for its thread: that takes as long as hashing them.
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (digest === pinned.sha256) return;
  throw wrong(
    `is damaged or of another version: its SHA-256 is ${digest.slice(0, 12)}..., ${pinned.sha256.slice(0, 12)}... was expected`,
  );
}

/** npm leaves alone what seems to be there, so the folder has to go first. */
function reinstall(name: string): string {
  return `Delete the folder ${name} in node_modules and install selfsame again (npm install selfsame).`;
}
