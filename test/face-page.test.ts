// The face chain in a page beside the same in Node: photos that Chromium decodes and draws to a canvas, and photos that the
// command decodes. What the page runs is the program of docs/face.md.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  checkLevel,
  enroll,
  DEFAULT_LEVEL,
  FACE_NETWORKS,
  openCertainty,
  recognize,
  shippedModel,
  type Decision,
  type EnrollCandidate,
} from "@selfsame/face";
import { chromium } from "playwright";
import { expect, test } from "vitest";
import { openInstalledReader } from "../packages/cli/src/face/networks.ts";
import { decodePhoto } from "../packages/cli/src/photos/decode.ts";
import { putSelfies } from "../packages/cli/test/support/face-photos.ts";
import { temporaryFolder } from "../packages/cli/test/support/files.ts";
import { CHROMIUM_FLAGS, findChromium } from "../scripts/chromium.ts";
import type { Answered, Given } from "./face-page/page.ts";
import { putProbes } from "./face-page/photos.ts";
import { serveFacePage } from "./face-page/serve.ts";

/** What the page and Node may differ by in certainty. Their decoders of JPEG and of color profiles differ by a unit or two. */
const CERTAINTY = 0.01;
/**
 * The same for the logarithm of the ratio. The sigmoid is nowhere steeper than 1/4: so certainties would be as close at any
 * level, though most photos here are far from where it is steep.
 */
const RATIO = 4 * CERTAINTY;
/** Milliseconds; a busy machine may take its time. */
const PATIENCE = 180_000;

const folder = temporaryFolder();
const photos = join(folder, "photos");
mkdirSync(photos);

/** Names of photos in the folder. */
interface Names {
  readonly selfies: readonly string[];
  readonly probes: readonly string[];
}

/** Decodes, enrolls and decides by itself, as the page does. */
async function inNode({ selfies, probes }: Names): Promise<Answered> {
  const reader = await openInstalledReader();
  const read = (name: string) => decodePhoto(join(photos, name), (image) => reader.read(image));
  const candidates: EnrollCandidate[] = [];
  for (const name of selfies) candidates.push({ label: name, reading: await read(name) });
  const { profile, refusal } = await enroll(candidates, {
    model: await shippedModel(),
    level: DEFAULT_LEVEL,
    networks: FACE_NETWORKS,
    added: "2026-01-31",
    openCertainty,
  });
  const decisions: Decision[] = [];
  if (profile !== undefined) {
    const certainty = await openCertainty(profile.certainty, profile.photos);
    const level = checkLevel(profile.level, profile.certainty.levels);
    for (const name of probes)
      decisions.push(await decodePhoto(join(photos, name), (image) => recognize(reader, certainty, level, image)));
    certainty.dispose();
  }
  reader.dispose();
  return { refusal, enrolled: profile?.photos.length ?? 0, decisions };
}

async function inPage(
  executablePath: string,
  { selfies, probes }: Names,
): Promise<Answered & { readonly wrong: readonly string[] }> {
  const { address, stop } = await serveFacePage(join(folder, "page"), photos);
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] });
  const wrong: string[] = [];
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => wrong.push(String(error)));
    page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
    await page.goto(address);
    const at = (name: string) => `${address}photos/${name}`;
    const given: Given = { models: `${address}models`, selfies: selfies.map(at), probes: probes.map(at) };
    const answered = await page.evaluate(
      (words) => (globalThis as unknown as { answer(of: Given): Promise<Answered> }).answer(words),
      given,
    );
    return { ...answered, wrong };
  } finally {
    await browser.close();
    stop();
  }
}

const executablePath = findChromium();
test.skipIf(executablePath === undefined)(
  "a page decides as the command does on photos drawn to a canvas, and is as certain",
  { timeout: PATIENCE },
  async () => {
    const names = { selfies: await putSelfies(photos, 0, 10), probes: await putProbes(photos) };
    const there = await inPage(executablePath!, names);
    const here = await inNode(names);
    expect(there.wrong).toEqual([]);
    expect([there.refusal, there.enrolled]).toEqual([here.refusal, here.enrolled]);
    expect(here.enrolled).toBeGreaterThanOrEqual(8);
    const shown = (decisions: readonly Decision[]) =>
      decisions.map(({ outcome, others }, i) => `${names.probes[i]}: ${outcome}, ${others} others`);
    expect(shown(there.decisions)).toEqual(shown(here.decisions));
    here.decisions.forEach(({ certainty, ratio }, i) => {
      const other = there.decisions[i]!;
      expect(Math.abs(other.certainty - certainty), names.probes[i]).toBeLessThanOrEqual(CERTAINTY);
      expect(other.ratio === undefined, names.probes[i]).toBe(ratio === undefined);
      expect(Math.abs((other.ratio ?? 0) - (ratio ?? 0)), names.probes[i]).toBeLessThanOrEqual(RATIO);
    });
    // Decisions of every kind were compared.
    expect(new Set(here.decisions.map(({ outcome }) => outcome))).toEqual(
      new Set(["unlocked", "stranger", "quality", "no-face"]),
    );
  },
);
