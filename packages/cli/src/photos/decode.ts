// From a file to a decoded image: read, look at the first bytes, decode, turn upright by EXIF. Nothing else is done to
// the pixels here; preparing them is the engine's, the same in Node and in the browser.

import { open, stat } from "node:fs/promises";
import { SelfsameError } from "@selfsame/engine";
import type { Image } from "@selfsame/engine/pixels";
import { isSpecial } from "../files/write.ts";
import { budget } from "./budget.ts";
import type { sharp as Decoder } from "./decoder.ts";
import { HEAD_BYTES, KIND_NAMES, kindOf, type PhotoKind, refusal } from "./kinds.ts";
import { photoError, systemReason } from "./problem.ts";

/** The most pixels a photo may have, read from its header before it is decoded: half a gigabyte at 4 bytes a pixel. */
export const PIXEL_LIMIT = 128_000_000;

/** The most bytes a photo's file may have: the largest photo within PIXEL_LIMIT, hardly compressed. */
export const FILE_LIMIT = 512 * 1024 * 1024;

/** Pixels decoded at once, however many cores there are: a gigabyte at 4 bytes a pixel. */
const room = budget(2 * PIXEL_LIMIT);

/** Reads the whole file if its first bytes are those of a photo; throws SelfsameError("photo") otherwise. */
async function readPhoto(path: string): Promise<{ bytes: Buffer; kind: PhotoKind }> {
  let file;
  try {
    if (isSpecial(await stat(path))) throw Object.assign(new Error(), { code: "NOT_A_FILE" });
    file = await open(path);
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    const kind = kindOf(head.subarray(0, bytesRead));
    const reason = refusal(kind);
    if (reason !== undefined) throw photoError(path, reason);
    const { size } = await file.stat();
    if (size > FILE_LIMIT) {
      const megabytes = (bytes: number): string => Math.ceil(bytes / 1024 / 1024).toLocaleString("en-US");
      throw photoError(
        path,
        `the file has ${megabytes(size)} MB; the limit is ${megabytes(FILE_LIMIT)} MB. Make it smaller first.`,
      );
    }
    const bytes = Buffer.allocUnsafe(size);
    let filled = 0;
    while (filled < size) {
      const { bytesRead: more } = await file.read(bytes, filled, size - filled, filled);
      if (more === 0) break; // cut while it was read: the decoder says what that means
      filled += more;
    }
    return { bytes: bytes.subarray(0, filled), kind: kind as PhotoKind };
  } catch (error) {
    throw error instanceof SelfsameError ? error : photoError(path, systemReason(error), error);
  } finally {
    await file?.close();
  }
}

/** The decoder's first telling line, without the names of its parts. */
function detail(error: unknown): string {
  const lines = String((error as Error).message).split("\n");
  const line = lines.find((one) => !one.startsWith("source: ") && one.trim() !== "") ?? lines[0]!;
  return line
    .replace(/^(Vips\w+|vips\w+|heif|webp): /, "")
    .replace(/\.$/, "")
    .slice(0, 120);
}

async function loadDecoder(): Promise<typeof Decoder> {
  try {
    return (await import("./decoder.ts")).sharp;
  } catch (error) {
    throw new SelfsameError(
      "backend-unavailable", // not "photo": it is no fault of this one
      `The photo decoder (sharp) does not load on ${process.platform} ${process.arch}. Install selfsame again without --omit=optional, on this machine.`,
      { cause: error },
    );
  }
}

/**
 * What `use` makes of the photo as upright 8-bit sRGB pixels, channels as the decoder gives them; without it the pixels
 * themselves. All photos together share an amount of memory, which one holds until `use` is done: it keeps no pixels.
 * Throws SelfsameError("photo"), one line that names the file, for anything that is not a whole JPEG, PNG, WebP or AVIF
 * of at most PIXEL_LIMIT pixels.
 */
export function decodePhoto<T>(path: string, use: (image: Image) => T): Promise<T>;
export function decodePhoto(path: string): Promise<Image>;
export async function decodePhoto<T>(path: string, use?: (image: Image) => T): Promise<Image | T> {
  const { bytes, kind } = await readPhoto(path);
  const sharp = await loadDecoder();
  const damaged = (error: unknown): SelfsameError =>
    photoError(
      path,
      `the ${KIND_NAMES[kind]} is cut short or damaged (${detail(error)}). Copy or download it again, or leave it out.`,
      error,
    );

  // The limit is ours to check, so that the message can tell the size.
  const { width, height, format, space, hasAlpha, hasProfile } = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => Promise.reject(damaged(error)));
  if (width * height > PIXEL_LIMIT) {
    throw photoError(
      path,
      `${width} x ${height} pixels are more than the limit of ${PIXEL_LIMIT / 1e6} million. Make the photo smaller first.`,
    );
  }
  if (format !== (kind === "avif" ? "heif" : kind)) {
    throw photoError(path, `begins like a ${KIND_NAMES[kind]} but holds something else (${format}). Leave it out.`);
  }

  // Plain gray stays one channel: a third of the memory, the same values.
  const isGray = (space === "b-w" || space === "grey16") && !hasAlpha && !hasProfile;
  return room.whileTaken(width * height, async () => {
    // "error" refuses what is cut short or broken, and lets pass what only departs from the rules (many cameras do).
    const { data, info } = await sharp(bytes, { failOn: "error", autoOrient: true, limitInputPixels: PIXEL_LIMIT })
      .toColourspace(isGray ? "b-w" : "srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true })
      .catch((error: unknown) => Promise.reject(damaged(error)));
    const image = { width: info.width, height: info.height, channels: info.channels as Image["channels"], data };
    return use === undefined ? image : use(image);
  });
}
