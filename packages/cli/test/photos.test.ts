// From folders of files to prepared pixels. The pictures are made here, in folders that are removed at the end.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import { isSelfsameError, type SelfsameError } from "@selfsame/engine";
import { type Preparation, prepare, toChannels } from "@selfsame/engine/pixels";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { budget } from "../src/photos/budget.ts";
import { collectPhotos } from "../src/photos/collect.ts";
import { decodePhoto, FILE_LIMIT } from "../src/photos/decode.ts";
import { kindOf, refusal } from "../src/photos/kinds.ts";
import { loadPhotos } from "../src/photos/load.ts";
import { shown } from "../src/photos/problem.ts";
import { openStore } from "../src/photos/store.ts";
import { findPhotos } from "../src/photos/walk.ts";

const PREPARATION: Preparation = { size: 8, color: true, standardization: "photo" };

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "selfsame-test-"));
});
afterAll(() => rm(root, { recursive: true }));

/** Writes a file below the root, making its folders; gives its path. */
async function put(name: string, content: string | Uint8Array | Sharp): Promise<string> {
  const path = join(root, name);
  await mkdir(dirname(path), { recursive: true });
  const bytes = typeof content === "string" || content instanceof Uint8Array ? content : await content.toBuffer();
  await writeFile(path, bytes);
  return path;
}

/** A picture of one color. */
const plain = (color: string, width = 24, height = 16): Sharp =>
  sharp({ create: { width, height, channels: 3, background: color } });

/** Left half red, right half blue: what shows how a picture is turned. */
const halves = (): Sharp =>
  sharp(
    Buffer.from(Array.from({ length: 32 * 16 * 3 }, (_, i) => ((i / 3) % 32 < 16 ? [250, 0, 0] : [0, 0, 250])[i % 3]!)),
    {
      raw: { width: 32, height: 16, channels: 3 },
    },
  );

/** Noise by a fixed rule, so that compressed files are of some length. */
const grain = (width: number, height: number): Sharp =>
  sharp(Buffer.from(Array.from({ length: width * height * 3 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 24)), {
    raw: { width, height, channels: 3 },
  });

async function failure(work: Promise<unknown>): Promise<SelfsameError> {
  const error: unknown = await work.then(
    () => new Error("nothing failed"),
    (thrown: unknown) => thrown,
  );
  if (!isSelfsameError(error)) throw error;
  expect(error.message, "one line").not.toMatch(/\n/);
  return error;
}

const pixel = ({ data, width, channels }: Awaited<ReturnType<typeof decodePhoto>>, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * channels, (y * width + x) * channels + 3),
];

/** A PNG's signature and header, with nothing behind: a few bytes that claim to be any size. */
function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(4 + 13);
  header.write("IHDR", 0, "latin1");
  header.writeUInt32BE(width, 4);
  header.writeUInt32BE(height, 8);
  header.set([8, 2, 0, 0, 0], 12);
  const chunk = (body: Buffer): Buffer => {
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(body.length - 4, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk(header),
    chunk(Buffer.from("IDATx")),
    chunk(Buffer.from("IEND")),
  ]);
}

/** The start of a HEIC file as iPhones write it: the ftyp box with its brands. */
const heicHeader = (): Buffer => Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08mdat", "latin1");

test("JPEG, PNG, WebP and AVIF are read, whatever their names", async () => {
  for (const kind of ["jpeg", "png", "webp", "avif"] as const) {
    const image = await decodePhoto(await put(`kinds/${kind}.jpg`, plain("#c86432").toFormat(kind, { quality: 90 })));
    expect([image.width, image.height, image.data.length]).toEqual([24, 16, 24 * 16 * image.channels]);
    // Lossy kinds may be off by a few steps in 256.
    pixel(image, 12, 8).forEach((value, index) => expect(Math.abs(value - [200, 100, 50][index]!)).toBeLessThan(8));
  }
});

