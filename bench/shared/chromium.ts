// This machine's Chromium, and how it is started: as the tests start it (scripts/chromium.ts), which no room may import.

import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Undefined, with one line that says so, where there is none. */
export async function openChromium(): Promise<Browser | undefined> {
  const named = process.env["CHROMIUM"];
  const executablePath = (named ? [named] : PLACES).find((path) => existsSync(path));
  if (executablePath === undefined) {
    console.error("skipped: no Chromium found: install one (apt-get install chromium) or set CHROMIUM to its path");
    return undefined;
  }
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-background-networking", "--no-first-run"],
  });
}
