// Trains the certainty network that is shipped: on everyone in a folder of people, with security levels set where people
// whom a network has not seen pass as often as each level says. Writes packages/face/src/certainty/weights.ts and
// trained-on.ts, and what was measured to bench/results/certainty.json.
// Usage: node --import ./scripts/typescript.js scripts/face/train-certainty.ts PEOPLE CACHE [--jobs 2]
// CACHE keeps what the photos say between runs. It stands for persons: keep it outside the repository.

import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { sha256, toHex } from "@selfsame/engine/file";
import { format } from "prettier";
import { SECURITY_LEVELS, type LevelOffset } from "../../packages/face/src/decide/level.ts";
import { UNLOCK_PRESENCE } from "../../packages/face/src/decide/limits.ts";
import { calibrationOf } from "../../packages/face/src/evaluate/calibration.ts";
import { differenceAt, ratesAt } from "../../packages/face/src/evaluate/rates.ts";
import { Tally } from "../../packages/face/src/evaluate/tally.ts";
import type { Attempts } from "../../packages/face/src/evaluate/attempts.ts";
import { protocolOf, PARTS } from "../../packages/face/src/evaluate/protocol.ts";
import { crossFit } from "./cross-fit.ts";
import { probesOf } from "./examples.ts";
import { fitCertainty } from "./fit-certainty.ts";
import { readPeople, type Photo } from "./people.ts";

const CERTAINTY = new URL("../../packages/face/src/certainty/", import.meta.url);
const RESULTS = new URL("../../bench/results/certainty.json", import.meta.url);
/** Digits of a name's SHA-256 that are kept. */
const DIGITS = 16;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { jobs: { type: "string", default: "2" } },
});
const [root, cache] = positionals;
if (root === undefined || cache === undefined) throw new Error("expected PEOPLE and CACHE, a folder and a file");

const people = await readPeople(root, cache, Number(values.jobs));
const { attempts, meanDistance, drawn, shipped } = await crossFit(people, fitCertainty, (line) => console.error(line));
const scores = (all: readonly { readonly score: number }[]) => all.map(({ score }) => score).filter(Number.isFinite);
const shown = (all: Attempts) => ratesAt(all, SECURITY_LEVELS).map(({ threshold: _, ...rate }) => rate);
const tally = new Tally(attempts);
const heldOut = await heldOutLevels();
const levels = SECURITY_LEVELS.map((level, index): LevelOffset => {
  // The rates that are told to people are those of owners on whom the offset was not set.
  const { far, frr } = heldOut[index]!;
  return {
    level,
    offset: -tally.threshold(level),
    far,
    frr,
    impostorAttempts: attempts.impostor.length,
    genuineAttempts: attempts.genuine.length,
  };
});
const measured = {
  people: people.length,
  photos: people.reduce((sum, { photos }) => sum + photos.length, 0),
  noFace: people.reduce((sum, { photos }) => sum + photos.filter(({ face }) => !isFace(face)).length, 0),
  genuineAttempts: attempts.genuine.length,
  impostorAttempts: attempts.impostor.length,
  rates: shown(attempts),
  meanDistance: shown(meanDistance),
  differenceAt1e4: differenceAt(attempts, meanDistance, 1e-4),
  calibration: calibrationOf(scores(attempts.genuine), scores(attempts.impostor)),
  atThreshold: heldOut,
  // How often strangers who do not exist pass where people do at the stated rate.
  drawn: SECURITY_LEVELS.map((far) => ({ far, passed: passing(drawn, tally.threshold(far)) })),
  shipped: SECURITY_LEVELS.map((far) => ({ far, passed: passing(shipped, tally.threshold(far)) })),
};
console.log(JSON.stringify(measured, undefined, 2));
await writeFile(RESULTS, await format(JSON.stringify(measured), { parser: "json" }));

const { version, tensors, about } = await fitCertainty(probesOf(people));
const stored = Object.fromEntries(
  [...tensors].map(([name, { shape, values: numbers }]) => [
    name,
    { shape, base64: Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString("base64") },
  ]),
);
const made = "// Made by scripts/face/train-certainty.ts: do not edit.\n\n";
const weights = `${made}import type { LevelOffset } from "../decide/level.ts";\n\nexport const CERTAINTY_WEIGHTS = ${JSON.stringify(
  { version, about, levels: [], tensors: stored },
).replace('"levels":[]', `"levels": ${JSON.stringify(levels)} as readonly LevelOffset[]`)};\n`;
await writeFile(new URL("weights.ts", CERTAINTY), await pretty(weights));
const names = await Promise.all(
  people.map(async ({ name }) => toHex(await sha256(new TextEncoder().encode(name))).slice(0, DIGITS)),
);
const trainedOn = `// Made by scripts/face/train-certainty.ts: do not edit. Whom the shipped certainty network was trained on, as the first\n// ${DIGITS} hexadecimal digits of the SHA-256 of each name: enough to recognize a name, not to tell it.\n\nexport const TRAINED_ON: ReadonlySet<string> = new Set(\n  "${names.sort().join(" ")}".split(" "),\n);\n`;
await writeFile(new URL("trained-on.ts", CERTAINTY), await pretty(trainedOn));

/** As `unlock` sees it: what was found may be none. Such a photo is scored all the same. */
function isFace(face: Photo["face"]): boolean {
  return face !== undefined && !(face.presence! < UNLOCK_PRESENCE);
}

function passing(all: readonly number[], threshold: number): number {
  return all.filter((score) => score > threshold).length / all.length;
}

/** Each part's owners at offsets that were set on the other parts' owners. */
async function heldOutLevels() {
  const { parts } = await protocolOf(people.map(({ name, photos }) => ({ name, photos: photos.length })));
  return SECURITY_LEVELS.map((security) => {
    let [passed, refused] = [0, 0];
    for (let part = 0; part < PARTS; part++) {
      const pick = (isInside: boolean): Attempts => ({
        people: attempts.people,
        genuine: attempts.genuine.filter(({ owner }) => (parts[owner] === part) === isInside),
        impostor: attempts.impostor.filter(({ owner }) => (parts[owner] === part) === isInside),
      });
      const threshold = new Tally(pick(false)).threshold(security);
      const inside = pick(true);
      passed += inside.impostor.filter(({ score }) => score > threshold).length;
      refused += inside.genuine.filter(({ score }) => !(score > threshold)).length;
    }
    return { security, far: passed / attempts.impostor.length, frr: refused / attempts.genuine.length };
  });
}

async function pretty(text: string): Promise<string> {
  return format(text, { parser: "typescript", printWidth: 120 });
}
