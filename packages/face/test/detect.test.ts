// Detection with a stand-in for the network: it sees painted eyes in whatever view it is shown, so that places are right
// only if the way into the view and the way back agree. What the true network finds is measured elsewhere.

import { isSelfsameError, type Image } from "@selfsame/engine";
import { expect, test } from "vitest";
import { anchorCount, blazeFaceAnchors } from "../src/detect/anchors.ts";
import { DETECT_DEFAULTS, detectFaces } from "../src/detect/detect.ts";
import type { Detector } from "../src/detect/detector.ts";
import type { Face } from "../src/detect/face.ts";
import { ownerCandidate, prominence } from "../src/detect/owner.ts";
import type { Point } from "../src/geometry/point.ts";

/** A gray photo with a red disk for the right eye and a blue one for the left, `apart` pixels from each other. */
function painted(width: number, height: number, at: Point, apart: number, degrees = 0): Image {
  const data = new Uint8Array(width * height * 3).fill(128);
  const angle = (degrees * Math.PI) / 180;
  for (const [side, color] of [
    [-1, [255, 0, 0]],
    [1, [0, 0, 255]],
  ] as const) {
    const x = at.x + (side * apart * Math.cos(angle)) / 2;
    const y = at.y + (side * apart * Math.sin(angle)) / 2;
    const radius = apart / 4;
    for (let row = Math.max(0, Math.floor(y - radius)); row <= Math.min(height - 1, y + radius); row++) {
      for (let column = Math.max(0, Math.floor(x - radius)); column <= Math.min(width - 1, x + radius); column++) {
        const away = (column + 0.5 - x) ** 2 + (row + 0.5 - y) ** 2;
        if (away <= radius * radius) data.set(color, 3 * (row * width + column));
      }
    }
  }
  return { width, height, channels: 3, data };
}

/** The middle of the pixels that have much of one channel and little of the other; undefined where there are none. */
function middleOf(input: Float32Array, columns: number, much: number, little: number): Point | undefined {
  let count = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i < input.length / 3; i++) {
    const weight = input[3 * i + much]! - input[3 * i + little]!;
    if (weight < 0.5) continue;
    count += weight;
    x += weight * ((i % columns) + 0.5);
    y += weight * (Math.floor(i / columns) + 0.5);
  }
  return count === 0 ? undefined : { x: x / count, y: y / count };
}

/** What a look was like: how wide the face was in it, in pixels of the input, and how far its eyes were from level. */
interface Look {
  readonly width: number;
  readonly slope: number;
}

/** Answers at the anchor nearest to the eyes with the score that `judge` gives; a face is twice as wide as its eyes. */
function standIn(judge: (look: Look, nth: number) => number): Detector & { readonly looks: (Look | undefined)[] } {
  const looks: (Look | undefined)[] = [];
  return {
    looks,
    run(input, shape) {
      expect(input.length).toBe(shape.height * shape.width * 3);
      const anchors = blazeFaceAnchors(shape);
      const count = anchorCount(shape);
      const logits = new Float32Array(count).fill(-20);
      const boxes = new Float32Array(16 * count);
      const right = middleOf(input, shape.width, 0, 2);
      const left = middleOf(input, shape.width, 2, 0);
      if (right === undefined || left === undefined) {
        looks.push(undefined);
      } else {
        const x = (right.x + left.x) / 2;
        const y = (right.y + left.y) / 2;
        const width = 2 * Math.hypot(left.x - right.x, left.y - right.y);
        const look = { width, slope: left.y - right.y };
        let nearest = 0;
        const away = (anchor: number): number => Math.hypot(anchors[2 * anchor]! - x, anchors[2 * anchor + 1]! - y);
        for (let anchor = 1; anchor < count; anchor++) if (away(anchor) < away(nearest)) nearest = anchor;
        const fromAnchor = (p: Point): number[] => [p.x - anchors[2 * nearest]!, p.y - anchors[2 * nearest + 1]!];
        const center = { x, y };
        const score = judge(look, looks.length);
        looks.push(look);
        logits[nearest] = Math.log(score / (1 - score));
        boxes.set(
          [...fromAnchor(center), width, width, ...[right, left, center, center, center, center].flatMap(fromAnchor)],
          16 * nearest,
        );
      }
      return Promise.resolve({ logits, boxes });
    },
  };
}

