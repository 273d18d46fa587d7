// Decisions and what is said about them: when it fires, why it does not, and how much was measured.

import { expect, test } from "vitest";
import type { Certainty } from "../src/certainty/certainty.ts";
import { attemptsFor, checkLevel } from "../src/decide/check-level.ts";
import { decide, decideRatio } from "../src/decide/decide.ts";
import type { FaceQuality } from "../src/quality/measure.ts";
import type { FaceReading } from "../src/reader/reading.ts";
import { CERTAINTY_VERSION } from "../src/profile/shipped.ts";
import { COVERAGE, decisionWords, levelWords, percent } from "../src/decide/words.ts";
import { goodQuality, levels, readingOf, strictest } from "./support/people.ts";

const withQuality = (changes: Partial<FaceQuality>): FaceReading =>
  readingOf(1, 0, { quality: { ...goodQuality, ...changes } });

const answering = (ratio: number): Certainty => ({
  ratios: (probes) => Promise.resolve(new Float64Array(probes.length).fill(ratio)),
  dispose: () => undefined,
});

test("the owner is let in, with a certainty that is the level's prior and the ratio together", async () => {
  const decision = await decide(answering(10.7), strictest, readingOf(1, 0, { others: 1 }));
  expect(decision).toMatchObject({ unlocked: true, outcome: "unlocked", reason: "unlocked", ratio: 10.7, others: 1 });
  expect(decision.certainty).toBeCloseTo(1 / (1 + Math.exp(6 - 10.7)), 12);
  expect(decision.face).toEqual({ x: 10, y: 20, width: 100, height: 100 });
  expect(decisionWords({ ...decision, others: 0 }, strictest)).toBe(
    "Unlocked. 99.1% certain. (At this level 1 stranger in 10,000 passed in our tests.)",
  );
});

test("a stranger is not, and is told so", () => {
  const decision = decideRatio(-0.2, strictest, readingOf(2, 0));
  expect(decision).toMatchObject({ unlocked: false, outcome: "stranger", reason: "not the owner" });
  expect(decisionWords(decision, strictest)).toBe("Locked: not the owner (0.2% certain).");
});

test("it fires above 0.5, not at it", () => {
  expect(decideRatio(6, strictest, readingOf(1, 0))).toMatchObject({ unlocked: false, certainty: 0.5 });
  expect(decideRatio(6 + 1e-9, strictest, readingOf(1, 0)).unlocked).toBe(true);
});

test("the same ratio passes at a wide level and not at a strict one", () => {
  expect(levels.map((level) => decideRatio(5, level, readingOf(1, 0)).unlocked)).toEqual([true, true, false]);
});

test("without a face nothing is asked and nothing opens", async () => {
  const never: Certainty = { ratios: () => Promise.reject(new Error("asked")), dispose: () => undefined };
  const decision = await decide(never, strictest, undefined);
  expect(decision).toMatchObject({ unlocked: false, certainty: 0, outcome: "no-face", reason: "no face" });
  expect(decision.ratio).toBeUndefined();
  expect(decisionWords(decision, strictest)).toBe("Locked: no face.");
});

test("too dark is told apart from not you", () => {
  const reading = withQuality({ brightness: 31 });
  const decision = decideRatio(2, strictest, reading);
  expect(decision).toMatchObject({
    outcome: "quality",
    reason: "not recognized; too dark (mean 31 of 255; 60 needed)",
  });
  // Merely poor: where the face is recognized all the same, it opens.
  expect(decideRatio(12, strictest, reading).unlocked).toBe(true);
});

test("a photo too poor to tell anyone by opens nothing, however certain the network is", () => {
  const decision = decideRatio(50, strictest, withQuality({ brightness: 4 }));
  expect(decision).toMatchObject({
    unlocked: false,
    outcome: "quality",
    reason: "too dark (mean 4 of 255; 20 needed)",
  });
  expect(decision.certainty).toBeGreaterThan(0.99);
  expect(decideRatio(50, strictest, readingOf(1, 0, { presence: 0.05 }))).toMatchObject({
    unlocked: false,
    certainty: 0,
    ratio: undefined,
    outcome: "no-face",
    face: undefined,
    quality: undefined,
  });
});