test("the orientation that a phone notes in EXIF is honored", async () => {
  const sides = { left: [0, 8], right: [31, 8], top: [8, 0], bottom: [8, 31] } as const;
  const cases: [orientation: number, red: keyof typeof sides][] = [
    [1, "left"],
    [2, "right"],
    [3, "right"],
    [6, "top"],
    [8, "bottom"],
  ];
  for (const [orientation, red] of cases) {
    const path = await put(
      `orientation/${orientation}.jpg`,
      halves().jpeg({ quality: 95 }).withMetadata({ orientation }),
    );
    const image = await decodePhoto(path);
    const turned = orientation >= 5;
    expect([image.width, image.height]).toEqual(turned ? [16, 32] : [32, 16]);
    const [r, , b] = pixel(image, sides[red][0], sides[red][1]);
    expect(r!, `orientation ${orientation}`).toBeGreaterThan(200);
    expect(b!).toBeLessThan(50);
  }
});

test("gray, 16-bit, palette, transparent and CMYK pictures become 8-bit sRGB", async () => {
  const cases: [name: string, picture: Sharp, expected: number[], within: number][] = [
    ["gray.png", plain("#646464").toColourspace("b-w").png(), [100, 100, 100], 0],
    ["gray16.png", plain("#646464").toColourspace("grey16").png(), [100, 100, 100], 1],
    ["rgb16.png", plain("#c86432").toColourspace("rgb16").png(), [200, 100, 50], 1],
    ["palette.png", plain("#c86432").png({ palette: true }), [200, 100, 50], 1],
    ["cmyk.jpg", plain("#a08070").toColourspace("cmyk").jpeg({ quality: 100 }), [160, 128, 112], 12], // inks are not light
  ];
  for (const [name, picture, expected, within] of cases) {
    const prepared = prepare(await decodePhoto(await put(`modes/${name}`, picture)), { ...PREPARATION, size: 1 });
    prepared.forEach((value, index) => expect(Math.abs(value - expected[index]!), name).toBeLessThanOrEqual(within));
  }
  expect((await decodePhoto(join(root, "modes/gray.png"))).channels).toBe(1);
  const veil = sharp(Buffer.from([100, 255, 100, 0]), { raw: { width: 2, height: 1, channels: 2 } });
  const veiled = await decodePhoto(await put("modes/veiled.png", veil.toColourspace("b-w").png()));
  expect([...toChannels(veiled, 1).data]).toEqual([100, 255]);
  const clear = sharp({
    create: { width: 4, height: 4, channels: 4, background: { r: 200, g: 0, b: 0, alpha: 0 } },
  }).png();
  const image = await decodePhoto(await put("modes/clear.png", clear));
  expect(image.channels).toBe(4);
  expect([...prepare(image, { ...PREPARATION, size: 1 })]).toEqual([255, 255, 255]);
});

test("a photo of one pixel is read", async () => {
  const image = await decodePhoto(await put("one.png", plain("#010203", 1, 1).png()));
  expect([image.width, image.height, ...pixel(image, 0, 0)]).toEqual([1, 1, 1, 2, 3]);
});

test("a photo cut short is refused, in each format", async () => {
  for (const kind of ["jpeg", "png", "webp", "avif"] as const) {
    const whole = await grain(64, 64).toFormat(kind).toBuffer();
    const path = await put(`cut/photo.${kind}`, whole.subarray(0, Math.floor(whole.length * 0.6)));
    const { code, message } = await failure(decodePhoto(path));
    expect(code).toBe("photo");
    expect(message).toMatch(/cut\/photo\.\w+: the \w+ is cut short or damaged \(.+\)\. Copy or download it again/);
  }
});

