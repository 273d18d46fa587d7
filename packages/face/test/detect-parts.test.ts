// The parts of detection, each by itself: anchors, decoding, suppression, views, tiles, the network's outputs.

import { isSelfsameError, PURPOSE, stream, type Image } from "@selfsame/engine";
import type { Answer, ForwardNetwork, ForwardSession } from "@selfsame/engine/forward";
import { expect, test } from "vitest";
import { anchorCount, blazeFaceAnchors } from "../src/detect/anchors.ts";
import type { Candidate } from "../src/detect/candidate.ts";
import { sigmoid } from "@selfsame/engine/numbers";
import { decodeDetections, type RawDetections } from "../src/detect/decode.ts";
import { BlazeFaceDetector } from "../src/detect/detector.ts";
import { bordered, candidateToPhoto, fillInput, letterbox, viewOf } from "../src/detect/letterbox.ts";
import { shapeOf, SQUARE } from "../src/detect/shape.ts";
import { intersectionOverUnion, suppress } from "../src/detect/suppress.ts";
import { tileCenters } from "../src/detect/tiles.ts";
import { DETECTOR_OUTPUTS } from "../src/networks/mediapipe.ts";
import { applySimilarity, invertSimilarity } from "../src/geometry/similarity.ts";

const QUIET = -20;

function quiet(): { logits: Float32Array; boxes: Float32Array } & RawDetections {
  const count = anchorCount(SQUARE);
  return { logits: new Float32Array(count).fill(QUIET), boxes: new Float32Array(16 * count) };
}

const candidate = (x: number, y: number, size: number, score: number): Candidate => ({
  center: { x, y },
  width: size,
  height: size,
  points: Array.from({ length: 6 }, (_, i) => ({ x: x + i, y: y - i })),
  score,
});

test("the 896 anchors are the centers of a fine and a coarse grid", () => {
  const anchors = blazeFaceAnchors(SQUARE);
  const at = (anchor: number): number[] => [...anchors.subarray(2 * anchor, 2 * anchor + 2)];
  expect(anchors.length).toBe(2 * 896);
  expect([at(0), at(1), at(2), at(32)]).toEqual([
    [8, 8],
    [8, 8],
    [24, 8],
    [8, 24],
  ]);
  expect([at(511), at(512), at(517), at(518), at(895)]).toEqual([
    [248, 248],
    [16, 16],
    [16, 16],
    [48, 16],
    [240, 240],
  ]);
});

test("a face is told from its anchor", () => {
  const raw = quiet();
  raw.logits[518] = 2; // anchor (48, 16)
  raw.boxes.set([10, -5, 30, 40, ...Array.from({ length: 12 }, (_, i) => i)], 16 * 518);
  const [face, ...others] = decodeDetections(raw, SQUARE, 0.5);
  expect(others).toEqual([]);
  expect(face!.center).toEqual({ x: 58, y: 11 });
  expect([face!.width, face!.height]).toEqual([30, 40]);
  expect(face!.points).toEqual([48, 50, 52, 54, 56, 58].map((x, i) => ({ x, y: 17 + 2 * i })));
  expect(face!.score).toBeCloseTo(1 / (1 + Math.exp(-2)), 12);
});

test("answers below the least score, of no size, or that are not numbers are no faces", () => {
  const raw = quiet();
  raw.boxes.fill(20);
  raw.logits.set([NaN, 0.9, 1.2, 3]);
  raw.boxes.set([0, 0, 0, 20], 16 * 3); // no width
  expect(decodeDetections(raw, SQUARE, sigmoid(1)).map(({ score }) => score)).toEqual([sigmoid(Math.fround(1.2))]);
});

test("two squares that share half their area each overlap by a third", () => {
  expect(intersectionOverUnion(candidate(0, 0, 10, 1), candidate(5, 0, 10, 1))).toBeCloseTo(1 / 3, 12);
  expect(intersectionOverUnion(candidate(0, 0, 10, 1), candidate(0, 10, 10, 1))).toBe(0);
});