test("a number that is not finite opens nothing, wherever it comes from", async () => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    const descriptor = new Float32Array(128).fill(0.1);
    descriptor[77] = bad;
    const spoiled = [
      decideRatio(bad, strictest, readingOf(1, 0)),
      decideRatio(50, { ...strictest, offset: bad }, readingOf(1, 0)),
      decideRatio(50, strictest, readingOf(1, 0, { presence: bad })),
      decideRatio(50, strictest, withQuality({ mouth: bad })),
      decideRatio(
        50,
        strictest,
        readingOf(1, 0, { face: { ...readingOf(1, 0).face, box: { x: bad, y: 0, width: 1, height: 1 } } }),
      ),
      await decide(answering(50), strictest, readingOf(1, 0, { descriptor })),
      await decide(answering(bad), strictest, readingOf(1, 0)),
    ];
    for (const decision of spoiled) {
      expect(decision.unlocked).toBe(false);
      expect(decision.outcome).toBe("unreadable");
      expect(decision.certainty).toBeGreaterThanOrEqual(0);
      expect(decision.certainty).toBeLessThanOrEqual(1);
    }
  }
  expect(decideRatio(undefined, strictest, readingOf(1, 0)).unlocked).toBe(false);
});

test("half a look is not decided on: whether it shows a face at all was not asked", async () => {
  const glance = readingOf(1, 0, { presence: undefined });
  const refusal = { code: "input", message: expect.stringContaining("got one of `glance`; use `recognize`") as string };
  const stored = JSON.parse(JSON.stringify(readingOf(1, 0, { presence: NaN }))) as FaceReading;
  for (const half of [glance, stored])
    expect(() => decideRatio(50, strictest, half)).toThrow(expect.objectContaining(refusal) as Error);
  await expect(decide(answering(50), strictest, glance)).rejects.toMatchObject(refusal);
});

test("a level that nobody has measured is refused with what it would take", () => {
  expect(checkLevel(1e-4, levels)).toBe(strictest);
  expect(() => checkLevel(1e-5, levels)).toThrow(
    "level: expected one of 1e-2, 1e-3, 1e-4, got 1e-5. It would take 300,000 impostor attempts to support it (3 / level); there were 174,960.",
  );
  expect(() => checkLevel(5e-3, levels)).toThrow("got 5e-3. Choose the next smaller one.");
  for (const level of [0, -1, 1, NaN, Infinity]) expect(() => checkLevel(level, levels)).toThrow(`got ${level}`);
  expect(attemptsFor(1e-4)).toBe(30_000);
});

test("a level is not offered either where its own figures do not support it", () => {
  const thin = levels.map((level) => ({ ...level, impostorAttempts: 20_000 }));
  expect(checkLevel(1e-3, thin).level).toBe(1e-3);
  expect(() => checkLevel(1e-4, thin)).toThrow("It would take 30,000 impostor attempts");
});

test("words say what was counted, and on whom", () => {
  expect(levels.map((level) => levelWords(level))).toEqual([
    "At this level 1 stranger in 100 passed in our tests.",
    "At this level 1 stranger in 1,000 passed in our tests.",
    "At this level 1 stranger in 10,000 passed in our tests.",
  ]);
  expect(levelWords({ ...strictest, far: 0 })).toBe(
    "At this level none of 174,960 attempts by strangers passed in our tests.",
  );
  expect(levelWords(strictest, { photos: 10 })).toBe(levelWords(strictest));
  const few =
    "1 stranger in 10,000 passed in our tests, made with 10 photos; with 3, as here, the owner is refused more often.";
  expect(levelWords(strictest, { photos: 3 })).toBe(`At this level ${few}`);
  expect(decisionWords(decideRatio(10.7, strictest, readingOf(1, 0)), strictest, { photos: 3 })).toContain(few);
  expect(decisionWords(decideRatio(10.7, strictest, readingOf(1, 0)), strictest, { brief: true })).toMatch(
    /^Unlocked\. [\d.]+% certain\.$/,
  );
  const foreign = levelWords(strictest, { network: `${CERTAINTY_VERSION}-mine` });
  expect(foreign).toMatch(
    /^By the profile's own account 1 stranger in 10,000 passed at this level; .* not the shipped/,
  );
  expect(foreign).not.toContain("our tests");
  expect(levelWords(strictest, { network: CERTAINTY_VERSION })).toBe(levelWords(strictest));
  expect(decisionWords(decideRatio(99, strictest, readingOf(1, 0)), strictest, { network: "mine" })).toBe(
    `Unlocked. More than 99.9% certain. (${foreign})`,
  );
  expect(COVERAGE).toMatch(/relatives and twins are not covered/);
});

test("a percentage never says 100, nor 50 for what fires", () => {
  expect([0.99999, 0.991, 0.50001, 0.5, 0.49999, 0.0001].map(percent)).toEqual([
    "more than 99.9%",
    "99.1%",
    "just above 50%",
    "50.0%",
    "just below 50%",
    "less than 0.1%",
  ]);
});