test("a file that is no photo is named for what it is, with what to do", async () => {
  const cases: [name: string, content: string | Uint8Array, says: RegExp][] = [
    ["notes.jpg", "Dear diary,\nno photo today.\n", /is a text file, not a photo/],
    ["page.jpg", "<!DOCTYPE html>\n<html><body>404</body></html>", /is a web page.*Download the photo itself/],
    ["drawing.png", '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', /is an SVG drawing/],
    ["moving.jpg", Buffer.from("GIF89a\x01\0\x01\0\0\0\0", "latin1"), /is a GIF.*convert it/],
    ["empty.jpg", "", /is empty/],
    ["noise.jpg", Uint8Array.from([0, 1, 2, 3, 254, 255, 0, 9]), /not a photo in a format known here/],
    ["phone.heic", heicHeader(), /is a HEIC photo.*Convert it to JPEG.*sips -s format jpeg.*Most Compatible/],
    ["renamed.jpg", heicHeader(), /is a HEIC photo/],
  ];
  for (const [name, content, says] of cases) {
    const path = await put(`others/${name}`, content);
    const { code, message } = await failure(decodePhoto(path));
    expect(code).toBe("photo");
    expect(message.startsWith(`${path}: `)).toBe(true);
    expect(message).toMatch(says);
  }
});

test("an AVIF whose main brand is general is not taken for HEIC", () => {
  const brands = (text: string): Buffer => Buffer.from(`\0\0\0\x1cftyp${text}`, "latin1");
  expect(kindOf(brands("mif1\0\0\0\0mif1avifmiaf"))).toBe("avif");
  expect(kindOf(brands("avif\0\0\0\0mif1miafMA1B"))).toBe("avif");
  expect(kindOf(brands("mif1\0\0\0\0mif1miaf...."))).toBe("heic");
  expect(kindOf(brands("heix\0\0\0\0mif1avif...."))).toBe("heic");
  expect(kindOf(brands("isom\0\0\0\0isomiso2mp41"))).toBe("unknown");
  expect(refusal("avif")).toBeUndefined();
});

test("the decoder itself opens nothing but the four kinds", async () => {
  await decodePhoto(await put("lock.png", plain("red").png())); // loads the decoder
  const gif = await plain("red").gif().toBuffer();
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  const tiff = await plain("red").tiff().toBuffer();
  for (const bytes of [gif, svg, tiff])
    await expect(sharp(bytes).metadata()).rejects.toThrow(/unsupported image format/);
  await expect(sharp(await put("lock.svg", svg)).metadata()).rejects.toThrow();
});

test("a picture of 20,000 x 20,000 pixels is refused by its header, with the limit", async () => {
  const path = await put("huge.png", pngHeader(20_000, 20_000));
  const { code, message } = await failure(decodePhoto(path));
  expect(code).toBe("photo");
  expect(message).toBe(
    `${path}: 20000 x 20000 pixels are more than the limit of 128 million. Make the photo smaller first.`,
  );
});

test("a file larger than any photo within the limit is refused unread", async () => {
  const path = await put("long.jpg", Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]));
  await truncate(path, FILE_LIMIT + 1); // a hole: it takes no room on the disk
  expect((await failure(decodePhoto(path))).message).toMatch(/the file has 513 MB; the limit is 512 MB/);
});

test("a path that leads nowhere or to a folder is named", async () => {
  expect((await failure(decodePhoto(join(root, "nowhere.jpg")))).message).toMatch(/nowhere\.jpg: does not exist/);
  await mkdir(join(root, "folder.jpg"));
  expect((await failure(decodePhoto(join(root, "folder.jpg")))).message).toMatch(
    /folder\.jpg: is a folder, not a photo/,
  );
});

test("a pipe named like a photo is refused instead of waited for, and no folder's photos hold it", async () => {
  const path = await put("pipes/photo.jpg", plain("red").jpeg());
  const pipe = join(root, "pipes/pipe.jpg");
  execFileSync("mkfifo", [pipe]);
  for (const special of [pipe, "/dev/zero"]) {
    const { code, message } = await failure(decodePhoto(special));
    expect(code).toBe("photo");
    expect(message).toBe(`${special}: is a device or a pipe, not a photo file. Leave it out.`);
  }
  expect(await findPhotos(join(root, "pipes"))).toEqual([path]);
});

