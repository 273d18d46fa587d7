// What is measured on a face, on drawings whose answer is known, and what is said about it.

import { PURPOSE, stream, type Image } from "@selfsame/engine";
import { expect, test } from "vitest";
import { placeInChip } from "../src/align/chip.ts";
import { averageLandmark } from "../src/align/templates.ts";
import type { Point } from "../src/geometry/point.ts";
import { judgeQuality, QUALITY_LIMITS } from "../src/quality/judge.ts";
import { measureLight } from "../src/quality/light.ts";
import { measureQuality, type FaceQuality } from "../src/quality/measure.ts";
import { headPose } from "../src/quality/pose.ts";

const RADIANS = Math.PI / 180;
const MILLIMETERS = 118;
const SIZE = 150;

/** Millimeters toward the viewer, of a head made apart from the one that poses are fitted with: an egg with a nose. */
function eggDepth({ x, y }: Point): number {
  const across = ((x - 0.49) * MILLIMETERS) / 76;
  const down = ((y - 0.45) * MILLIMETERS) / 110;
  const egg = 82 * Math.sqrt(Math.max(1 - across * across - down * down, 0));
  const bridge = Math.max(1 - Math.abs(x - 0.49) / 0.16, 0);
  const length = y < 0.52 ? Math.max((y - 0.15) / 0.37, 0) : Math.max(1 - (y - 0.52) / 0.2, 0);
  return egg + 24 * bridge * Math.min(length, 1);
}

/** The landmarks of that head, turned (degrees), seen from `away` millimeters, `pixels` a millimeter at its middle. */
function seen(yaw: number, pitch: number, roll: number, away = 700, pixels = 1.5, noise = 0, seed = 1): Point[] {
  const random = stream(seed, PURPOSE.drawing);
  const [cy, sy] = [Math.cos(yaw * RADIANS), Math.sin(yaw * RADIANS)];
  const [cp, sp] = [Math.cos(pitch * RADIANS), Math.sin(pitch * RADIANS)];
  const [cr, sr] = [Math.cos(roll * RADIANS), Math.sin(roll * RADIANS)];
  return Array.from({ length: 68 }, (_, i) => {
    const place = averageLandmark(Math.max(i, 17));
    const x = (place.x - 0.49) * MILLIMETERS;
    const y = (place.y - 0.45) * MILLIMETERS;
    const front = eggDepth(place); // from the head's middle toward the viewer
    // Looking up moves what is in front up; looking to the right moves it right; then the head leans.
    const y1 = y * cp - front * sp;
    const front1 = y * sp + front * cp;
    const x2 = x * cy + front1 * sy;
    const front2 = -x * sy + front1 * cy;
    const near = (pixels * away) / (away - front2);
    const jitter = (): number => noise * random.normal();
    return { x: 400 + near * (x2 * cr - y1 * sr) + jitter(), y: 300 + near * (x2 * sr + y1 * cr) + jitter() };
  });
}

test("the average face looks straight ahead", () => {
  const landmarks = Array.from({ length: 68 }, (_, i) => {
    const { x, y } = averageLandmark(Math.max(i, 17));
    return { x: 80 + 200 * x, y: 60 + 200 * y };
  });
  const pose = headPose(landmarks);
  for (const key of ["yaw", "pitch", "roll", "misfit"] as const) expect(Math.abs(pose[key])).toBeLessThan(1e-6);
});

// The heads differ in depth by up to 6 mm of about 40, a seventh: at 40 degrees that is 5 degrees. Perspective from
// 70 cm adds about as much as the nose is nearer, 6%; noise of 1 pixel at 95 pixels between the eyes about 1.
test.each([
  [0, 0, 0],
  [20, 0, 0],
  [-20, 0, 0],
  [40, 0, 0],
  [-40, 10, 0],
  [0, 20, 0],
  [0, -20, 0],
  [25, 15, 30],
  [-25, -15, -30],
  [10, -10, 170],
])("yaw %i, pitch %i, roll %i are found to within a few degrees", (yaw, pitch, roll) => {
  for (let seed = 0; seed < 5; seed++) {
    const pose = headPose(seen(yaw, pitch, roll, 700, 1.5, 1, seed));
    expect(Math.abs(pose.yaw - yaw)).toBeLessThan(6);
    expect(Math.abs(pose.pitch - pitch)).toBeLessThan(6);
    expect(Math.abs(pose.roll - roll)).toBeLessThan(6);
    expect(pose.misfit).toBeLessThan(QUALITY_LIMITS.misfit.most);
  }
});

