// A turned, scaled and moved piece of a photo: each output pixel is looked up where it came from, bilinearly. Where the
// photo shrinks it is first halved, as often as that takes (the image pyramid of dlib's chips and of any mipmap), so that
// every pixel counts. Only what lies under the output is read.

import { SelfsameError, type Image } from "@selfsame/engine";
import type { Rectangle } from "@selfsame/engine/pixels";
import { checkImage } from "../image/check.ts";
import { halved, whole } from "../image/halve.ts";
import { Pyramid } from "../image/pyramid.ts";
import { bytesOf, colorOffsets, solidPart, type SolidPart } from "../image/solid.ts";
import { boxAround } from "./point.ts";
import { applySimilarity, similarityScale, type Similarity } from "./similarity.ts";

/** What a warp may be told. */
export interface WarpOptions {
  /** What lies beyond the photo: black (as in dlib's chips, which its networks were trained on) or the edge repeated. */
  readonly outside?: "black" | "edge";
}

/** Bilinear lookup reads 2 x 2 pixels: at steps of up to 1.5 pixels it skips next to nothing. */
const LARGEST_STEP = 1.5;
/** Shares of a pixel are whole numbers of 2^-11, so that every sum is an integer below 2^31. */
const SHARE = 2048;
const SHARE_BITS = 22; // of a product of two
const HALF = 1 << (SHARE_BITS - 1);

/** Where output pixels lie in a source, as a similarity of pixel numbers (centers at whole numbers), and its bounds. */
interface Lookup extends Similarity {
  readonly low: { readonly x: number; readonly y: number };
  readonly high: { readonly x: number; readonly y: number };
}

/**
 * The pixels of the photo that an output of this size can touch, at least one. Sides lie at whole multiples of `factor`
 * (or at the photo's end), so that a part is halved as the whole photo would be.
 */
function touched(image: Image, transform: Similarity, width: number, height: number, factor: number): Rectangle {
  const corners = [
    { x: 0, y: 0 },
    { x: width, y: 0 },
    { x: 0, y: height },
    { x: width, y: height },
  ].map((corner) => applySimilarity(transform, corner));
  const box = boxAround(corners);
  const margin = factor + 1;
  const from = (low: number, size: number): number =>
    Math.floor(Math.min(Math.max(low - margin, 0), size - 1) / factor) * factor;
  const to = (high: number, low: number, size: number): number =>
    Math.min(Math.max(Math.floor((high + margin) / factor) + 1, low / factor + 1) * factor, size);
  const left = from(box.x, image.width);
  const top = from(box.y, image.height);
  const right = to(box.x + box.width, left, image.width);
  const bottom = to(box.y + box.height, top, image.height);
  return { left, top, width: right - left, height: bottom - top };
}

/** What an output of this size is looked up in: the photo, or part of it, solid and halved `halvings` times. */
function sourceOf(image: Image, transform: Similarity, width: number, height: number, halvings: number): SolidPart {
  if (halvings > 0 && image instanceof Pyramid) return { image: image.level(halvings), left: 0, top: 0 };
  const part = touched(image, transform, width, height, 1 << halvings);
  const solid = solidPart(image, part);
  if (halvings === 0) return solid;
  let half = halved(solid.image, { ...part, left: part.left - solid.left, top: part.top - solid.top });
  for (let done = 1; done < halvings; done++) half = halved(half, whole(half));
  return { image: half, left: part.left, top: part.top };
}