test("photos are decoded together only while there is room for all their pixels, and all get their turn", async () => {
  const { whileTaken } = budget(10);
  let taken = 0;
  let most = 0;
  const ended: number[] = [];
  const work = [6, 4, 7, 3, 10, 1].map((amount) => {
    const one = whileTaken(amount, async () => {
      most = Math.max(most, (taken += amount));
      await new Promise((resolve) => setImmediate(resolve));
      taken -= amount;
      ended.push(amount);
      if (amount === 7) throw new Error("damaged");
    });
    return one.catch(() => undefined); // one that fails gives its room back as well
  });
  await Promise.all(work);
  expect(most).toBe(10);
  expect(ended).toEqual([6, 4, 7, 3, 10, 1]);
});

test("a file name with a line break or terminal codes cannot break the message", () => {
  expect(shown("a\nb\u001b[31m.jpg")).toBe("a\\u000ab\\u001b[31m.jpg");
  expect(shown("größe/写真.jpg")).toBe("größe/写真.jpg");
});

test("photos are found in folders within folders, by extension in any case, in one order, hidden ones passed over", async () => {
  const names = [
    "Z.JPG",
    "a.jpeg",
    "b/c.png",
    "b-/d.webp",
    "ä.avif",
    "\u{1f600}.jpg",
    "\uff21.jpg",
    "e.HEIC",
    "b/.hidden.jpg",
    ".git/x.jpg",
    "notes.txt",
    "jpg",
  ];
  for (const name of names) await put(`walk/${name}`, "x");
  const found = await findPhotos(join(root, "walk"));
  expect(found).toEqual(
    // By bytes: capitals first, "-" before "/", and the emoji (4 bytes) after the full-width A (3 bytes).
    ["Z.JPG", "a.jpeg", "b-/d.webp", "b/c.png", "e.HEIC", "ä.avif", "\uff21.jpg", "\u{1f600}.jpg"].map((name) =>
      join(root, "walk", name),
    ),
  );
});

test("links are followed, and one that leads back up does not trap the walk", async () => {
  await put("links/in/a.jpg", "x");
  await put("elsewhere/b.jpg", "x");
  await symlink("..", join(root, "links/in/up"));
  await symlink(join(root, "elsewhere"), join(root, "links/out"));
  await symlink("self.jpg", join(root, "links/self.jpg"));
  const found = await findPhotos(join(root, "links"));
  expect(found).toEqual(["in/a.jpg", "out/b.jpg", "self.jpg"].map((name) => join(root, "links", name)));
  expect((await failure(decodePhoto(found[2]!))).message).toMatch(/self\.jpg: is a link that leads back to itself/);
});

test("a folder that is missing, a file, or without photos is refused by its name", async () => {
  const file = await put("folders/a.jpg", "x");
  await put("folders/none/notes.txt", "x");
  const cases: [folder: string, says: RegExp][] = [
    [join(root, "folders/missing"), /missing: no such folder/],
    [file, /a\.jpg: expected a folder of photos, got a file/],
    [
      join(root, "folders/none"),
      /none: no photo in it\. Looked for \.jpg, \.jpeg, \.png, \.webp, \.avif, \.heic, \.heif/,
    ],
  ];
  for (const [folder, says] of cases) {
    const error = await failure(findPhotos(folder));
    expect(error.code).toBe("usage");
    expect(error.message).toMatch(says);
    expect((await failure(collectPhotos({ yes: [folder], no: [root] }))).message).toMatch(says);
  }
});

