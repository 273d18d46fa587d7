// The demonstration: draws the faces of invented people, trains a network to know one of them, and asks it about
// pictures it has never seen. Everything it makes lies in ./demo. Exit code: that of the first command to fail.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import sharp from "sharp";
import { commandLine, selfsame } from "./command.ts";
import { countPictures, drawPhotos, folders, OWNER } from "./photos.ts";
import { drawSheet } from "./sheet.ts";
import type { Answer } from "./sheet.ts";

const SEED = 7;
const PLAN = { owner: 60, other: 30, unseen: 6 };
const ROOT = "demo";
const MODEL = join(ROOT, `${OWNER}.safetensors`);
const SHEET = join(ROOT, "unseen.png");

const say = (text: string) => process.stdout.write(`${text}\n`);

async function run(arguments_: readonly string[]): Promise<void> {
  say(`\n$ ${commandLine(arguments_)}\n`);
  const { code } = await selfsame(arguments_);
  if (code !== 0) process.exit(code);
}

async function draw(): Promise<void> {
  const total = countPictures(PLAN);
  const terminal = process.stdout.isTTY;
  say(`Drawing ${total} pictures of invented people into ${ROOT}/ ...`);
  await drawPhotos(ROOT, SEED, PLAN, (done) => {
    if (terminal) process.stdout.write(`\r${done} of ${total}${done === total ? "\n" : ""}`);
  });
}

/** Asks once more, this time for numbers. */
async function answers(unseen: string): Promise<Answer[]> {
  const { code, output } = await selfsame(["predict", MODEL, unseen, "--json"], true);
  if (code !== 0) process.exit(code);
  const lines = output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { image: string; certainty: number; fires: boolean });
  return Promise.all(
    lines.map(async ({ image, certainty, fires }) => ({
      photo: await readFile(image),
      owner: basename(image).startsWith(`${OWNER}-`),
      certainty,
      fires,
    })),
  );
}

const { yes, no, unseen } = folders(ROOT);
await draw();
// Stopped before? The same pictures were drawn again, so the run can go on where it was.
const checkpoint = `${MODEL}.checkpoint`;
if (existsSync(checkpoint)) await run(["train", "--resume", checkpoint]);
else
  await run(["train", "--yes", yes, "--no", no, "--out", MODEL, "--augment", "--epochs", "20", "--seed", String(SEED)]);
await run(["predict", MODEL, unseen]);
await sharp(Buffer.from(drawSheet(await answers(unseen), OWNER)))
  .png()
  .toFile(SHEET);

say(`
The pictures      ${join(ROOT, "photos")}, and those it had never seen: ${unseen}
The answers       ${SHEET}
The report        ${join(ROOT, `${OWNER}.html`)}

Now with photos of your own:

  npx selfsame train --yes my-photos/ --no other-peoples-photos/
  npx selfsame predict model.safetensors photo.jpg
`);