test("turning the photo changes the roll alone", () => {
  const upright = headPose(seen(25, -12, 0));
  const turned = headPose(seen(25, -12, 60));
  expect(turned.yaw).toBeCloseTo(upright.yaw, 6);
  expect(turned.pitch).toBeCloseTo(upright.pitch, 6);
  expect(turned.roll - upright.roll).toBeCloseTo(60, 6);
});

test("points that are no face do not fit, and points in a line are refused", () => {
  const random = stream(9, PURPOSE.drawing);
  const scattered = Array.from({ length: 68 }, () => ({ x: 300 * random.uniform(), y: 300 * random.uniform() }));
  expect(headPose(scattered).misfit).toBeGreaterThan(QUALITY_LIMITS.misfit.most);
  expect(() => headPose(scattered.map(({ x }) => ({ x, y: 2 * x })))).toThrow("in a line");
  expect(() => headPose(scattered.map(() => ({ x: NaN, y: 0 })))).toThrow("not finite");
  expect(() => headPose(scattered.slice(2))).toThrow("expected 68 landmarks, got 66");
});

/** A chip of skin with dark eyes and a mouth, blurred by a box of `blur` pixels each way, times `light`, plus `base`. */
function drawnChip({ blur = 1, light = 1, base = 0, eyes = true, slope = 0 } = {}): Image {
  const gray = new Float64Array(SIZE * SIZE).fill(150);
  const ellipse = (place: Point, rx: number, ry: number, value: number): void => {
    const { x, y } = placeInChip(place);
    for (let i = 0; i < gray.length; i++) {
      const dx = ((i % SIZE) + 0.5 - x) / rx;
      const dy = (Math.floor(i / SIZE) + 0.5 - y) / ry;
      if (dx * dx + dy * dy <= 1) gray[i] = value;
    }
  };
  if (eyes) {
    for (const x of [0.226, 0.754]) {
      ellipse({ x, y: 0.213 }, 11, 5, 210);
      ellipse({ x, y: 0.213 }, 4.5, 4.5, 40);
    }
  }
  ellipse({ x: 0.49, y: 0.82 }, 22, 6, 90);
  ellipse({ x: 0.49, y: 0.6 }, 8, 3, 100);
  const data = new Uint8Array(SIZE * SIZE * 3);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      let sum = 0;
      for (let dy = 0; dy < blur; dy++) {
        for (let dx = 0; dx < blur; dx++) {
          sum += gray[Math.min(y + dy, SIZE - 1) * SIZE + Math.min(x + dx, SIZE - 1)]!;
        }
      }
      const value = (sum / (blur * blur)) * light * (1 + slope * (x / SIZE - 0.5)) + base;
      data.fill(Math.min(Math.max(Math.round(value), 0), 255), (y * SIZE + x) * 3, (y * SIZE + x) * 3 + 3);
    }
  }
  return { width: SIZE, height: SIZE, channels: 3, data };
}

test("brightness is the face's mean gray, and contrast its range", () => {
  const even = { width: SIZE, height: SIZE, channels: 3, data: new Uint8Array(SIZE * SIZE * 3).fill(31) } as const;
  expect(measureLight(even)).toEqual({ brightness: 31, contrast: 0, sidelight: 0, sharpness: 0, eyes: 0, mouth: 0 });
  const half = new Uint8Array(even.data).fill(231, 0, (even.data.length / 150) * 75);
  const striped = measureLight({ ...even, data: half });
  expect(striped.brightness).toBeCloseTo(131, 9);
  expect(striped.contrast).toBe(200);
});

