// A bundled page in Chromium: it must train as Node does, to the same digits, and complain about nothing.

import type { Browser } from "playwright";
import { check, expect } from "./checks.ts";
import { serve } from "./server.ts";

/** Longest that a page may take, in milliseconds; it needs a second. */
const PATIENCE = 60_000;

/** Opens the page in `folder` and waits for its title: the result. Throws with all that went wrong. */
async function open(browser: Browser, folder: string): Promise<string> {
  const { address, stop } = await serve(folder);
  const page = await browser.newPage();
  const wrong: string[] = [];
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  page.on("request", (request) => {
    const url = request.url();
    if (!/^(data|blob):/.test(url) && !url.startsWith(address)) wrong.push(`asked for ${url}`);
  });
  try {
    await page.goto(address);
    const end = performance.now() + PATIENCE;
    let title = "";
    while (!/^(\{|failed)/.test(title) && wrong.length === 0 && performance.now() < end) {
      await page.waitForTimeout(50);
      title = await page.title();
    }
    expect(wrong.length === 0 && title.startsWith("{"), [`the page's title is "${title}"`, ...wrong].join("\n"));
    return title;
  } finally {
    await page.close();
    stop();
  }
}

/** Checks that what `build` leaves in the folder it returns is a page that prints `expected`. */
export async function checkPage(
  name: string,
  browser: Browser,
  expected: string | undefined,
  build: () => Promise<string>,
): Promise<void> {
  const folder = await check(`${name} bundles the engine`, build);
  await check(`${name}: the page trains with the wasm backend, to the same bits as Node`, async () => {
    expect(folder !== undefined, "there is no page");
    const result = await open(browser, folder);
    expect(result === expected, `${result} in the page, ${expected} in Node`);
  });
}
