// Which photos are learned from, which choose the epoch, and which are withheld.

import { isSelfsameError } from "@selfsame/engine";
import { expect, test } from "vitest";
import type { Side } from "../src/photos/collect.ts";
import { splitPhotos } from "../src/train/split.ts";

const sidesOf = (yes: number, no: number): Side[] => [
  ...Array.from({ length: yes }, () => "yes" as const),
  ...Array.from({ length: no }, () => "no" as const),
];
const SHARES = { validation: 0.1, test: 0.2 };

test("every photo is in exactly one part, and each part has its share of both sides", () => {
  const sides = sidesOf(50, 310);
  const { train, validation, test: withheld } = splitPhotos(sides, SHARES, 7);
  expect([...train, ...validation, ...withheld].sort((a, b) => a - b)).toEqual([...sides.keys()]);
  const yesIn = (places: Uint32Array) => places.filter((place) => sides[place] === "yes").length;
  expect([yesIn(train), yesIn(validation), yesIn(withheld)]).toEqual([35, 5, 10]);
  expect([train.length, validation.length, withheld.length]).toEqual([35 + 217, 5 + 31, 10 + 62]);
});

test("the same seed draws the same photos, and another seed others", () => {
  const sides = sidesOf(40, 40);
  expect(splitPhotos(sides, SHARES, 3)).toEqual(splitPhotos(sides, SHARES, 3));
  expect(splitPhotos(sides, SHARES, 3).test).not.toEqual(splitPhotos(sides, SHARES, 4).test);
});

test("which photos of one side are drawn does not depend on the other side", () => {
  const few = splitPhotos(sidesOf(40, 5), SHARES, 3).test.filter((place) => place < 40);
  const many = splitPhotos(sidesOf(40, 500), SHARES, 3).test.filter((place) => place < 40);
  expect(few).toEqual(many);
});

test("over many seeds every photo is withheld about as often as its share says", () => {
  const times = new Array<number>(20).fill(0);
  const seeds = 500;
  for (let seed = 0; seed < seeds; seed++) {
    for (const place of splitPhotos(sidesOf(20, 3), SHARES, seed).test) if (place < 20) times[place]!++;
  }
  // Binomial with n = 500, p = 0.2: mean 100, deviation 8.9; five deviations for 20 photos.
  for (const count of times) expect(Math.abs(count - 100)).toBeLessThan(45);
});

test("a small side still gives one photo to each part that is asked for", () => {
  const { train, validation, test: withheld } = splitPhotos(sidesOf(3, 3), SHARES, 1);
  expect([train.length, validation.length, withheld.length]).toEqual([2, 2, 2]);
});

test("with shares of 0 nothing is withheld, and one photo a side is enough", () => {
  const { train, validation, test: withheld } = splitPhotos(sidesOf(1, 1), { validation: 0, test: 0 }, 1);
  expect([[...train], validation.length, withheld.length]).toEqual([[0, 1], 0, 0]);
});

test("too few photos are refused, with how many of which side and what to do", () => {
  const error = (() => {
    try {
      return splitPhotos(sidesOf(5, 2), SHARES, 1);
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(isSelfsameError(error, "examples")).toBe(true);
  expect((error as Error).message).toMatch(/^--no: 2 photos are too few: .* at least 3 different photos, or --test 0/);
});

test("photos without a face are drawn like the others, and take no place of theirs", () => {
  const sides = sidesOf(50, 100);
  let inTest = 0;
  for (let seed = 0; seed < 200; seed++) {
    const { train, validation, test: withheld, noFace } = splitPhotos(sides, SHARES, seed, sidesOf(10, 20));
    expect([...train, ...validation, ...withheld].sort((a, b) => a - b)).toEqual([...sides.keys()]);
    expect([train.length, validation.length, withheld.length]).toEqual([35 + 70, 5 + 10, 10 + 20]);
    expect(noFace.train + noFace.validation + noFace.test).toBe(30);
    inTest += noFace.test;
  }
  // Each is met before the last test photo of its side with chance 10 / 51 or 20 / 101: 5.92 of 30 a seed, with a deviation
  // below 2.6 (as for a binomial, somewhat wider). Five deviations of the mean of 200.
  expect(Math.abs(inTest / 200 - 5.92)).toBeLessThan(0.92);
  expect(splitPhotos(sides, SHARES, 3).noFace).toEqual({ train: 0, validation: 0, test: 0 });
});