function sample(source: Image, { a, b, x: x0, y: y0, low, high }: Lookup, width: number, height: number): Image {
  const { channels } = source;
  const data = bytesOf(source);
  const { green, blue } = colorOffsets(channels);
  const row = source.width * channels;
  const lastX = source.width - 1;
  const lastY = source.height - 1;
  const { x: lowX, y: lowY } = low;
  const { x: highX, y: highY } = high;
  const out = new Uint8Array(width * height * 3);
  let to = 0;
  for (let v = 0; v < height; v++) {
    const startX = x0 - b * v;
    const startY = y0 + a * v;
    for (let u = 0; u < width; u++, to += 3) {
      let x = startX + a * u;
      let y = startY + b * u;
      if (x < lowX || x > highX || y < lowY || y > highY) continue; // black
      x = x < 0 ? 0 : x > lastX ? lastX : x;
      y = y < 0 ? 0 : y > lastY ? lastY : y;
      const left = x | 0; // not negative, so this is the floor
      const top = y | 0;
      const right = ((x - left) * SHARE + 0.5) | 0;
      const below = ((y - top) * SHARE + 0.5) | 0;
      const upper = SHARE - below;
      const w01 = Math.imul(right, upper);
      const w11 = Math.imul(right, below);
      const w00 = Math.imul(SHARE - right, upper);
      const w10 = Math.imul(SHARE - right, below);
      const i = (Math.imul(top, row) + Math.imul(left, channels)) | 0;
      const j = left < lastX ? (i + channels) | 0 : i;
      const k = top < lastY ? (i + row) | 0 : i;
      const l = (k + j - i) | 0;
      out[to] =
        (Math.imul(w00, data[i]!) +
          Math.imul(w01, data[j]!) +
          Math.imul(w10, data[k]!) +
          Math.imul(w11, data[l]!) +
          HALF) >>
        SHARE_BITS;
      out[to + 1] =
        (Math.imul(w00, data[i + green]!) +
          Math.imul(w01, data[j + green]!) +
          Math.imul(w10, data[k + green]!) +
          Math.imul(w11, data[l + green]!) +
          HALF) >>
        SHARE_BITS;
      out[to + 2] =
        (Math.imul(w00, data[i + blue]!) +
          Math.imul(w01, data[j + blue]!) +
          Math.imul(w10, data[k + blue]!) +
          Math.imul(w11, data[l + blue]!) +
          HALF) >>
        SHARE_BITS;
    }
  }
  return { width, height, channels: 3, data: out };
}

/**
 * The piece of a photo that `transform` (from places in the output to places in the photo, both in pixels) points at:
 * (height, width, 3) RGB bytes, sRGB, transparency over white.
 * Throws SelfsameError("input") for an image that `checkImage` refuses, sides that are not whole and positive, or a
 * transform that is not finite or whose scale is 0.
 *
 * @example
 * warp(photo, { a: 2, b: 0, x: 100, y: 50 }, 150, 150); // the 300 x 300 pixels from (100, 50) on, at half their size
 */
export function warp(
  image: Image,
  transform: Similarity,
  width: number,
  height: number,
  { outside = "black" }: WarpOptions = {},
): Image {
  checkImage(image, "warp");
  if (!Number.isSafeInteger(width) || !Number.isSafeInteger(height) || width < 1 || height < 1) {
    throw new SelfsameError("input", `warp: expected an output of 1 pixel or more each way, got ${width} x ${height}.`);
  }
  const { a, b, x, y } = transform;
  const scale = similarityScale(transform);
  if (!Number.isFinite(scale + x + y) || scale === 0) {
    throw new SelfsameError("input", `warp: expected a finite transform, got a ${a}, b ${b}, x ${x}, y ${y}.`);
  }
  let halvings = 0;
  let factor = 1;
  for (; scale > LARGEST_STEP * factor; factor *= 2) halvings++;
  const { image: source, left, top } = sourceOf(image, transform, width, height, halvings);
  // Output pixel (u, v) has its center at (u + 1/2, v + 1/2); place p of the photo is pixel number (p - left) / factor - 1/2.
  const toSource = (place: number, start: number): number => (place - start) / factor - 0.5;
  const start = applySimilarity(transform, { x: 0.5, y: 0.5 });
  const edge = outside === "edge";
  const lookup: Lookup = {
    a: a / factor,
    b: b / factor,
    x: toSource(start.x, left),
    y: toSource(start.y, top),
    low: { x: edge ? -Infinity : toSource(0, left), y: edge ? -Infinity : toSource(0, top) },
    high: { x: edge ? Infinity : toSource(image.width, left), y: edge ? Infinity : toSource(image.height, top) },
  };
  return sample(source, lookup, width, height);
}
