// Every file below a folder.

import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Paths of all files below `folder`, folders excluded, in a fixed order. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();
}