test("answers for one face become one, each weighing its score; another face stays", () => {
  const faces = suppress(
    [candidate(104, 100, 40, 0.3), candidate(300, 100, 40, 0.5), candidate(100, 100, 40, 0.9)],
    0.3,
  );
  expect(faces.map(({ score }) => score)).toEqual([0.9, 0.5]);
  expect(faces[0]!.center.x).toBeCloseTo(101, 12); // (0.9 * 100 + 0.3 * 104) / 1.2
  expect(faces[0]!.points[2]!.x).toBeCloseTo(103, 12);
  expect(faces[1]!.center).toEqual({ x: 300, y: 100 });
  expect(suppress([], 0.3)).toEqual([]);
});

test("an answer that is not a number for its box stands alone and takes no other with it", () => {
  const faces = suppress([candidate(NaN, 0, 40, 0.9), candidate(100, 100, 40, 0.8)], 0.3);
  expect(faces.map(({ score }) => score)).toEqual([0.9, 0.8]);
});

test("a photo keeps its aspect in what the detector sees, black around it, and little of that", () => {
  const white: Image = { width: 640, height: 320, channels: 1, data: new Uint8Array(640 * 320).fill(255) };
  const view = letterbox(white);
  expect(view.shape).toEqual({ height: 192, width: 256 });
  expect(applySimilarity(view.toPhoto, { x: 0, y: 32 })).toEqual({ x: 0, y: 0 });
  expect(applySimilarity(view.toPhoto, { x: 256, y: 160 })).toEqual({ x: 640, y: 320 });
  const input = new Float32Array(192 * 256 * 3);
  fillInput(white, view, input);
  const pixel = (x: number, y: number): number[] => [...input.subarray(3 * (256 * y + x), 3 * (256 * y + x) + 3)];
  expect(pixel(128, 28)).toEqual([-1, -1, -1]);
  expect(pixel(128, 96)).toEqual([1, 1, 1]);
  expect(pixel(128, 164)).toEqual([-1, -1, -1]);
});

test("a photo of 4 : 3 or longer is seen in a shorter shape, lying or standing; others in the square", () => {
  const shape = (width: number, height: number) => {
    const { height: rows, width: columns } = shapeOf({ width, height, channels: 1, data: new Uint8Array(0) });
    return `${columns}x${rows}`;
  };
  expect([shape(640, 480), shape(1920, 1080), shape(480, 640), shape(50, 500)]).toEqual([
    "256x192",
    "256x192",
    "192x256",
    "192x256",
  ]);
  expect([shape(640, 481), shape(250, 250), shape(92, 112)]).toEqual(["256x256", "256x256", "256x256"]);
  const tall: Image = { width: 30, height: 90, channels: 1, data: new Uint8Array(2700) };
  expect(applySimilarity(letterbox(tall).toPhoto, { x: 96, y: 128 })).toEqual({ x: 15, y: 45 });
  expect(bordered(tall, 2).shape).toBe(SQUARE);
  expect(applySimilarity(bordered(tall, 2).toPhoto, { x: 0, y: 0 })).toEqual({ x: -75, y: -45 });
});

test("red, green and blue arrive in this order", () => {
  const orange: Image = {
    width: 8,
    height: 8,
    channels: 3,
    data: Uint8Array.from({ length: 192 }, (_, i) => [255, 102, 0][i % 3]!),
  };
  const input = new Float32Array(256 * 256 * 3);
  fillInput(orange, letterbox(orange), input);
  const [red, green, blue] = input.subarray(3 * (256 * 128 + 128));
  expect(red).toBe(1);
  expect(green).toBeCloseTo(-0.2, 6);
  expect(blue).toBe(-1);
});

