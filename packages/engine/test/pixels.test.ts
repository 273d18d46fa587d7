// Pixels from a decoded image to a network's input, checked against sums done by hand or by the definition.

import { expect, test } from "vitest";
import { isSelfsameError } from "../src/errors.ts";
import { PURPOSE, stream } from "../src/numbers/random.ts";
import { AUGMENTATION, augment } from "../src/pixels/augment.ts";
import { centeredSquare, crop } from "../src/pixels/crop.ts";
import { toChannels } from "../src/pixels/gray.ts";
import type { Image, Preparation } from "../src/pixels/image.ts";
import { prepare } from "../src/pixels/prepare.ts";
import { resize } from "../src/pixels/resize.ts";
import { standardize } from "../src/pixels/standardize.ts";

const GRAY: Preparation = { size: 8, color: false, standardization: "photo" };
const COLOR: Preparation = { ...GRAY, color: true };
const STILL = { mirror: 0, shift: 0, rotation: 0, scale: 0, brightness: 0, contrast: 0 };

function image(width: number, height: number, channels: 1 | 2 | 3 | 4, data: ArrayLike<number>): Image {
  return { width, height, channels, data: Uint8Array.from(data) };
}

function noise(width: number, height: number, channels: 1 | 2 | 3 | 4, seed = 1): Image {
  const random = stream(seed, PURPOSE.drawing);
  return image(
    width,
    height,
    channels,
    Array.from({ length: width * height * channels }, () => random.below(256)),
  );
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** Area averaging by its definition, in one axis or both: the integral of the image over each output pixel. */
function averaged(from: Image, width: number, height: number): number[] {
  const out: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < from.channels; channel++) {
        let sum = 0;
        for (let j = 0; j < from.height; j++) {
          for (let i = 0; i < from.width; i++) {
            const across = Math.min(i + 1, ((x + 1) * from.width) / width) - Math.max(i, (x * from.width) / width);
            const down = Math.min(j + 1, ((y + 1) * from.height) / height) - Math.max(j, (y * from.height) / height);
            const value = from.data[(j * from.width + i) * from.channels + channel]!;
            sum += Math.max(across, 0) * Math.max(down, 0) * value;
          }
        }
        out.push((sum * width * height) / (from.width * from.height));
      }
    }
  }
  return out;
}

test("shrinking averages the area that each pixel covers, for factors that are not whole as well", () => {
  for (const [width, height, toWidth, toHeight] of [
    [16, 16, 4, 4],
    [17, 13, 8, 5],
    [7, 31, 6, 1],
    [9, 9, 8, 8],
  ] as const) {
    for (const channels of [1, 3] as const) {
      const from = noise(width, height, channels);
      const expected = averaged(from, toWidth, toHeight);
      const got = resize(from, toWidth, toHeight).data;
      expect(got.length).toBe(expected.length);
      // Half a step of rounding, and what float64 leaves where the sum lies on the half.
      expected.forEach((value, index) => expect(Math.abs(got[index]! - value)).toBeLessThan(0.5 + 1e-9));
    }
  }
});

test("shrinking keeps the mean brightness", () => {
  const from = noise(60, 40, 1);
  expect(Math.abs(mean(resize(from, 12, 8).data) - mean(from.data))).toBeLessThan(0.5);
  expect(Math.abs(mean(resize(from, 11, 7).data) - mean(from.data))).toBeLessThan(0.5);
});

test("a fine checkerboard shrinks to even gray, without moire", () => {
  const board = image(
    64,
    64,
    1,
    Array.from({ length: 64 * 64 }, (_, i) => ((i + Math.floor(i / 64)) % 2) * 255),
  );
  expect(new Set(resize(board, 16, 16).data)).toEqual(new Set([128])); // 127.5, rounded up
});

test("the same size gives the same bytes", () => {
  const from = noise(9, 7, 3);
  expect(resize(from, 9, 7).data).toEqual(from.data);
});