/** Expects one face where `painted` put it, to within `slack` pixels of the photo. */
function expectFace(faces: readonly Face[], at: Point, apart: number, slack: number, degrees = 0): void {
  expect(faces).toHaveLength(1);
  const { box, keypoints, roll } = faces[0]!;
  expect(Math.abs(box.x + box.width / 2 - at.x)).toBeLessThan(slack);
  expect(Math.abs(box.y + box.height / 2 - at.y)).toBeLessThan(slack);
  expect(Math.abs(box.width - 2 * apart)).toBeLessThan(2 * slack);
  const angle = (degrees * Math.PI) / 180;
  expect(Math.abs(keypoints.leftEye.x - (at.x + (apart / 2) * Math.cos(angle)))).toBeLessThan(slack);
  expect(Math.abs(keypoints.leftEye.y - (at.y + (apart / 2) * Math.sin(angle)))).toBeLessThan(slack);
  expect(Math.abs(keypoints.rightEye.x - (at.x - (apart / 2) * Math.cos(angle)))).toBeLessThan(slack);
  expect(Math.abs(roll - degrees)).toBeLessThan(2);
}

test("a clear face is found at one look, in photos of any shape", async () => {
  for (const [width, height] of [
    [640, 480],
    [300, 900],
    [92, 112],
    [1500, 200],
  ] as const) {
    const at = { x: width * 0.6, y: height * 0.45 };
    const apart = Math.max(width, height) / 10;
    const detector = standIn(() => 0.9);
    const faces = await detectFaces(detector, painted(width, height, at, apart));
    expectFace(faces, at, apart, Math.max(width, height) / 256);
    expect(faces[0]!.score).toBeCloseTo(0.9, 6);
    expect(detector.looks).toHaveLength(1);
  }
});

test("a photo of nothing is an empty list, not an error", async () => {
  const detector = standIn(() => 0.9);
  const empty: Image = { width: 200, height: 100, channels: 1, data: new Uint8Array(20_000) };
  expect(await detectFaces(detector, empty)).toEqual([]);
  expect(detector.looks.length).toBeGreaterThan(1); // with a border, and in tiles
  const once = standIn(() => 0.9);
  expect(await detectFaces(once, empty, { searchFurther: false })).toEqual([]);
  expect(once.looks).toHaveLength(1);
});

test("what looks weak is looked at again from near, its eyes level, and placed better for it", async () => {
  const at = { x: 700, y: 300 };
  const detector = standIn((_, nth) => (nth === 0 ? 0.5 : 0.8));
  const faces = await detectFaces(detector, painted(1000, 750, at, 40, 40));
  expectFace(faces, at, 40, 1, 40);
  expect(faces[0]!.score).toBeCloseTo(0.65, 6); // the mean of both looks
  const [first, second] = detector.looks;
  expect(first!.slope).toBeGreaterThan(5);
  expect(Math.abs(second!.slope)).toBeLessThan(1);
  expect(second!.width).toBeCloseTo(256 / 4.5, 0);
});

test("a weak place that stays weak from near is no face", async () => {
  const photo = painted(300, 300, { x: 150, y: 150 }, 40);
  expect(
    await detectFaces(
      standIn(() => 0.5),
      photo,
    ),
  ).toEqual([]);
  expect(
    await detectFaces(
      standIn((_, nth) => (nth % 2 === 0 ? 0.7 : 0.4)),
      photo,
    ),
  ).toEqual([]);
  expect(
    await detectFaces(
      standIn(() => 0.5),
      photo,
      { leastScore: 0.45 },
    ),
  ).toHaveLength(1);
});