test("what is found in a turned view is mapped back to where it is", () => {
  const random = stream(3, PURPOSE.drawing);
  for (let i = 0; i < 20; i++) {
    const center = { x: 1000 * random.uniform(), y: 1000 * random.uniform() };
    const level = { x: random.uniform() - 0.5, y: random.uniform() - 0.5 };
    const side = 50 + 500 * random.uniform();
    const view = viewOf(center, side, level);
    const middle = applySimilarity(view.toPhoto, { x: 128, y: 128 });
    expect(Math.abs(middle.x - center.x) + Math.abs(middle.y - center.y)).toBeLessThan(1e-9);
    // What runs along `level` in the photo runs along the rows of the view.
    const there = applySimilarity(invertSimilarity(view.toPhoto), { x: center.x + level.x, y: center.y + level.y });
    expect(there.y).toBeCloseTo(128, 9);
    expect(there.x).toBeGreaterThan(128);
    const found = candidateToPhoto(view, candidate(there.x, there.y, 64, 0.7));
    expect(found.center.x).toBeCloseTo(center.x + level.x, 9);
    expect(found.width).toBeCloseTo((64 * side) / 256, 9);
    expect(found.score).toBe(0.7);
  }
});

test("tiles cover the whole photo and overlap by a quarter", () => {
  for (const [width, height, side] of [
    [1000, 750, 500],
    [4000, 300, 500],
    [501, 500, 500],
    [97, 1003, 128],
  ] as const) {
    const centers = tileCenters(width, height, side);
    for (const [axis, length] of [
      ["x", width],
      ["y", height],
    ] as const) {
      const places = [...new Set(centers.map((center) => center[axis]))].sort((a, b) => a - b);
      expect(places[0]! - side / 2).toBeLessThanOrEqual(0);
      expect(places.at(-1)! + side / 2).toBeGreaterThanOrEqual(length);
      for (let i = 1; i < places.length; i++) expect(places[i]! - places[i - 1]!).toBeLessThanOrEqual(0.75 * side);
    }
  }
  expect(tileCenters(1000, 750, 500)).toHaveLength(6);
  expect(tileCenters(400, 300, 500)).toEqual([{ x: 200, y: 150 }]);
});

/** A session that answers with these lists, whatever it is asked. */
function sessionOf(lists: Readonly<Record<string, Float32Array>>): ForwardSession {
  const answers = Object.entries(lists).map(([name, values]): [string, Answer] => [
    name,
    { shape: { height: 1, width: 1, channels: values.length }, values },
  ]);
  return {
    facts: { name: "reference" } as ForwardSession["facts"],
    run: () => Promise.resolve(new Map(answers)),
    dispose() {},
  };
}

/** A stand-in for a network whose sessions are this one. */
function networkOf(session: ForwardSession): ForwardNetwork {
  const structure = { input: { ...SQUARE, channels: 3 }, layers: [], outputs: [] };
  return { structure, open: () => Promise.resolve(session) } as unknown as ForwardNetwork;
}

test("the network's four outputs are put together in the order of the anchors", async () => {
  const of = (length: number, value: number): Float32Array => new Float32Array(length).fill(value);
  const session = sessionOf({
    [DETECTOR_OUTPUTS.coarseBoxes]: of(6144, 1),
    [DETECTOR_OUTPUTS.fineLogits]: of(512, 2),
    [DETECTOR_OUTPUTS.coarseLogits]: of(384, 3),
    [DETECTOR_OUTPUTS.fineBoxes]: of(8192, 4),
  });
  const { logits, boxes } = await new BlazeFaceDetector(networkOf(session)).run(
    new Float32Array(256 * 256 * 3),
    SQUARE,
  );
  expect([logits.length, logits[0], logits[511], logits[512], logits[895]]).toEqual([896, 2, 2, 3, 3]);
  expect([boxes.length, boxes[8191], boxes[8192]]).toEqual([896 * 16, 4, 1]);
});

test("another network is refused by the names of its outputs", async () => {
  const mesh = networkOf(sessionOf({ mesh: new Float32Array(10) }));
  const failure = new BlazeFaceDetector(mesh).run(new Float32Array(256 * 256 * 3), SQUARE);
  await expect(failure).rejects.toSatisfy((error) => isSelfsameError(error, "structure"));
  await expect(failure).rejects.toThrow("got mesh. Give it a detectorNetwork.");
});
