// Places, similarity transforms, and pieces of photos.

import { PURPOSE, stream, type Image } from "@selfsame/engine";
import { expect, test } from "vitest";
import { direction } from "../src/geometry/angle.ts";
import type { Point } from "../src/geometry/point.ts";
import {
  applySimilarity,
  composeSimilarities,
  invertSimilarity,
  similarity,
  similarityRoll,
  similarityScale,
  type Similarity,
} from "../src/geometry/similarity.ts";
import { warp } from "../src/geometry/warp.ts";
import { checkImage } from "../src/image/check.ts";
import { mirrored } from "../src/image/mirror.ts";

const turned = (degrees: number, scale: number, x = 0, y = 0): Similarity => {
  const angle = (degrees * Math.PI) / 180;
  return { a: scale * Math.cos(angle), b: scale * Math.sin(angle), x, y };
};

function randomPoints(count: number, seed: number): Point[] {
  const random = stream(seed, PURPOSE.drawing);
  return Array.from({ length: count }, () => ({ x: 100 * random.uniform(), y: 100 * random.uniform() }));
}

/** An RGB image whose colors are functions of the place of each pixel's center. */
function drawn(width: number, height: number, color: (x: number, y: number) => readonly number[]): Image {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(color(x + 0.5, y + 0.5), (y * width + x) * 3);
  }
  return { width, height, channels: 3, data };
}

const slope = (x: number, y: number): number[] => [Math.round(0.5 * x + 20), Math.round(0.4 * y + 10), 7];

test("directions are the angles that atan2 gives, in every quadrant", () => {
  const random = stream(1, PURPOSE.drawing);
  for (let i = 0; i < 500; i++) {
    const x = random.normal();
    const y = random.normal();
    expect(direction(x, y)).toBeCloseTo((Math.atan2(y, x) * 180) / Math.PI, 11);
  }
  expect([direction(1, 0), direction(0, 1), direction(-1, 0), direction(0, -1), direction(0, 0)]).toEqual([
    0, 90, 180, -90, 0,
  ]);
});

test("points that were turned, scaled and moved give that transform back", () => {
  const from = randomPoints(33, 2);
  const truth = turned(-137, 0.31, 40, -12);
  const found = similarity(
    from,
    from.map((point) => applySimilarity(truth, point)),
  );
  for (const key of ["a", "b", "x", "y"] as const) expect(found[key]).toBeCloseTo(truth[key], 10);
  expect(similarityRoll(found)).toBeCloseTo(-137, 9);
  expect(similarityScale(found)).toBeCloseTo(0.31, 10);
});

test("where points do not fit, no other similarity is nearer to them", () => {
  const from = randomPoints(20, 3);
  const to = randomPoints(20, 4);
  const cost = (transform: Similarity): number =>
    from.reduce((sum, point, i) => {
      const { x, y } = applySimilarity(transform, point);
      return sum + (x - to[i]!.x) ** 2 + (y - to[i]!.y) ** 2;
    }, 0);
  const best = similarity(from, to);
  const least = cost(best);
  for (const key of ["a", "b", "x", "y"] as const) {
    for (const step of [-1e-3, 1e-3]) expect(cost({ ...best, [key]: best[key] + step })).toBeGreaterThan(least);
  }
});

test("a mirror image is never an answer", () => {
  const from = randomPoints(9, 5);
  const { a, b } = similarity(
    from,
    from.map(({ x, y }) => ({ x: -x, y })),
  );
  expect(Math.sqrt(a * a + b * b)).toBeLessThan(0.9);
});

test("there and back is where one was, and two transforms in a row are one", () => {
  const first = turned(20, 1.7, 3, 4);
  const second = turned(-65, 0.4, -8, 2);
  const point = { x: 11, y: -5 };
  const there = applySimilarity(second, applySimilarity(first, point));
  const once = applySimilarity(composeSimilarities(first, second), point);
  const back = applySimilarity(invertSimilarity(composeSimilarities(first, second)), there);
  expect(once.x).toBeCloseTo(there.x, 12);
  expect(once.y).toBeCloseTo(there.y, 12);
  expect(back.x).toBeCloseTo(point.x, 12);
  expect(back.y).toBeCloseTo(point.y, 12);
});

test("points that fix no transform are refused", () => {
  const same = [
    { x: 3, y: 3 },
    { x: 3, y: 3 },
  ];
  const other = randomPoints(2, 6);
  expect(() => similarity(same, other)).toThrow("do not all coincide");
  expect(() => similarity(other, same)).toThrow("do not all coincide");
  expect(() => similarity(other, [{ x: NaN, y: 0 }, other[1]!])).toThrow("finite");
  expect(() => similarity(other, randomPoints(3, 7))).toThrow("got 2 and 3");
  expect(() => similarity([], [])).toThrow("got 0 and 0");
});

test("an unchanged piece of a photo is its bytes", () => {
  const photo = drawn(40, 30, (x, y) => [(x * 37) % 256, (y * 91) % 256, (x * y * 13) % 256]);
  const piece = warp(photo, { a: 1, b: 0, x: 5, y: 7 }, 20, 10);
  for (let y = 0; y < 10; y++) {
    const row = (7 + y) * 40 + 5;
    expect([...piece.data.subarray(y * 60, y * 60 + 60)]).toEqual([...photo.data.subarray(row * 3, row * 3 + 60)]);
  }
});