test("enlarging interpolates between pixel centers and repeats the edge", () => {
  // Centers of 4 pixels over 2: -1/4, 1/4, 3/4, 5/4 among the input's.
  expect([...resize(image(2, 1, 1, [0, 100]), 4, 1).data]).toEqual([0, 25, 75, 100]);
  expect([...resize(image(1, 2, 1, [0, 100]), 1, 4).data]).toEqual([0, 25, 75, 100]);
  expect([...resize(image(1, 1, 3, [1, 2, 3]), 2, 2).data]).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]);
});

test("each axis is resized by itself: wider and lower at once", () => {
  expect([...resize(image(2, 2, 1, [0, 100, 50, 150]), 4, 1).data]).toEqual([25, 50, 100, 125]);
});

test("gray is the luminance that JPEG stores: green is brightest, blue darkest", () => {
  const colors = image(3, 1, 3, [255, 0, 0, 0, 255, 0, 0, 0, 255]);
  expect([...toChannels(colors, 1).data]).toEqual([76, 150, 29]);
  const grays = image(
    256,
    1,
    3,
    Array.from({ length: 768 }, (_, i) => Math.floor(i / 3)),
  );
  expect([...toChannels(grays, 1).data]).toEqual(Array.from({ length: 256 }, (_, i) => i));
});

test("transparent pixels are seen on white paper, in gray and in color", () => {
  const red = image(3, 1, 4, [255, 0, 0, 255, 255, 0, 0, 0, 255, 0, 0, 128]);
  expect([...toChannels(red, 3).data]).toEqual([255, 0, 0, 255, 255, 255, 255, 127, 127]);
  expect([...toChannels(red, 1).data]).toEqual([76, 255, 165]); // 0.299 * 255 + 0.701 * 127 = 165.3
  const black = image(3, 1, 2, [0, 255, 0, 0, 0, 51]);
  expect([...toChannels(black, 1).data]).toEqual([0, 255, 204]);
  expect([...toChannels(black, 3).data]).toEqual([0, 0, 0, 255, 255, 255, 204, 204, 204]);
});

test("colors keep the order red, green, blue, and gray fills all three", () => {
  expect([...prepare(image(1, 1, 3, [10, 20, 30]), { ...COLOR, size: 1 })]).toEqual([10, 20, 30]);
  expect([...prepare(image(1, 1, 4, [10, 20, 30, 255]), { ...COLOR, size: 1 })]).toEqual([10, 20, 30]);
  expect([...prepare(image(1, 1, 1, [10]), { ...COLOR, size: 1 })]).toEqual([10, 10, 10]);
});

test("the crop is the largest square in the middle", () => {
  expect(centeredSquare(7, 4)).toEqual({ left: 1, top: 0, width: 4, height: 4 });
  expect(centeredSquare(4, 7)).toEqual({ left: 0, top: 1, width: 4, height: 4 });
  const wide = image(4, 2, 1, [1, 2, 3, 4, 5, 6, 7, 8]);
  expect([...crop(wide, centeredSquare(4, 2)).data]).toEqual([2, 3, 6, 7]);
  expect([...prepare(wide, { ...GRAY, size: 2 })]).toEqual([2, 3, 6, 7]);
  const tall = image(1, 3, 3, [1, 1, 1, 7, 8, 9, 2, 2, 2]);
  expect([...prepare(tall, { ...COLOR, size: 1 })]).toEqual([7, 8, 9]);
});

test("cropping before or after the change to gray gives the same photo", () => {
  const from = noise(13, 9, 4);
  const grayFirst = resize(crop(toChannels(from, 1), centeredSquare(13, 9)), 8, 8).data;
  expect(prepare(from, GRAY)).toEqual(grayFirst);
});

test("a photo of one pixel is a photo", () => {
  expect(prepare(image(1, 1, 1, [42]), GRAY)).toEqual(new Uint8Array(64).fill(42));
});

test("bytes from a canvas are taken as they are", () => {
  const clamped = { width: 1, height: 1, channels: 4 as const, data: new Uint8ClampedArray([9, 9, 9, 255]) };
  expect([...prepare(clamped, { ...GRAY, size: 1 })]).toEqual([9]);
});

