// Makes the pictures of README.md that a machine can make: docs/images/report.png, the top of the demonstration's report.
// Usage: npm start, then node --import ./scripts/typescript.js scripts/make-images.ts

import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright";
import sharp from "sharp";
import { CHROMIUM_FLAGS, findChromium, NO_CHROMIUM } from "./chromium.ts";

const REPORT = process.argv[2] ?? "demo/mila.html";
const IMAGE = fileURLToPath(new URL("../docs/images/report.png", import.meta.url));
/** In CSS pixels; every one is drawn as two, for sharp letters. The picture ends with the first section. */
const PAGE = { width: 1100, height: 1400 };
const MARGIN = 24;
/** What a README may ask of its readers, in bytes. */
const LIMIT = 200_000;

const executablePath = findChromium();
if (executablePath === undefined) throw new Error(NO_CHROMIUM);
if (!existsSync(REPORT)) throw new Error(`${REPORT} is not there: run npm start first`);

const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] });
try {
  const page = await browser.newPage({ viewport: PAGE, deviceScaleFactor: 2, colorScheme: "dark" });
  await page.goto(pathToFileURL(REPORT).href);
  const first = await page.locator("section").first().boundingBox();
  if (first === null) throw new Error(`${REPORT} has no section to show`);
  const height = Math.min(PAGE.height, first.y + first.height + MARGIN);
  const picture = await page.screenshot({ clip: { x: 0, y: 0, width: PAGE.width, height } });
  mkdirSync(fileURLToPath(new URL(".", pathToFileURL(IMAGE))), { recursive: true });
  const { size } = await sharp(picture).resize(1600).png({ palette: true, colors: 128, effort: 10 }).toFile(IMAGE);
  if (size > LIMIT) throw new Error(`${IMAGE} has ${size} bytes; the limit is ${LIMIT}. Draw less of the page.`);
  console.log(`${IMAGE}: ${size} bytes`);
} finally {
  await browser.close();
}
