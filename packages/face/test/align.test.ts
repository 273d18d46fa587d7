// Aligned chips from drawn faces, against dlib's published positions.

import type { Image } from "@selfsame/engine";
import { expect, test } from "vitest";
import { chipFrom, chipTransform, faceChip, faceTransform, placeInChip, steadyPoints } from "../src/align/chip.ts";
import {
  averageLandmark,
  FIVE_POINTS,
  FOUR_POINTS,
  STEADY_LANDMARKS,
  STEADY_TEMPLATE,
} from "../src/align/templates.ts";
import type { Point } from "../src/geometry/point.ts";
import { applySimilarity, invertSimilarity, type Similarity } from "../src/geometry/similarity.ts";
import { mirrored } from "../src/image/mirror.ts";

// Three times the size of a chip's face (300 pixels from brows to lip), turned by 36.87 degrees.
const toPhoto: Similarity = { a: 240, b: 180, x: 300, y: 150 };
const face: Point[] = Array.from({ length: 68 }, (_, i) =>
  applySimilarity(toPhoto, i < 17 ? { x: 0.5, y: 1.3 } : averageLandmark(i)),
);

/** A gray photo with a white disk (radius in pixels) around each point. */
function dots(points: readonly Point[], radius: number): Image {
  const [width, height] = [800, 700];
  const data = new Uint8Array(width * height).fill(40);
  for (const { x, y } of points) {
    for (let py = Math.floor(y - radius); py <= y + radius; py++) {
      for (let px = Math.floor(x - radius); px <= x + radius; px++) {
        if ((px + 0.5 - x) ** 2 + (py + 0.5 - y) ** 2 <= radius * radius) data[py * width + px] = 255;
      }
    }
  }
  return { width, height, channels: 1, data };
}

/** The middle of what is bright in a chip around a place, in pixels. */
function brightAt(chip: Image, { x, y }: Point, reach: number): Point {
  let [sum, sumX, sumY] = [0, 0, 0];
  for (let py = Math.round(y) - reach; py < Math.round(y) + reach; py++) {
    for (let px = Math.round(x) - reach; px < Math.round(x) + reach; px++) {
      const weight = chip.data[(py * chip.width + px) * 3]! - 40;
      sum += weight;
      sumX += weight * (px + 0.5);
      sumY += weight * (py + 0.5);
    }
  }
  return { x: sumX / sum, y: sumY / sum };
}

test("the landmarks that align are those that dlib's trainer uses: nose, eyes and upper lip", () => {
  expect(STEADY_LANDMARKS).toHaveLength(33);
  expect(STEADY_LANDMARKS.filter((i) => i < 27 || (i > 54 && i < 60) || i > 64)).toEqual([]);
  // get_face_chip_details(shape, 150, 0.25) asks for 150 * (0.25 + mean) / 1.5.
  expect(placeInChip(STEADY_TEMPLATE[0]!)).toEqual({
    x: expect.closeTo((150 * (0.25 + 0.490127)) / 1.5, 9),
    y: expect.closeTo((150 * (0.25 + 0.203352)) / 1.5, 9),
  });
});

test("a turned face comes out upright, each part where the average face has it", () => {
  const shown = [36, 45, 30, 48, 54];
  const chip = faceChip(
    dots(
      shown.map((i) => face[i]!),
      12,
    ),
    face,
  );
  expect([chip.width, chip.height, chip.channels]).toEqual([150, 150, 3]);
  for (const i of shown) {
    const want = placeInChip(averageLandmark(i));
    const got = brightAt(chip, want, 8);
    expect(Math.abs(got.x - want.x)).toBeLessThan(0.07);
    expect(Math.abs(got.y - want.y)).toBeLessThan(0.07);
  }
});

test("jaw, brows and lower lip may move without moving the chip", () => {
  const moved = face.map((point, i) => (STEADY_LANDMARKS.includes(i) ? point : { x: point.x + 50, y: point.y - 90 }));
  expect(faceTransform(moved)).toEqual(faceTransform(face));
});

test("five or four points of a face that is average give the same chip as all its landmarks", () => {
  const exact = faceTransform(face);
  for (const template of [FIVE_POINTS, FOUR_POINTS]) {
    const points = template.map((place) => applySimilarity(toPhoto, place));
    const found = chipTransform(points, template);
    for (const key of ["a", "b", "x", "y"] as const) expect(found[key]).toBeCloseTo(exact[key], 9);
  }
});

test("a chip may be larger, with more around the face, and seen in a mirror", () => {
  const photo = dots([face[36]!], 15);
  const frame = { size: 224, padding: 0.5 };
  const chip = faceChip(photo, face, frame);
  expect(chip.width).toBe(224);
  const want = placeInChip(averageLandmark(36), frame);
  expect(want.x).toBeCloseTo((224 * (0.5 + 0.121737)) / 2, 9);
  expect(Math.abs(brightAt(chip, want, 9).x - want.x)).toBeLessThan(0.07);
  expect(faceChip(photo, face, { ...frame, mirror: true })).toEqual(mirrored(chip));
});

test("a chip's places lead back to the photo's", () => {
  const back = invertSimilarity(faceTransform(face));
  const { x, y } = applySimilarity(back, face[33]!);
  expect(x).toBeCloseTo(placeInChip(averageLandmark(33)).x, 9);
  expect(y).toBeCloseTo(placeInChip(averageLandmark(33)).y, 9);
});

test("another number of points is refused", () => {
  const photo = dots([], 1);
  expect(() => faceChip(photo, face.slice(1))).toThrow("expected 68 landmarks, got 67");
  expect(() => steadyPoints([])).toThrow("got 0");
  expect(() => chipFrom(photo, face.slice(0, 4), FIVE_POINTS)).toThrow("expected the 5 points of the template, got 4");
  expect(() =>
    faceChip(
      photo,
      face.map(() => ({ x: 9, y: 9 })),
    ),
  ).toThrow("do not all coincide");
  expect(() => faceChip(photo, face, { size: 0 })).toThrow();
});
