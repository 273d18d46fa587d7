// A bundled page in Chromium: it must train as Node does, to the same digits, and complain about nothing.

import type { BackendFacts } from "@selfsame/engine";
import type { Browser } from "playwright";
import { check, expect } from "./checks.ts";
import { serve } from "./server.ts";

/** Longest that a page may take, in milliseconds; it needs a second. */
const PATIENCE = 60_000;

interface Opened {
  /** The page's title: the result. */
  readonly title: string;
  /** All that went wrong. */
  readonly wrong: readonly string[];
}

/** Opens the page in `folder` and waits for its title. */
async function open(browser: Browser, folder: string, isolated: boolean): Promise<Opened> {
  const { address, stop } = await serve(folder, isolated);
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
    while (!/^(\{|failed)/.test(title) && performance.now() < end) {
      await page.waitForTimeout(50);
      title = await page.title();
    }
    return { title, wrong };
  } finally {
    await page.close();
    stop();
  }
}

/** Checks that what `build` leaves in the folder it returns is a page that prints `expected`; the folder. */
export async function checkPage(
  name: string,
  browser: Browser,
  expected: string | undefined,
  build: () => Promise<string>,
): Promise<string | undefined> {
  const folder = await check(`${name} bundles the engine`, build);
  await check(`${name}: the page trains with the wasm backend on two threads, to the same bits as Node`, async () => {
    expect(folder !== undefined, "there is no page");
    const { title, wrong } = await open(browser, folder, true);
    expect(wrong.length === 0, [`the page's title is "${title}"`, ...wrong].join("\n"));
    expect(title === expected, `${title} in the page, ${expected} in Node`);
  });
  return folder;
}

/** Checks that the page in `folder` trains on one thread, to the same bits, and gives a reason like `note`. */
export async function checkOneThread(
  name: string,
  browser: Browser,
  expected: string | undefined,
  folder: string | undefined,
  isolated: boolean,
  note: RegExp,
): Promise<void> {
  await check(name, async () => {
    expect(folder !== undefined && expected !== undefined, "there is nothing to compare");
    const { title } = await open(browser, folder, isolated);
    const { backend, ...rest } = JSON.parse(title) as { readonly backend: BackendFacts };
    const { backend: _, ...others } = JSON.parse(expected) as { readonly backend: BackendFacts };
    expect(backend.threads === 1 && note.test(backend.notes.join()), `it ran on ${JSON.stringify(backend)}`);
    expect(JSON.stringify(rest) === JSON.stringify(others), `${title} in the page, ${expected} in Node`);
  });
}