test("a face that fills the photo is found with a border around it", async () => {
  const at = { x: 125, y: 120 };
  const detector = standIn(({ width }) => (width > 180 ? 0.1 : 0.9)); // blind to what fills the frame
  const faces = await detectFaces(detector, painted(250, 250, at, 100));
  expectFace(faces, at, 100, 2);
  expect(detector.looks).toHaveLength(2);
});

test("a face too small for the whole is found in tiles", async () => {
  const at = { x: 900, y: 620 };
  const detector = standIn(({ width }) => (width < 15 ? 0.1 : 0.9)); // 5% of 1000 pixels are 12.8 of 256
  expectFace(await detectFaces(detector, painted(1000, 750, at, 25)), at, 25, 2);
});

test("smaller faces still are found when they are asked for", async () => {
  const at = { x: 1040, y: 310 };
  const photo = painted(1600, 900, at, 15);
  const shortsighted = (): Detector => standIn(({ width }) => (width < 18 ? 0.1 : 0.9));
  expect(await detectFaces(shortsighted(), photo)).toEqual([]);
  expectFace(await detectFaces(shortsighted(), photo, { smallestFace: 30 }), at, 15, 2);
});

test("what lies beside the photo is no face", async () => {
  const beside: Detector = {
    run(_, shape) {
      const logits = new Float32Array(anchorCount(shape)).fill(-20);
      const boxes = new Float32Array(16 * anchorCount(shape)).fill(30);
      logits[0] = 5; // anchor (8, 8) and 30 on: above a photo four times as wide as high
      return Promise.resolve({ logits, boxes });
    },
  };
  const wide: Image = { width: 400, height: 100, channels: 1, data: new Uint8Array(40_000) };
  expect(await detectFaces(beside, wide, { searchFurther: false })).toEqual([]);
  const square: Image = { width: 200, height: 200, channels: 1, data: new Uint8Array(40_000) };
  expect(await detectFaces(beside, square, { searchFurther: false })).toHaveLength(1);
});

test("an image whose bytes do not fit its size, and options out of range, are refused", async () => {
  const detector = standIn(() => 0.9);
  const short = { width: 10, height: 10, channels: 4, data: new Uint8Array(100) } as const;
  await expect(detectFaces(detector, short)).rejects.toThrow("detectFaces: expected an image of 10 x 10 RGBA");
  const fine = painted(50, 50, { x: 25, y: 25 }, 20);
  for (const options of [{ leastScore: 60 }, { weakScore: NaN }, { smallestFace: 0 }, { secondLooks: 1.5 }]) {
    await expect(detectFaces(detector, fine, options)).rejects.toSatisfy((error) => isSelfsameError(error, "input"));
  }
  expect(detector.looks).toEqual([]);
});

test("the thresholds stand in order", () => {
  const { weakScore, leastScore, sureScore } = DETECT_DEFAULTS;
  expect(weakScore).toBeLessThan(leastScore);
  expect(leastScore).toBeLessThan(sureScore);
});

const photo: Image = { width: 600, height: 400, channels: 1, data: new Uint8Array(240_000) };
const nowhere = { x: 0, y: 0 };
const faceAt = (x: number, y: number, size: number): Face => ({
  box: { x: x - size / 2, y: y - size / 2, width: size, height: size },
  keypoints: {
    rightEye: nowhere,
    leftEye: nowhere,
    nose: nowhere,
    mouth: nowhere,
    rightEar: nowhere,
    leftEar: nowhere,
  },
  score: 0.9,
  roll: 0,
});

test("the owner candidate is the largest and most central face, and the answer says how many others there were", () => {
  const central = faceAt(300, 200, 60);
  const aside = faceAt(80, 90, 70);
  const large = faceAt(500, 300, 120);
  expect(ownerCandidate([aside, central], photo)).toMatchObject({ face: central, others: 1 });
  expect(ownerCandidate([aside, central, large], photo)).toMatchObject({ face: large, others: 2 });
  expect(ownerCandidate([], photo)).toBeUndefined();
});

test("a face in a corner stands out as one of half its size in the middle", () => {
  expect(prominence(faceAt(600, 400, 100), photo)).toBeCloseTo(prominence(faceAt(300, 200, 50), photo), 12);
});