// On a slope, bilinear lookup and averaging are exact but for rounding: half a gray in the drawing, in the lookup, and
// up to a half (a quarter on average) at each halving.
test.each([0.3, 1, 1.4, 2, 3.1, 6.5])("at scale %s, turned, every pixel is looked up at its own place", (scale) => {
  const photo = drawn(400, 400, slope);
  const size = Math.floor(250 / scale);
  const half = turned(31, scale);
  const corner = applySimilarity(half, { x: size / 2, y: size / 2 });
  const transform = { ...half, x: 200 - corner.x, y: 200 - corner.y };
  const piece = warp(photo, transform, size, size);
  const halvings = Math.ceil(Math.log2(Math.max(scale / 1.5, 1)));
  let worst = 0;
  for (let v = 0; v < size; v++) {
    for (let u = 0; u < size; u++) {
      const { x, y } = applySimilarity(transform, { x: u + 0.5, y: v + 0.5 });
      worst = Math.max(worst, Math.abs(piece.data[(v * size + u) * 3]! - (0.5 * x + 20)));
      worst = Math.max(worst, Math.abs(piece.data[(v * size + u) * 3 + 1]! - (0.4 * y + 10)));
    }
  }
  expect(worst).toBeLessThan(1.05 + 0.5 * halvings);
});

test("a pattern finer than the output turns into its mean, not into a coarse pattern", () => {
  const photo = drawn(1200, 900, (x, y) => ((x + y - 1) % 2 === 0 ? [255, 0, 0] : [0, 0, 200]));
  const piece = warp(photo, turned(10, 5.3, 200, 50), 100, 100);
  for (let at = 0; at < piece.data.length; at += 3) {
    expect(Math.abs(piece.data[at]! - 127.5)).toBeLessThan(2);
    expect(Math.abs(piece.data[at + 2]! - 100)).toBeLessThan(2);
  }
});

test("gray, RGBA and clamped bytes give what RGB gives", () => {
  const gray = drawn(60, 60, (x, y) => [(x * y) % 256, (x * y) % 256, (x * y) % 256]);
  const one = Uint8Array.from({ length: 3600 }, (_, i) => gray.data[3 * i]!);
  const four = new Uint8ClampedArray(4 * 3600).fill(255);
  for (let i = 0; i < 3600; i++) four.set(gray.data.subarray(3 * i, 3 * i + 3), 4 * i);
  for (const scale of [0.9, 2.5]) {
    const transform = turned(15, scale, 10, 5);
    const expected = warp(gray, transform, 20, 15);
    expect(warp({ width: 60, height: 60, channels: 1, data: one }, transform, 20, 15)).toEqual(expected);
    expect(warp({ width: 60, height: 60, channels: 4, data: four }, transform, 20, 15)).toEqual(expected);
  }
});

test("what is transparent is white paper", () => {
  const data = new Uint8Array(4 * 100);
  const clear: Image = { width: 10, height: 10, channels: 4, data };
  expect(new Set(warp(clear, { a: 1, b: 0, x: 2, y: 2 }, 5, 5).data)).toEqual(new Set([255]));
  expect(new Set(warp(clear, { a: 2, b: 0, x: 0, y: 0 }, 5, 5).data)).toEqual(new Set([255]));
});

test("beyond the photo it is black, or the edge goes on where that is asked for", () => {
  const photo = drawn(10, 10, () => [200, 100, 50]);
  const transform = { a: 1, b: 0, x: -5, y: 0 };
  const black = warp(photo, transform, 10, 1).data;
  expect([...black.subarray(0, 18)]).toEqual([...new Array(15).fill(0), 200, 100, 50]);
  const edge = warp(photo, transform, 10, 1, { outside: "edge" }).data;
  expect([...edge.subarray(0, 3)]).toEqual([200, 100, 50]);
  expect(new Set(warp(photo, { a: 1, b: 0, x: 500, y: 500 }, 4, 4).data)).toEqual(new Set([0]));
  expect([...warp(photo, { a: 9, b: 0, x: 500, y: 500 }, 1, 1, { outside: "edge" }).data]).toEqual([200, 100, 50]);
});

test("a warp that cannot be is refused", () => {
  const photo = drawn(4, 4, () => [0, 0, 0]);
  expect(() => warp(photo, { a: 0, b: 0, x: 0, y: 0 }, 4, 4)).toThrow("finite transform");
  expect(() => warp(photo, { a: NaN, b: 0, x: 0, y: 0 }, 4, 4)).toThrow("finite transform");
  expect(() => warp(photo, { a: 1, b: 0, x: 0, y: 0 }, 0, 4)).toThrow("0 x 4");
});

test("a mirror exchanges left and right", () => {
  const image: Image = { width: 2, height: 2, channels: 3, data: Uint8Array.from({ length: 12 }, (_, i) => i) };
  expect([...mirrored(image).data]).toEqual([3, 4, 5, 0, 1, 2, 9, 10, 11, 6, 7, 8]);
});

test("an image that contradicts itself is refused with its numbers", () => {
  const bytes = new Uint8Array(12);
  const check = (image: unknown) => () => checkImage(image as Image, "detect");
  expect(check({ width: 2, height: 2, channels: 4, data: bytes })).toThrow(
    "detect: expected an image of 2 x 2 RGBA pixels to have 2 * 2 * 4 = 16 bytes, got 12.",
  );
  expect(check({ width: 0, height: 2, channels: 3, data: bytes })).toThrow("got 0 x 2");
  expect(check({ width: 2.5, height: 2, channels: 3, data: bytes })).toThrow("got 2.5 x 2");
  expect(check({ width: 2, height: 2, channels: 5, data: bytes })).toThrow("got 5");
  expect(check({ width: 2, height: 2, channels: 3, data: [...bytes] })).toThrow("Uint8Array");
  expect(check({ width: 12000, height: 9000, channels: 3, data: bytes })).toThrow("12000 x 9000 = 108");
  expect(check(null)).toThrow("got null");
  expect(check({ width: 2, height: 2, channels: 3, data: bytes })).not.toThrow();
});
