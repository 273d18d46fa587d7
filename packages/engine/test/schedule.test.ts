// The learning rate on its way, against the formulas and against PyTorch's numbers.

import { describe, expect, test } from "vitest";
import { parseSchedule } from "../src/training/schedule.ts";
import training from "./oracle/training.json" with { type: "json" };

const STEPS_PER_EPOCH = 7;
const EPOCHS = 12;
const STEPS = EPOCHS * STEPS_PER_EPOCH;
/** The engine's cosine is within 4 units in the last place of 1; a sum and two products round once each. */
const ALLOWED = 8 * 2 ** -53;

const factors = (text: string, steps = STEPS, stepsPerEpoch = STEPS_PER_EPOCH) => {
  const schedule = parseSchedule(text);
  return Array.from({ length: steps }, (_, step) => schedule(step, steps, stepsPerEpoch));
};

test("constant stays what was asked for", () => {
  expect(new Set(factors("constant"))).toEqual(new Set([1]));
});

describe("step", () => {
  test("multiplies after each so many epochs, and not within one", () => {
    const expected = Array.from({ length: STEPS }, (_, step) => 0.5 ** Math.floor(step / (3 * STEPS_PER_EPOCH)));
    expect(factors("step:3:0.5")).toEqual(expected); // powers of two are exact
    expect(expected.at(-1)).toBe(0.125);
  });

  test("every epoch by any factor, within the roundings of its products", () => {
    factors("step:1:0.1").forEach((factor, step) => {
      const epoch = Math.floor(step / STEPS_PER_EPOCH);
      expect(Math.abs(factor / 0.1 ** epoch - 1)).toBeLessThanOrEqual(2 * EPOCHS * 2 ** -53);
    });
  });

  test("a factor of 1, or an epoch that never comes, changes nothing", () => {
    expect(new Set(factors("step:1:1"))).toEqual(new Set([1]));
    expect(new Set(factors("step:100:0.5"))).toEqual(new Set([1]));
  });
});

describe("cosine", () => {
  test("falls from 1 along half a cosine, step by step", () => {
    factors("cosine").forEach((factor, step) => {
      expect(Math.abs(factor - 0.5 * (1 + Math.cos((Math.PI * step) / STEPS)))).toBeLessThanOrEqual(ALLOWED);
    });
    expect(factors("cosine")[0]).toBe(1);
    expect(factors("cosine:0")).toEqual(factors("cosine"));
  });

  test("is the one that the run stored from PyTorch was trained with", () => {
    const run = training.runs.find((one) => one.name.includes("cosine"))!;
    const rates = run.learningRates;
    expect(rates.length).toBe(50);
    factors("cosine", rates.length, 5).forEach((factor, step) => {
      expect(Math.abs(rates[0]! * factor - rates[step]!)).toBeLessThanOrEqual(ALLOWED);
    });
  });

  test("with a warmup rises in equal steps for so many epochs, then falls over the rest", () => {
    const rise = 2 * STEPS_PER_EPOCH;
    factors("cosine:2").forEach((factor, step) => {
      const expected =
        step < rise ? (step + 1) / rise : 0.5 * (1 + Math.cos((Math.PI * (step - rise)) / (STEPS - rise)));
      expect(Math.abs(factor - expected)).toBeLessThanOrEqual(ALLOWED);
    });
    expect(factors("cosine:0.5").indexOf(1), "half an epoch of 7 steps is 4").toBe(3);
  });

  test("with a warmup longer than training only rises", () => {
    expect(factors("cosine:1000")).toEqual(Array.from({ length: STEPS }, (_, step) => (step + 1) / STEPS));
  });

  test.each([1, 2, 3])("is a number above 0 and at most 1 at every one of %i steps", (steps) => {
    for (const text of ["cosine", "cosine:1", "cosine:0.1", "cosine:7"])
      for (const stepsPerEpoch of [1, 2, 5])
        for (const factor of factors(text, steps, stepsPerEpoch)) {
          expect(factor).toBeGreaterThan(0);
          expect(factor).toBeLessThanOrEqual(1);
        }
  });
});

test.each([
  "",
  "Cosine",
  "linear",
  "constant:1",
  "step",
  "step:10",
  "step:10:0.5:1",
  "step:0:0.5",
  "step:-1:0.5",
  "step:1.5:0.5",
  "step:x:0.5",
  "step::0.5",
  "step:10:",
  "step:10:0",
  "step:10:-0.5",
  "step:10:1.5",
  "step:10:NaN",
  "cosine:",
  "cosine:-1",
  "cosine:Infinity",
  "cosine:two",
  "cosine:1:2",
])('"%s" is refused in words that say what there is', (text) => {
  expect(() => parseSchedule(text)).toThrow(
    expect.objectContaining({
      name: "SelfsameError",
      code: "input",
      message: `train: schedule: expected "constant", "step:EVERY:FACTOR" (such as step:10:0.5), "cosine" or "cosine:WARMUP" (such as cosine:2), got "${text}".`,
    }),
  );
});