test("an image whose numbers contradict one another is refused with both of them", () => {
  const refused = (bad: unknown, preparation: Preparation = GRAY): string => {
    try {
      prepare(bad as Image, preparation);
    } catch (error) {
      if (isSelfsameError(error, "input")) return error.message;
      throw error;
    }
    return "accepted";
  };
  expect(refused({ width: 2, height: 2, channels: 4, data: new Uint8Array(12) })).toMatch(/= 16 bytes, got 12 bytes/);
  expect(refused({ width: 0, height: 2, channels: 1, data: new Uint8Array(0) })).toMatch(/got 0 x 2/);
  expect(refused({ width: 1.5, height: 2, channels: 1, data: new Uint8Array(3) })).toMatch(/got 1.5 x 2/);
  expect(refused({ width: NaN, height: 2, channels: 1, data: new Uint8Array(3) })).toMatch(/got NaN x 2/);
  expect(refused({ width: 1, height: 1, channels: 5, data: new Uint8Array(5) })).toMatch(/got 5/);
  expect(refused({ width: 1, height: 1, channels: 1, data: "7" })).toMatch(/type string/);
  expect(refused(image(1, 1, 1, [7]), { ...GRAY, size: 0 })).toMatch(/got 0/);
});

test("a whole photo is not prepared for a network that sees aligned faces", () => {
  const prepareWhole = () => prepare(image(1, 1, 1, [7]), { ...GRAY, face: "finder-1" });
  expect(prepareWhole).toThrow(/sees aligned faces \(finder-1\).*Find and align the face first/);
});

test("a standardized photo has mean 0 and deviation 1", () => {
  const { data } = noise(64, 64, 3);
  const into = new Float32Array(data.length + 5).fill(7);
  standardize(data as Uint8Array, COLOR, into, 5);
  const numbers = into.subarray(5);
  // 12,288 numbers below 2, each within 2^-24 of its value: the mean is as near.
  expect(Math.abs(mean(numbers))).toBeLessThan(1e-6);
  expect(Math.abs(mean(numbers.map((value) => value * value)) - 1)).toBeLessThan(1e-6);
  expect([...into.subarray(0, 5)]).toEqual([7, 7, 7, 7, 7]);
});

test("a photo of one color gives zeros, and one almost of one color is not blown up", () => {
  for (const value of [0, 77, 255]) {
    const into = new Float32Array(64).fill(NaN);
    standardize(new Uint8Array(64).fill(value), GRAY, into);
    expect(into.every((number) => number === 0)).toBe(true);
  }
  const speck = new Uint8Array(4096);
  speck[0] = 1;
  const into = new Float32Array(4096);
  standardize(speck, GRAY, into);
  expect(into[0]).toBeCloseTo((1 - 1 / 4096) / (255 / 64), 6); // the floor, 1 / sqrt(4096) of 255
});

test("without standardization black is 0 and white is 1", () => {
  const into = new Float32Array(3);
  standardize(new Uint8Array([0, 51, 255]), { standardization: "none" }, into);
  expect([...into]).toEqual([0, Math.fround(0.2), 1]);
});

test("numbers that do not fit are refused", () => {
  expect(() => standardize(new Uint8Array(4), GRAY, new Float32Array(4), 1)).toThrow(/room for 4 numbers from 1 on/);
});

function augmented(
  pixels: Uint8Array,
  preparation: Preparation,
  epoch: number,
  example: number,
  amounts = AUGMENTATION,
  seed = 7,
) {
  const into = new Uint8Array(pixels.length);
  augment(pixels, preparation, stream(seed, PURPOSE.augmentation, epoch, example), into, amounts);
  return into;
}

test("an augmented photo is the same for the same seed, epoch and example, and another for any other", () => {
  const pixels = noise(8, 8, 1).data as Uint8Array;
  const one = augmented(pixels, GRAY, 3, 5);
  expect(augmented(pixels, GRAY, 3, 5)).toEqual(one);
  expect(augmented(pixels, GRAY, 4, 5)).not.toEqual(one);
  expect(augmented(pixels, GRAY, 3, 6)).not.toEqual(one);
  expect(augmented(pixels, GRAY, 3, 5, AUGMENTATION, 8)).not.toEqual(one);
});

