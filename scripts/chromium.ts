// Where this machine's Chromium is, and how tests start it. Browsers are installed by people, never by this project.

import { accessSync, constants } from "node:fs";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The path of a Chromium: `$CHROMIUM` if set, else the first usual place that has one, else undefined. */
export function findChromium(): string | undefined {
  const named = process.env["CHROMIUM"];
  return (named ? [named] : PLACES).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Runs as root and in containers, and asks the network for nothing. */
export const CHROMIUM_FLAGS: readonly string[] = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
];

/** What to say where there is none. */
export const NO_CHROMIUM = "no Chromium found: install one (apt-get install chromium) or set CHROMIUM to its path";
