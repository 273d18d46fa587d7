// Imaginary people for tests: descriptors about as far from each other as the network's are, with readings around them.

import { PURPOSE, stream } from "@selfsame/engine";
import type { CertaintyModel } from "../../src/certainty/model.ts";
import type { LevelOffset } from "../../src/decide/level.ts";
import type { EnrollCandidate } from "../../src/profile/gate.ts";
import type { FaceQuality } from "../../src/quality/measure.ts";
import type { FaceReading } from "../../src/reader/reading.ts";

const WIDTH = 128;
/** Two photos of one person are sqrt(2) PHOTO apart, two people sqrt(2 (PERSON^2 + PHOTO^2)): 0.37 and 0.79. */
const PERSON = 0.5;
const PHOTO = 0.26;

export const goodQuality: FaceQuality = {
  brightness: 120,
  contrast: 120,
  sidelight: 0,
  sharpness: 0.05,
  eyes: 0.7,
  mouth: 0.6,
  yaw: 0,
  pitch: 0,
  roll: 0,
  misfit: 0.04,
  eyeDistance: 80,
  outside: 0,
};

/** A photo of a person; the same seeds give the same photo. */
export function drawnDescriptor(person: number, photo: number): Float32Array {
  const own = stream(person, PURPOSE.drawing);
  const noise = stream(person, PURPOSE.drawing, photo + 1);
  const scale = 1 / Math.sqrt(WIDTH);
  return Float32Array.from({ length: WIDTH }, () => scale * (PERSON * own.normal() + PHOTO * noise.normal()));
}

export function readingOf(person: number, photo: number, changes: Partial<FaceReading> = {}): FaceReading {
  const point = { x: 50, y: 50 };
  const keypoints = { rightEye: point, leftEye: point, nose: point, mouth: point, rightEar: point, leftEar: point };
  return {
    face: { box: { x: 10, y: 20, width: 100, height: 100 }, keypoints, score: 0.9, roll: 0 },
    others: 0,
    rival: 0,
    landmarks: [],
    presence: 0.99,
    // Photos look to the left, ahead and to the right, in more and less light.
    quality: { ...goodQuality, yaw: 12 * ((photo % 3) - 1), brightness: 90 + 10 * (photo % 7) },
    descriptor: drawnDescriptor(person, photo),
    ...changes,
  };
}

/** `count` photos of a person, from photo `first` on. */
export function candidatesOf(person: number, count: number, first = 0): EnrollCandidate[] {
  return Array.from({ length: count }, (_, i) => ({
    label: `${first + i}.jpg`,
    reading: readingOf(person, first + i),
  }));
}

export const levels: readonly LevelOffset[] = [
  { level: 1e-2, offset: -2, far: 0.0098, frr: 0.008, impostorAttempts: 174960, genuineAttempts: 818 },
  { level: 1e-3, offset: -4, far: 0.00099, frr: 0.01, impostorAttempts: 174960, genuineAttempts: 818 },
  { level: 1e-4, offset: -6, far: 0.0000972, frr: 0.02, impostorAttempts: 174960, genuineAttempts: 818 },
];

export const strictest = levels[2]!;

export const tinyModel: CertaintyModel = {
  version: "test-1",
  tensors: new Map([
    ["hidden.weights", { shape: [2, 3], values: Float32Array.of(1, -2, 3, 0.5, 0, -0.25) }],
    ["hidden.bias", { shape: [3], values: Float32Array.of(0, 1, 2) }],
  ]),
  about: { structure: { layers: ["hidden"] }, seed: 7 },
  levels,
};
