// Workers are named `new URL("./x.ts", import.meta.url)`, so that bundlers find them. The compiler renames imports but
// not these; here they, too, come to name the JavaScript that was made from the file.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { filesBelow } from "./files.ts";

const MODULE_URL = /new URL\(\s*(["'])(\.[^"']*)\.ts\1\s*,\s*import\.meta\.url\s*\)/g;

/** A module's URL in any other shape, which neither this file nor a bundler could follow. Docs and comments may have it. */
const OTHER_URL = /^(?!\s*(?:\/\/|\*|\/\*)).*new URL\([^)]*\.ts\b/m;

/** The text of one module, which lies in `folder`, with its URLs rewritten. Throws where one leads nowhere. */
export function withJavaScriptUrls(code: string, folder: string, exists: (path: string) => boolean): string {
  const rewritten = code.replace(MODULE_URL, (_, quote: string, path: string) => {
    const target = resolve(folder, `${path}.js`);
    if (!exists(target)) throw new Error(`build: new URL("${path}.ts", import.meta.url) leads to no module: ${target}`);
    return `new URL(${quote}${path}.js${quote}, import.meta.url)`;
  });
  const other = OTHER_URL.exec(rewritten);
  if (other) throw new Error(`build: write it as new URL("./name.ts", import.meta.url): ${other[0].trim()}`);
  return rewritten;
}

/** Rewrites the URLs of every module below `dist`. */
export function pointUrlsAtJavaScript(dist: string): void {
  for (const file of filesBelow(dist)) {
    if (!file.endsWith(".js")) continue;
    const code = readFileSync(file, "utf8");
    const rewritten = withJavaScriptUrls(code, dirname(file), existsSync);
    if (rewritten !== code) writeFileSync(file, rewritten);
  }
}