test("blur lowers sharpness, dim light does not", () => {
  const sharp = measureLight(drawnChip()).sharpness;
  expect(measureLight(drawnChip({ blur: 5 })).sharpness).toBeLessThan(0.4 * sharp);
  expect(measureLight(drawnChip({ blur: 11 })).sharpness).toBeLessThan(0.1 * sharp);
  expect(measureLight(drawnChip({ light: 0.4 })).sharpness / sharp).toBeCloseTo(1, 1);
  expect(measureLight(drawnChip({ base: 40 })).sharpness / sharp).toBeCloseTo(1, 1);
});

test("light from the right of the photo counts as positive, from the left as negative", () => {
  expect(Math.abs(measureLight(drawnChip()).sidelight)).toBeLessThan(0.03);
  expect(measureLight(drawnChip({ slope: 1 })).sidelight).toBeGreaterThan(0.1);
  expect(measureLight(drawnChip({ slope: -1 })).sidelight).toBeLessThan(-0.1);
});

test("covered eyes show in their contrast", () => {
  expect(measureLight(drawnChip()).eyes).toBeGreaterThan(1);
  expect(measureLight(drawnChip({ eyes: false })).eyes).toBe(0);
  expect(measureLight(drawnChip()).mouth).toBeGreaterThan(QUALITY_LIMITS.mouth.least);
});

const good: FaceQuality = {
  ...{ brightness: 128, contrast: 120, sidelight: 0, sharpness: 0.04, eyes: 0.8, mouth: 0.9 },
  ...{ yaw: 3, pitch: -4, roll: 50, misfit: 0.04, eyeDistance: 60, outside: 0 },
};

test("a good photo gives no reason, whatever its roll", () => {
  expect(judgeQuality(good)).toEqual([]);
});

test("reasons say what is wrong, by how much, and what is needed", () => {
  const words = (change: Partial<FaceQuality>): string[] =>
    judgeQuality({ ...good, ...change }).map((one) => one.words);
  expect(words({ brightness: 31.2 })).toEqual(["too dark (mean 31 of 255; 60 needed)"]);
  expect(words({ brightness: 240 })).toEqual(["too bright (mean 240 of 255; 225 at most)"]);
  expect(words({ brightness: 59.96 })).toEqual(["too dark (mean 59.96 of 255; 60 needed)"]);
  expect(words({ yaw: -48.4 })).toEqual(["turned too far to the left of the photo (yaw -48 degrees; -40 at least)"]);
  expect(words({ eyeDistance: 12, sharpness: 0.0011 })).toEqual([
    "too small (distance between the eyes 12 pixels; 20 needed)",
    "blurred (sharpness 0.0011; 0.004 needed)",
  ]);
  expect(words({ contrast: NaN, outside: NaN })).toEqual([
    "cut off by the edge of the photo (part of the face outside NaN; 0.1 at most)",
    "too little contrast (range NaN of 255; 40 needed)",
  ]);
});

test("limits can be replaced one by one, and lifted", () => {
  const dark = { ...good, brightness: 31, roll: 50 };
  expect(judgeQuality(dark, { brightness: { least: 30 } })).toEqual([]);
  expect(judgeQuality(dark, { brightness: {} })).toEqual([]);
  expect(judgeQuality(dark, { roll: { least: -45, most: 45 } }).map(({ measure }) => measure)).toEqual([
    "brightness",
    "roll",
  ]);
});

test("a face is measured in its photo: pixels between the eyes, and how much of it the photo cuts off", () => {
  const photo: Image = { width: 200, height: 200, channels: 1, data: new Uint8Array(40000).fill(99) };
  const at = (x: number): Point[] =>
    Array.from({ length: 68 }, (_, i) => {
      const place = averageLandmark(Math.max(i, 17));
      return { x: x + 100 * place.x, y: 50 + 100 * place.y };
    });
  const inside = measureQuality(photo, at(50));
  expect(inside.eyeDistance).toBeCloseTo(52.8, 0);
  expect(inside.outside).toBe(0);
  expect(inside.brightness).toBe(99);
  expect(measureQuality(photo, at(150)).outside).toBeCloseTo(0.5, 5);
});
