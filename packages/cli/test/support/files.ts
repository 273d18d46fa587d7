// Temporary folders, and what is in a folder, down to the byte.

import { createHash } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { lstat, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** A folder that is removed when the tests of the file, or of the `describe` around the call, are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "selfsame-test-"));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Every file below a folder by its relative path, with the SHA-256 of its content. */
export async function contents(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    const path = join(folder, name);
    const stat = await lstat(path);
    if (stat.isFile())
      found[name] = createHash("sha256")
        .update(await readFile(path))
        .digest("hex");
    else found[name] = stat.isDirectory() ? "folder" : "other";
  }
  return found;
}
