// Everything that a user can get wrong, through the binary: one line that says what, where and the way out, an exit
// code, and nothing overwritten.

import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { selfsame, SLOW, succeeds } from "./support/command.ts";
import { contents, temporaryFolder } from "./support/files.ts";
import { constantModel } from "./support/models.ts";
import { picture, putFolder } from "./support/photos.ts";
import { withHeader } from "./support/sealed.ts";

const run = promisify(execFile);
const cwd = temporaryFolder();

/** A PNG whose header claims to be any size. */
async function claiming(width: number, height: number): Promise<Buffer> {
  const png = await sharp(picture("disc", 1, 0), { raw: { width: 28, height: 28, channels: 1 } })
    .png()
    .toBuffer();
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

beforeAll(async () => {
  const put = (name: string, content: string | Uint8Array) => writeFile(join(cwd, name), content);
  await putFolder(join(cwd, "yes"), "disc", 4);
  await putFolder(join(cwd, "no"), "cross", 4);
  for (const name of ["empty", "twin", "one", "bad"]) await mkdir(join(cwd, name));
  await put("twin/copy.png", await readFile(join(cwd, "yes/002.png")));
  await put("one/one.png", await readFile(join(cwd, "no/001.png")));

  const jpeg = await sharp(picture("disc", 1, 0), { raw: { width: 28, height: 28, channels: 1 } })
    .jpeg()
    .toBuffer();
  await put("bad/truncated.jpg", jpeg.subarray(0, jpeg.length - 100));
  await put("bad/text.jpg", "Dear diary,");
  await put("bad/huge.png", await claiming(20_000, 20_000));
  await put("bad/phone.heic", Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08mdat", "latin1"));
  await put("bad/nothing.jpg", "");

  const model = await constantModel(1);
  await put("model.safetensors", model);
  await put("cut.safetensors", model.subarray(0, model.length - 40));
  const flipped = Buffer.from(model);
  flipped[flipped.length - 40]! ^= 1;
  await put("flipped.safetensors", flipped);
  const version = (header: string) => header.replace('\\"version\\":1', '\\"version\\":3');
  await put("later.safetensors", withHeader(model, version));
  const shape = (header: string) => header.replace('"shape":[256,1]', '"shape":[256,9]');
  await put("lying.safetensors", withHeader(model, shape));
  const claim = Buffer.from(model);
  claim.writeBigUInt64LE(2n ** 60n);
  await put("endless.safetensors", claim);
  await put("page.safetensors", "<!doctype html>\n<title>404 Not Found</title>");
  const checkpoint = (header: string) => header.replace("selfsame-model", "selfsame-checkpoint");
  await put("some.checkpoint", withHeader(model, checkpoint));
  await put("photo.jpg", jpeg);
  await put("mine.html", "<!doctype html>\n<title>my page</title>");
  await run("mkfifo", [join(cwd, "pipe")]);
}, SLOW);

let before: Record<string, string>;
beforeAll(async () => {
  before = await contents(cwd);
}, SLOW);

const SIDES = ["--yes", "yes", "--no", "no"];
const train = (...words: string[]) => ["train", ...SIDES, ...words];
/** Words that are right, with one option that is not. */
const cases: readonly (readonly [what: string, words: readonly string[], says: string, code: 1 | 2])[] = [
  ["a folder that does not exist", ["train", "--yes", "me", "--no", "no"], "me: no such folder. Check the path.", 2],
  [
    "a folder without photos",
    ["train", "--yes", "empty", "--no", "no"],
    "empty: no photo in it. Looked for .jpg, .jpeg, .png, .webp, .avif, .heic, .heif, in the folders inside it as well. Check the path.",
    2,
  ],
  [
    "a folder that is a file",
    ["train", "--yes", "photo.jpg", "--no", "no"],
    "photo.jpg: expected a folder of photos, got a file. Give the folder that it is in.",
    2,
  ],
  [
    "one class only",
    ["train", "--yes", "yes"],
    "train: --no is missing: name folders for both sides, as in selfsame train --yes me/ --no others/",
    2,
  ],
  [
    "one folder for both classes",
    ["train", "--yes", "yes", "--no", "yes/../yes"],
    "yes (--yes) and yes (--no) are the same folder. Put the photos of each side in a folder of their own.",
    2,
  ],
  [
    "a photo in both classes",
    ["train", "--yes", "yes", "--no", "no", "twin"],
    "yes/002.png (--yes) and twin/copy.png (--no) are the same photo. Remove it from one of them.",
    2,
  ],
  [
    "too few photos",
    ["train", "--yes", "yes", "--no", "one"],
    "--no: 1 photo is too few: 1 would be withheld for the test and 1 for validation, leaving none to learn from. Give at least 3 different photos, or --test 0 --validation 0.",
    2,
  ],

  [
    "--hidden 0",
    train("--hidden", "0"),
    "--hidden 0: expected whole numbers of at least 1 with commas between, such as 1024,768. See selfsame train --help.",
    2,
  ],
  ["--hidden that no memory holds", train("--hidden", "1000000,1000000"), "network: ", 2],
  [
    "--learning-rate NaN",
    train("--learning-rate", "NaN"),
    "--learning-rate NaN: expected a finite number above 0. See selfsame train --help.",
    2,
  ],
  [
    "--learning-rate 0",
    train("--learning-rate", "0"),
    "--learning-rate 0: expected a finite number above 0. See selfsame train --help.",
    2,
  ],
  ["--size 0", train("--size", "0"), "--size 0: expected a whole number from 1 to 1024. See selfsame train --help.", 2],
  [
    "--epochs -1",
    train("--epochs", "-1"),
    "--epochs -1: expected a whole number from 1 to 1000000. See selfsame train --help.",
    2,
  ],
  [
    "--test 1",
    train("--test", "1"),
    "--test 1: expected a number from 0 to below 1, such as 0.1. See selfsame train --help.",
    2,
  ],
  [
    "an unknown optimizer",
    train("--optimizer", "sdg"),
    "--optimizer sdg: expected one of sgd, adam. See selfsame train --help.",
    2,
  ],
  [
    "an unknown schedule",
    train("--schedule", "cosin"),
    "--schedule cosin: expected constant, step:EVERY:FACTOR (such as step:10:0.5), cosine or cosine:WARMUP (such as cosine:2). See selfsame train --help.",
    2,
  ],
  ["a misspelled command", ["trian"], "unknown command 'trian'. Did you mean train? See selfsame --help.", 2],
  [
    "a misspelled option",
    train("--epoch", "3"),
    "unknown option '--epoch'. Did you mean --epochs? See selfsame train --help.",
    2,
  ],
  [
    "no photo to predict",
    ["predict", "model.safetensors"],
    "missing required argument 'image'. See selfsame predict --help.",
    2,
  ],

  [
    "--out that is a photo",
    train("--out", "photo.jpg"),
    "photo.jpg is there already and is no model of selfsame; it is left as it is. Choose another --out.",
    2,
  ],
  ["--out that is a folder", train("--out", "yes"), "yes is a folder. Name a file.", 2],
  ["--out that is a pipe", train("--out", "pipe"), "pipe is a device or a pipe, not a file. Choose another name.", 2],
  [
    "--out that is a checkpoint",
    train("--out", "some.checkpoint"),
    "some.checkpoint is there already and is no model of selfsame; it is left as it is. Choose another --out.",
    2,
  ],
  [
    "--out whose report would replace a page",
    train("--out", "mine"),
    "mine.html is there already and is no report of selfsame; it is left as it is. Choose another --out.",
    2,
  ],
  [
    "--out in a folder that does not exist",
    train("--out", "far/away"),
    "far/away cannot be made there. Make its folder first, or choose another place.",
    2,
  ],
  [
    "--out in a folder that cannot be written",
    train("--out", "/proc/model.safetensors"),
    "/proc/model.safetensors ",
    2,
  ],

  [
    "a truncated JPEG",
    ["predict", "model.safetensors", "bad/truncated.jpg"],
    "bad/truncated.jpg: the JPEG is cut short or damaged (premature end of JPEG image). Copy or download it again, or leave it out.",
    1,
  ],
  [
    "a picture of 20,000 x 20,000",
    ["predict", "model.safetensors", "bad/huge.png"],
    "bad/huge.png: 20000 x 20000 pixels are more than the limit of 128 million. Make the photo smaller first.",
    1,
  ],
  [
    "a text file named .jpg",
    ["predict", "model.safetensors", "bad/text.jpg"],
    "bad/text.jpg: is a text file, not a photo, whatever its name. Leave it out.",
    1,
  ],
  [
    "a HEIC photo",
    ["predict", "model.safetensors", "bad/phone.heic"],
    'bad/phone.heic: is a HEIC photo, which cannot be read here. Convert it to JPEG first (on a Mac: sips -s format jpeg PHOTO --out PHOTO.jpg), or have the iPhone save JPEG: Settings > Camera > Formats > "Most Compatible".',
    1,
  ],
  [
    "a pipe for a photo",
    ["predict", "model.safetensors", "pipe"],
    "pipe: is a device or a pipe, not a photo file. Leave it out.",
    1,
  ],
  ["a pipe for a model", ["inspect", "pipe"], "pipe is a device or a pipe, not a file. Check the path.", 2],
  [
    "a schedule down to nothing",
    train("--schedule", "step:10:0"),
    "--schedule step:10:0: expected constant, step:EVERY:FACTOR (such as step:10:0.5), cosine or cosine:WARMUP (such as cosine:2). See selfsame train --help.",
    2,
  ],
  [
    "an empty file",
    ["predict", "model.safetensors", "bad/nothing.jpg"],
    "bad/nothing.jpg: is empty. Copy or download it again, or leave it out.",
    1,
  ],

  [
    "a model that does not exist",
    ["predict", "gone.safetensors", "photo.jpg"],
    "gone.safetensors does not exist. Check the path.",
    2,
  ],
  [
    "a model cut short",
    ["predict", "cut.safetensors", "photo.jpg"],
    "cut.safetensors: this is not a sound model file: ",
    2,
  ],
  [
    "a model with one bit flipped",
    ["predict", "flipped.safetensors", "photo.jpg"],
    "flipped.safetensors: this is not a sound model file: its SHA-256 does not match: it was damaged or changed after it was saved. Use another copy, or train again.",
    2,
  ],
  [
    "a model from a later version",
    ["predict", "later.safetensors", "photo.jpg"],
    "later.safetensors: the model has format version 3; this Selfsame reads up to 2. Update it.",
    2,
  ],
  [
    "a model whose header lies",
    ["inspect", "lying.safetensors"],
    "lying.safetensors: this is not a sound model file: ",
    2,
  ],
  [
    "a model that claims an endless header",
    ["inspect", "endless.safetensors"],
    "endless.safetensors: this is not a sound model file: it claims a header of 1152921504606846976 bytes; the format allows 100000000. Use another copy, or train again.",
    2,
  ],
  [
    "an HTML page for a model",
    ["inspect", "page.safetensors"],
    'page.safetensors: this is an HTML page, not a model; the server probably sent its "not found" page. Check the address.',
    2,
  ],
  [
    "a checkpoint for a model",
    ["predict", "some.checkpoint", "photo.jpg"],
    'some.checkpoint: this is not a sound model file: it is not a selfsame-model but a "selfsame-checkpoint". Use another copy, or train again.',
    2,
  ],
  ["a photo for a model", ["predict", "photo.jpg", "photo.jpg"], "photo.jpg: this is not a sound model file: ", 2],
];

describe("one line with the way out:", () => {
  // Some at a time, each with an output of its own, which none of them comes to write.
  test.concurrent.each(cases)("%s", async (what, words, says, code) => {
    const out = words[0] === "train" && !words.includes("--out") ? ["--out", what] : [];
    const finished = await selfsame([...words, ...out], { cwd });
    const lines = finished.stderr.trimEnd().split("\n");
    // How many photos there are may be said before what is wrong with them.
    const told = lines[0]!.startsWith("reading ") ? lines.slice(1) : lines;
    expect(finished.code).toBe(code);
    expect(finished.stdout).toBe("");
    expect(told).toHaveLength(1);
    if (/[.?/]$/.test(says)) expect(told[0]).toBe(`selfsame: ${says}`);
    else expect(told[0]!.startsWith(`selfsame: ${says}`), told[0]).toBe(true);
    expect(told[0]).not.toMatch(/\bat .*:\d+:\d+|node:|\.ts\b/); // no stack trace
  });

  test("and nothing that was there before has changed", async () => {
    expect(await contents(cwd)).toEqual(before);
  });
});

describe("a full disk", () => {
  const disk = join(temporaryFolder(), "disk");
  let isMounted = false;
  const mount = (...options: string[]) => run("mount", options);

  beforeAll(async () => {
    await mkdir(disk);
    isMounted = await mount("-t", "tmpfs", "-o", "size=1m", "selfsame-test", disk).then(
      () => true,
      () => false, // not root, or not allowed to
    );
    if (isMounted) for (const name of ["yes", "no"]) await symlink(join(cwd, name), join(disk, name));
  }, SLOW);
  afterAll(async () => {
    if (isMounted) await run("umount", [disk]);
  }, SLOW);

  // A checkpoint of 0.7 MB: with no momentum, and while the best epoch is the last, it holds the parameters alone.
  const shape = ["--size", "32", "--hidden", "170", "--momentum", "0"];
  const words = train(...shape, "--epochs", "4", "--out", "model.safetensors");

  test("before the first checkpoint ends the run with one line", async ({ skip }) => {
    skip(!isMounted, "only root may mount a small disk");
    await writeFile(join(disk, "ballast"), new Uint8Array(900_000));
    const { code, stderr } = await selfsame(words, { cwd: disk });
    expect(code).toBe(2);
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(
      "selfsame: The checkpoint could not be written: model.safetensors.checkpoint does not fit: the disk is full. Free some space, or choose another place.",
    );
    expect((await readdir(disk)).sort()).toEqual(["ballast", "no", "yes"]);
  });

  test(
    "later on loses nothing: with room again, the run ends in the same bytes",
    async ({ skip }) => {
      skip(!isMounted, "only root may mount a small disk");
      // Room for one checkpoint, and not for the next beside it.
      await truncate(join(disk, "ballast"), 0);
      const { code, stderr } = await selfsame(words, { cwd: disk });
      expect(code).toBe(2);
      expect(stderr.trimEnd().split("\n").at(-1)).toMatch(
        /^selfsame: The checkpoint could not be written: .* the disk is full\. .* Then go on from the one before it: selfsame train --resume model\.safetensors\.checkpoint$/,
      );
      await mount("-o", "remount,size=8m", disk);
      await succeeds(["train", "--resume", "model.safetensors.checkpoint"], { cwd: disk });
      const room = ["--out", "room.safetensors"];
      await succeeds([...words.slice(0, -2), ...room], { cwd: disk });
      const [resumed, fresh] = await Promise.all(
        ["model", "room"].map((name) => readFile(join(disk, `${name}.safetensors`))),
      );
      expect(resumed!.equals(fresh!)).toBe(true);
    },
    SLOW,
  );
});
