// The figures of a report, against values worked out by hand or published.

import { expect, test } from "vitest";
import { wilson } from "../src/evaluation/interval.ts";
import { errorRates } from "../src/evaluation/rates.ts";
import { areaUnderCurve, rocCurve } from "../src/evaluation/roc.ts";

const certainties = [0.9, 0.8, 0.7, 0.5, 0.5, 0.3, 0.2];
const isYes = [1, 1, 0, 1, 0, 0, 0];

test("a false accept is a no that fires, a false reject a yes that does not", () => {
  expect(errorRates(certainties, isYes, 0.6)).toEqual({
    falseAcceptRate: 1 / 4,
    falseRejectRate: 1 / 3,
    accuracy: 5 / 7,
    yes: 3,
    no: 4,
    falseAccepts: 1,
    falseRejects: 1,
  });
});

test("a certainty at the threshold does not fire", () => {
  expect(errorRates([0.5, 0.5], [1, 0], 0.5)).toMatchObject({ falseAccepts: 0, falseRejects: 1 });
  expect(errorRates(new Float32Array([0]), new Uint8Array([1]), 0)).toMatchObject({ falseRejects: 1 });
});

test("a rate of a class that is absent is undefined, not a number that looks measured", () => {
  expect(errorRates([0.9, 0.1], [1, 1], 0.5)).toMatchObject({
    falseAcceptRate: undefined,
    falseRejectRate: 0.5,
    no: 0,
  });
  expect(errorRates([0.9, 0.1], [0, 0], 0.5)).toMatchObject({
    falseAcceptRate: 0.5,
    falseRejectRate: undefined,
    yes: 0,
  });
  expect(errorRates([], [], 0.5).accuracy).toBeUndefined();
});

test("figures that do not fit together are refused with their position", () => {
  expect(() => errorRates([0.1, 0.2], [1], 0.5)).toThrow(/2 certainties, got 1/);
  expect(() => rocCurve([0.1, NaN], [1, 0])).toThrow(/NaN at 1/);
  expect(() => areaUnderCurve([0.1, 0.2], [1, 2])).toThrow(/got 2 at 1/);
  expect(() => errorRates([0.1], [1], NaN)).toThrow(/threshold/);
});

test("the interval is Wilson's", () => {
  // Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3, to four places.
  const published: [number, number, number, number][] = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ];
  for (const [successes, trials, low, high] of published) {
    expect(wilson(successes, trials)[0]).toBeCloseTo(low, 4);
    expect(wilson(successes, trials)[1]).toBeCloseTo(high, 4);
  }
});

test("the interval never leaves 0 to 1, touches the ends exactly, and mirrors", () => {
  expect(wilson(0, 0)).toEqual([0, 1]);
  for (let trials = 1; trials <= 60; trials++) {
    expect(wilson(0, trials)[0]).toBe(0);
    expect(wilson(trials, trials)[1]).toBe(1);
    for (let successes = 0; successes <= trials; successes++) {
      const [low, high] = wilson(successes, trials);
      const [mirrorLow, mirrorHigh] = wilson(trials - successes, trials);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(successes / trials);
      expect(high).toBeGreaterThanOrEqual(successes / trials);
      expect(low).toBeCloseTo(1 - mirrorHigh, 12);
      expect(high).toBeCloseTo(1 - mirrorLow, 12);
    }
  }
});

test("counts that cannot be are refused", () => {
  expect(() => wilson(3, 2)).toThrow(/3 of 2/);
  expect(() => wilson(-1, 2)).toThrow(/-1 of 2/);
  expect(() => wilson(0.5, 2)).toThrow(/integers/);
});

test("the curve goes from nothing fires to everything fires and takes a tie in one step", () => {
  expect(rocCurve(certainties, isYes)).toEqual([
    { threshold: 0.9, falseAcceptRate: 0, trueAcceptRate: 0 },
    { threshold: 0.8, falseAcceptRate: 0, trueAcceptRate: 1 / 3 },
    { threshold: 0.7, falseAcceptRate: 0, trueAcceptRate: 2 / 3 },
    { threshold: 0.5, falseAcceptRate: 1 / 4, trueAcceptRate: 2 / 3 },
    { threshold: 0.3, falseAcceptRate: 2 / 4, trueAcceptRate: 1 },
    { threshold: 0.2, falseAcceptRate: 3 / 4, trueAcceptRate: 1 },
    { threshold: -Infinity, falseAcceptRate: 1, trueAcceptRate: 1 },
  ]);
});

test("each point of the curve is what its threshold does", () => {
  for (const { threshold, falseAcceptRate, trueAcceptRate } of rocCurve(certainties, isYes)) {
    const rates = errorRates(certainties, isYes, threshold);
    expect(rates.falseAcceptRate).toBe(falseAcceptRate);
    expect(1 - rates.falseRejectRate!).toBeCloseTo(trueAcceptRate, 15);
  }
});

test("the area is the share of pairs in the right order, ties half", () => {
  // By hand: of 3 x 4 pairs, 0.9 and 0.8 win 4 each, 0.5 wins 2 and ties 1.
  expect(areaUnderCurve(certainties, isYes)).toBe(10.5 / 12);
  expect(areaUnderCurve([0.9, 0.1], [1, 0])).toBe(1);
  expect(areaUnderCurve([0.1, 0.9], [1, 0])).toBe(0);
  expect(areaUnderCurve([0.5, 0.5, 0.5], [1, 0, 0])).toBe(0.5);
});

test("the area is the trapezoids under the curve", () => {
  let area = 0;
  rocCurve(certainties, isYes).forEach((point, i, points) => {
    const before = points[i - 1] ?? point;
    area += ((point.falseAcceptRate - before.falseAcceptRate) * (point.trueAcceptRate + before.trueAcceptRate)) / 2;
  });
  expect(area).toBeCloseTo(10.5 / 12, 15);
});

test("one class alone has no curve and no area", () => {
  expect(rocCurve([0.9, 0.1], [1, 1])).toEqual([]);
  expect(areaUnderCurve([0.9, 0.1], [0, 0])).toBeUndefined();
  expect(areaUnderCurve([], [])).toBeUndefined();
});

test("the order in which photos come changes nothing", () => {
  for (const step of [2, 3, 4, 5, 6]) {
    // Multiplying by a step that shares no factor with 7 visits all seven once.
    const order = certainties.map((_, i) => (i * step) % certainties.length);
    const shuffled = order.map((i) => certainties[i]!);
    const truth = order.map((i) => isYes[i]!);
    expect(rocCurve(shuffled, truth)).toEqual(rocCurve(certainties, isYes));
    expect(areaUnderCurve(shuffled, truth)).toBe(areaUnderCurve(certainties, isYes));
    expect(errorRates(shuffled, truth, 0.6)).toEqual(errorRates(certainties, isYes, 0.6));
  }
});