test("augmented photos are the same bytes in every engine that runs this test", () => {
  // FNV-1a over fifty photos; the value is what Node gave when this was written. A change of it changes what training sees.
  const pixels = noise(8, 8, 3).data as Uint8Array;
  let hash = 0x811c9dc5;
  for (let example = 0; example < 50; example++) {
    for (const byte of augmented(pixels, COLOR, 0, example)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  expect(hash.toString(16)).toBe("60d9d738");
});

test("augmenting by nothing changes nothing", () => {
  const pixels = noise(8, 8, 3).data as Uint8Array;
  expect(augmented(pixels, COLOR, 0, 0, STILL)).toEqual(pixels);
});

test("a mirror image has each row reversed, colors in order", () => {
  const small = { ...COLOR, size: 2 };
  const pixels = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect([...augmented(pixels, small, 0, 0, { ...STILL, mirror: 1 })]).toEqual([4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9]);
});

test("about half of all augmented photos are mirrored", () => {
  const pixels = noise(8, 8, 1).data as Uint8Array;
  const same = Array.from({ length: 400 }, (_, example) =>
    augmented(pixels, GRAY, 0, example, { ...STILL, mirror: 0.5 }),
  );
  const kept = same.filter((one) => one.every((value, index) => value === pixels[index])).length;
  expect(Math.abs(kept - 200)).toBeLessThan(50); // five deviations of a fair coin
});

test("a turned photo is turned about its middle, and by at most the stated angle", () => {
  // A bright bar through the middle: its end row stays within half the side times sin(10 degrees) of the middle row.
  const size = 33;
  const bar = new Uint8Array(size * size);
  bar.fill(255, 16 * size, 17 * size);
  let farthest = 0;
  for (let example = 0; example < 50; example++) {
    const turned = augmented(bar, { ...GRAY, size }, 0, example, { ...STILL, rotation: 10 });
    expect(turned[16 * size + 16]).toBe(255);
    for (let y = 0; y < size; y++) if (turned[y * size]! > 127) farthest = Math.max(farthest, Math.abs(y - 16));
  }
  expect(farthest).toBeGreaterThan(1);
  expect(farthest).toBeLessThanOrEqual(3); // 16 * sin(10 degrees) = 2.8
});

test("shifts stay within the stated part of the side", () => {
  const size = 33;
  const dot = new Uint8Array(size * size);
  dot[16 * size + 16] = 255;
  let farthest = 0;
  for (let example = 0; example < 50; example++) {
    const moved = augmented(dot, { ...GRAY, size }, 0, example, { ...STILL, shift: 0.1 });
    const at = moved.indexOf(Math.max(...moved));
    farthest = Math.max(farthest, Math.abs((at % size) - 16), Math.abs(Math.floor(at / size) - 16));
  }
  expect(farthest).toBe(3); // 3.3 pixels, whole ones counted
});

test("changes of light stay within black and white and leave middle gray in reach", () => {
  const half = new Uint8Array(64).fill(255, 32);
  for (let example = 0; example < 50; example++) {
    const lit = augmented(half, GRAY, 0, example, { ...STILL, brightness: 0.5, contrast: 0.5 });
    expect(lit[0]!).toBeLessThan(lit[63]!);
  }
  const gray = new Uint8Array(64).fill(128);
  expect(Math.abs(augmented(gray, GRAY, 0, 1, { ...STILL, contrast: 0.5 })[0]! - 128)).toBeLessThanOrEqual(1);
});

test("a one-pixel photo can be augmented, and an even one only changes its light", () => {
  const still = { ...AUGMENTATION, brightness: 0, contrast: 0 };
  expect([...augmented(Uint8Array.from([42]), { ...GRAY, size: 1 }, 0, 0, still)]).toEqual([42]);
  expect(new Set(augmented(new Uint8Array(64).fill(90), GRAY, 0, 2, still))).toEqual(new Set([90]));
});

test("augmenting a photo into itself is refused, since it would read what it wrote", () => {
  const pixels = new Uint8Array(64);
  expect(() => augment(pixels, GRAY, stream(1, PURPOSE.augmentation), pixels)).toThrow(/the same array/);
  expect(() => augment(pixels, GRAY, stream(1, PURPOSE.augmentation), new Uint8Array(63))).toThrow(/got 64 and 63/);
});