test("each photo is collected with its side and its content's SHA-256, and a copy counts once", async () => {
  const a = await put("collect/yes/a.png", plain("red").png());
  const b = await put("collect/yes/b.png", plain("green").png());
  const copy = await put("collect/yes/z.png", await readFile(a));
  const c = await put("collect/no/c.png", plain("blue").png());
  const text = await put("collect/no/notes.jpg", "not a photo");
  const { photos, skipped, duplicates } = await collectPhotos({
    yes: [join(root, "collect/yes")],
    no: [join(root, "collect/no")],
  });
  expect(photos.map(({ path, side }) => [path, side])).toEqual([
    [a, "yes"],
    [b, "yes"],
    [c, "no"],
  ]);
  expect(photos[0]!.sha256).toBe(
    createHash("sha256")
      .update(await readFile(a))
      .digest("hex"),
  );
  expect(duplicates).toEqual([{ path: copy, of: a }]);
  expect(skipped).toEqual([{ path: text, reason: refusal("text") }]);
});

test("one photo on both sides is an error that names both files", async () => {
  const yes = await put("both/yes/me.png", plain("#123456").png());
  const no = await put("both/no/x/me again.png", await readFile(yes));
  const error = await failure(collectPhotos({ yes: [join(root, "both/yes")], no: [join(root, "both/no")] }));
  expect(error.code).toBe("examples");
  expect(error.message).toBe(`${yes} (--yes) and ${no} (--no) are the same photo. Remove it from one of them.`);
});

test("the same broken download on both sides is left out, not called a photo on both sides", async () => {
  for (const side of ["yes", "no"]) {
    await put(`broken/${side}/ok.png`, plain(side === "yes" ? "#111111" : "#222222").png());
    await put(`broken/${side}/empty.jpg`, "");
    await put(`broken/${side}/page.jpg`, "<html>404</html>");
  }
  const { photos, skipped } = await collectPhotos({ yes: [join(root, "broken/yes")], no: [join(root, "broken/no")] });
  expect(photos.length).toBe(2);
  expect(skipped.length).toBe(4);
});

test("a folder of one side inside a folder of the other is taken out of it, either way round", async () => {
  const me = await put("people/me/1.png", plain("#101010").png());
  const you = await put("people/you/1.png", plain("#202020").png());
  await put("people-not/1.png", plain("#282828").png());
  const people = join(root, "people");
  for (const inner of [join(people, "me"), join(people, "you", "..", "me"), `${join(people, "me")}/`]) {
    const inside = await collectPhotos({ yes: [inner], no: [people] });
    expect(inside.photos.map(({ side }) => side)).toEqual(["yes", "no"]);
    expect(inside.photos[1]!.path).toBe(you);
    expect((await collectPhotos({ yes: [people], no: [inner] })).photos[0]!.path).toBe(you);
  }
  await symlink(join(people, "me"), join(root, "me-link"));
  expect((await collectPhotos({ yes: [join(root, "me-link")], no: [people] })).photos.map(({ path }) => path)).toEqual([
    join(root, "me-link/1.png"),
    you,
  ]);
  // On one side, a folder given beside the one it is in is counted once.
  const nested = await collectPhotos({ yes: [people, join(people, "me")], no: [join(root, "people-not")] });
  expect(nested.photos.filter(({ side }) => side === "yes").map(({ path }) => path)).toEqual([you, me]);
  expect(nested.duplicates).toEqual([]);
});

test("a folder that is nothing but the other side's folder has no photo left", async () => {
  await put("outer/inner/1.png", plain("#303030").png());
  const error = await failure(collectPhotos({ yes: [join(root, "outer/inner")], no: [join(root, "outer")] }));
  expect(error.message).toMatch(/outer: no photo in it, apart from the other folders given/);
});

test("the same folder on both sides is refused, under whatever names", async () => {
  await put("same/a.png", plain("#404040").png());
  await symlink(join(root, "same"), join(root, "same-link"));
  const error = await failure(collectPhotos({ yes: [join(root, "same")], no: [join(root, "same-link")] }));
  expect(error.code).toBe("usage");
  expect(error.message).toMatch(/same \(--yes\) and .*same-link \(--no\) are the same folder/);
});

