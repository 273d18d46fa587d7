// How long do ten selfies take to a stored profile? Whole processes of `selfsame enroll` as it is published, the files in the
// system's cache; the photos as they are, and as large as a phone makes them.
// Usage: npm run build; node --import ./scripts/typescript.js bench/face/enroll.ts SELFIES [--node PATH]... [--rounds 5] [--packages DIR]
//   SELFIES: a folder with photos of one person, of which the first ten enroll.

import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { nodesFrom } from "../shared/entrants.ts";
import { record } from "../shared/results.ts";
import { median, rounded } from "../shared/statistics.ts";
import { textTable } from "../shared/table.ts";
import { enrollRows, type EnrollResult } from "./enroll-table.ts";
import { install, timeOf } from "./installed.ts";
import { PACKAGES } from "./peers/photo.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: "string", multiple: true },
    rounds: { type: "string", default: "5" },
    packages: { type: "string", default: PACKAGES },
  },
});
const root = positionals[0];
if (root === undefined) throw new Error("expected SELFIES, a folder with ten photos of one person");
const SELFIES = 10;
/** As a phone makes them. */
const LARGE = { width: 4032, height: 3024, fit: "contain", background: "gray" } as const;
const JPEG = { quality: 90 };

/** The ten photos as they are, and enlarged: folders by what is in them. */
async function putPhotos(folder: string): Promise<Record<string, string>> {
  const [small, large] = [join(folder, "small"), join(folder, "large")];
  for (const path of [small, large]) mkdirSync(path);
  let size = "";
  const names = readdirSync(root!).filter((name) => /\.(jpe?g|png|webp|avif)$/i.test(name));
  if (names.length < SELFIES) throw new Error(`${root} holds ${names.length} photos; ${SELFIES} are needed`);
  for (const name of names.sort().slice(0, SELFIES)) {
    copyFileSync(join(root!, name), join(small, name));
    const { width, height } = await sharp(join(small, name)).metadata();
    const own = `${width} x ${height}`;
    if (size !== "" && size !== own)
      throw new Error(`${name} has ${own} pixels, others ${size}: take photos of one size`);
    size = own;
    await sharp(join(small, name)).resize(LARGE).jpeg(JPEG).toFile(join(large, name));
  }
  return { [size]: small, [`${LARGE.width} x ${LARGE.height}`]: large };
}

const folder = mkdtempSync(join(tmpdir(), "selfsame-enroll-"));
try {
  const command = install(folder, values.packages);
  const photos = Object.entries(await putPhotos(folder));
  const profile = join(folder, "profile.safetensors");
  const results: EnrollResult["results"][number][] = [];
  for (const { path, version } of nodesFrom(values.node)) {
    for (const [kind, selfies] of photos) {
      const enroll = [join(command, "main.js"), "enroll", selfies, "--profile", profile, "--replace"];
      await timeOf(path, enroll); // reads all files once
      const times: number[] = [];
      for (let round = 0; round < Number(values.rounds); round++) times.push((await timeOf(path, enroll)).all);
      results.push({ node: version, photos: kind, median: rounded(median(times)), best: rounded(Math.min(...times)) });
    }
  }
  const result: EnrollResult = { rounds: Number(values.rounds), selfies: SELFIES, results };
  console.log(textTable(enrollRows(result)));
  await record("face-enroll", "How long do ten selfies take to a stored profile?", {}, result);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
