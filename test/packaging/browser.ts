// A headless Chromium.

import { type Browser, chromium } from "playwright";
import { CHROMIUM_FLAGS, findChromium, NO_CHROMIUM } from "../../scripts/chromium.ts";

/** Starts it; the caller closes it. Throws where the machine has none. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(NO_CHROMIUM);
  return chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] });
}