/** Seven pictures, of which the third and the sixth cannot be read. */
async function somePhotos(folder: string): Promise<{ path: string }[]> {
  const photos: { path: string }[] = [];
  for (let index = 0; index < 7; index++) {
    const picture = index === 2 ? "text" : index === 5 ? pngHeader(9, 9) : grain(20 + index, 17).png();
    photos.push({ path: await put(`${folder}/${index}.png`, picture) });
  }
  return photos;
}

test("loaded photos are what preparing each by itself gives, in order, and unreadable ones are named", async () => {
  const photos = await somePhotos("load");
  const steps: number[] = [];
  const { pixels, loaded, unreadable } = await loadPhotos(photos, PREPARATION, {
    onProgress: (done, total) => steps.push(done / total),
  });
  expect(loaded).toEqual([0, 1, 3, 4, 6].map((index) => photos[index]));
  expect(pixels.count).toBe(5);
  const into = new Uint8Array(8 * 8 * 3);
  for (const [index, { path }] of loaded.entries()) {
    pixels.read(index, into);
    expect(into).toEqual(prepare(await decodePhoto(path), PREPARATION));
  }
  expect(unreadable.map(({ path }) => path)).toEqual([photos[2]!.path, photos[5]!.path]);
  expect(unreadable[0]!.reason).toBe(refusal("text"));
  expect(unreadable[1]!.reason).toMatch(/^the PNG is cut short or damaged/);
  expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7].map((done) => done / 7));
  expect(() => pixels.read(5, into)).toThrow(/expected an index below/);
  expect(() => pixels.read(-1, into)).toThrow(/expected an index below/);
  pixels.close();
  expect(() => pixels.read(0, into)).toThrow(/closed/);
});

test("photos beyond the memory limit come back the same from the scratch file, which no one else sees", async () => {
  const photos = await somePhotos("scratch");
  const length = 8 * 8 * 3;
  const inMemory = await loadPhotos(photos, PREPARATION);
  for (const memoryLimit of [0, length, 3 * length + 1]) {
    const spilled = await loadPhotos(photos, PREPARATION, { memoryLimit });
    expect((await readdir(tmpdir())).filter((name) => /^selfsame-[0-9a-f]{32}$/.test(name))).toEqual([]);
    const [a, b] = [new Uint8Array(length), new Uint8Array(length)];
    for (const index of [4, 0, 2, 1, 3]) {
      inMemory.pixels.read(index, a);
      spilled.pixels.read(index, b);
      expect(b).toEqual(a);
    }
    spilled.pixels.close();
    expect(() => spilled.pixels.read(4, b)).toThrow(/closed/);
  }
  inMemory.pixels.close();
});

test("a slot that was never written cannot be read from the scratch file as if it were a photo", () => {
  const store = openStore(2, 4, 0);
  store.write(0, Uint8Array.from([1, 2, 3, 4]));
  expect(() => store.read(1, new Uint8Array(4))).toThrow(/scratch file .* cannot be read/);
  expect(() => store.read(0, new Uint8Array(3))).toThrow(/expected an index below 2 and 4 bytes, got 0 and 3/);
  store.close();
});

test("loading stops when it is told to, with the reason given", async () => {
  const one = await put("stop/0.png", grain(300, 300).png());
  const photos: { path: string }[] = [];
  for (let index = 0; index < 40; index++) {
    const path = join(root, "stop", `${index + 1}.png`);
    await cp(one, path);
    photos.push({ path });
  }
  const stop = new AbortController();
  const why = new Error("enough");
  let seen = 0;
  const work = loadPhotos(photos, PREPARATION, {
    signal: stop.signal,
    onProgress: () => {
      seen++;
      if (seen === 3) stop.abort(why);
    },
  });
  await expect(work).rejects.toBe(why);
  expect(seen).toBe(3);
  await expect(loadPhotos(photos, PREPARATION, { signal: stop.signal })).rejects.toBe(why);
  await expect(
    collectPhotos({ yes: [join(root, "stop")], no: [join(root, "collect/no")] }, { signal: stop.signal }),
  ).rejects.toBe(why);
});
