// Rates, intervals and calibration against values that can be worked out by hand.

import { expect, test } from "vitest";
import type { Attempts } from "../src/evaluate/attempts.ts";
import { calibrationOf, reliabilityOf } from "../src/evaluate/calibration.ts";
import { detCurve } from "../src/evaluate/det.ts";
import { compareAt, differenceAt, ratesAt, Tally } from "../src/evaluate/rates.ts";

const OWNERS = 10;
const STRANGERS = 100;

/** Owners are people 0 to 9, strangers 10 to 109, each before each owner once; ten genuine attempts for each owner. */
function attemptsFrom(
  genuine: (owner: number, attempt: number) => number,
  impostor: (owner: number, stranger: number) => number,
): Attempts {
  const count = (length: number) => [...Array(length).keys()];
  return {
    people: count(OWNERS + STRANGERS).map(String),
    genuine: count(OWNERS).flatMap((owner) => count(10).map((attempt) => ({ owner, score: genuine(owner, attempt) }))),
    impostor: count(OWNERS).flatMap((owner) =>
      count(STRANGERS).map((index) => ({
        owner,
        stranger: OWNERS + index,
        score: impostor(owner, index),
      })),
    ),
  };
}

/** Impostors score 0 to 999, each number once. */
const spread = (owner: number, stranger: number) => owner * STRANGERS + stranger;

test("the threshold lets through as many strangers as were asked for, and no more", () => {
  const tally = new Tally(attemptsFrom(() => 0, spread));
  expect(tally.thresholds([1e-2, 1e-3, 0.5])).toEqual([989, 998, 499]);
  for (const far of [1e-2, 1e-3, 0.5]) expect(tally.accepted(tally.threshold(far))).toBeCloseTo(far, 12);
});

test("a threshold never falls between equal scores", () => {
  const tally = new Tally(
    attemptsFrom(
      () => 0,
      (owner, stranger) => (stranger < 50 ? 7 : owner),
    ),
  );
  // Half of all score 7: to let in fewer than that, none of them may pass.
  expect(tally.threshold(0.4)).toBe(7);
  expect(tally.accepted(7)).toBeLessThan(0.21);
});

test("an attempt without a face is a rejection, of owner and stranger alike", () => {
  const blind = attemptsFrom(
    (_, attempt) => (attempt === 0 ? -Infinity : 2000),
    (owner, stranger) => (stranger < 30 ? -Infinity : spread(owner, stranger)),
  );
  const [rate] = ratesAt(blind, [1e-2]);
  expect(rate!.frr).toBeCloseTo(0.1, 12);
  expect(new Tally(blind).threshold(1)).toBe(-Infinity);
  expect(new Tally(blind).accepted(-Infinity)).toBeCloseTo(0.7, 12);
});

test("a rate is measurable from three impostor attempts for each that it lets in", () => {
  const rates = ratesAt(
    attemptsFrom(() => 1, spread),
    [1e-2, 3e-3, 1e-3, 1e-4],
  );
  expect(rates.map(({ measurable }) => measurable)).toEqual([true, true, false, false]);
});

test("an interval counts people, not attempts: one owner in ten refused always says little about the next ten", () => {
  const [rate] = ratesAt(
    attemptsFrom((owner) => (owner === 3 ? -1 : 2000), spread),
    [1e-2],
  );
  expect(rate!.frr).toBeCloseTo(0.1, 12);
  expect(rate!.low).toBe(0);
  expect(rate!.high).toBeCloseTo(0.3, 12);
  expect(
    ratesAt(
      attemptsFrom((owner) => (owner === 3 ? -1 : 2000), spread),
      [1e-2],
    ),
  ).toEqual([rate]);
});

test("the difference of two rules is drawn on the same people, so that what they share cancels", () => {
  // Both refuse all of owner 3; the other one also each owner's first attempt.
  const better = attemptsFrom((owner) => (owner === 3 ? -1 : 2000), spread);
  const worse = attemptsFrom((owner, attempt) => (owner === 3 || attempt === 0 ? -1 : 2000), spread);
  expect(differenceAt(better, better, 1e-2)).toEqual([0, 0]);
  const [low, high] = differenceAt(better, worse, 1e-2);
  expect(low).toBeCloseTo(-0.1, 12);
  expect(high).toBeLessThan(-0.06);
  const compared = compareAt(better, worse, [1e-2]);
  expect(compared.one).toEqual(ratesAt(better, [1e-2]));
  expect(compared.other).toEqual(ratesAt(worse, [1e-2]));
  expect(compared.differences).toEqual([[low, high]]);
});

test("an owner who was never an attempt of their own makes no interval of nothing", () => {
  // Nine of ten owners have no genuine attempt: a third of all draws leave the tenth out, and have no rate.
  const all = attemptsFrom((_, attempt) => (attempt < 5 ? -1 : 2000), spread);
  const one: Attempts = { ...all, genuine: all.genuine.filter(({ owner }) => owner === 0) };
  const { one: rates, differences } = compareAt(one, one, [1e-2]);
  expect(rates[0]).toMatchObject({ frr: 0.5, low: 0.5, high: 0.5, measurable: true });
  expect(differences).toEqual([[0, 0]]);
  // Nor does a stranger whom only one owner met.
  const met: Attempts = {
    ...all,
    impostor: all.impostor.filter(({ owner, stranger }) => owner === 1 && stranger === 11),
  };
  const [rate] = ratesAt(met, [1e-2]);
  expect(rate!.threshold).toBe(101);
  expect([rate!.frr, rate!.low, rate!.high]).toEqual([0.5, 0.5, 0.5]); // not 0 where nobody was there to set it
  // Without any genuine attempt there is nothing to draw again for: no rate, and it says so.
  expect(ratesAt({ ...all, genuine: [] }, [1e-2])[0]).toMatchObject({
    frr: NaN,
    low: NaN,
    high: NaN,
    measurable: false,
  });
});

test("nobody refused is no proof that nobody ever is: the interval reaches as far as three attempts in all", () => {
  const all = attemptsFrom(() => 2000, spread);
  const [rate] = ratesAt(all, [1e-2]);
  expect([rate!.frr, rate!.low, rate!.high]).toEqual([0, 0, 3 / all.genuine.length]);
  const [few] = ratesAt({ ...all, genuine: all.genuine.slice(0, 2) }, [1e-2]);
  expect(few!.high).toBe(1);
});

test("the curve of all thresholds falls, and goes through the rates that are stated", () => {
  const attempts = attemptsFrom((owner, attempt) => 700 + 40 * attempt + owner, spread);
  const curve = detCurve(attempts);
  expect(curve[0]!.far).toBeCloseTo(1e-3, 12);
  expect(curve.at(-1)!.far).toBeCloseTo(0.5, 12);
  for (const [i, { frr }] of curve.entries()) if (i > 0) expect(frr).toBeLessThanOrEqual(curve[i - 1]!.frr);
  expect(curve[0]!.frr).toBe(ratesAt(attempts, [1e-3])[0]!.frr);
});

test("a ratio that says nothing costs one bit, and nothing can be made of it", () => {
  expect(calibrationOf([0, 0, 0], [0, 0])).toEqual({ cllr: 1, minCllr: 1, ece: 0 });
});

test("ratios that tell all apart cost what their boldness lacks; hindsight makes them free", () => {
  // log2(1 + exp(-log 3)) = log2(4 / 3)
  const { cllr, minCllr, ece } = calibrationOf([Math.log(3)], [-Math.log(3)]);
  expect(cllr).toBeCloseTo(Math.log2(4 / 3), 12);
  expect(minCllr).toBe(0);
  expect(ece).toBeCloseTo(0.25, 12);
});

test("a constant added to calibrated ratios is the cost that hindsight takes back", () => {
  // Of four genuine attempts three have the ratio log 3, and one log 1/3; of impostors the other way about.
  const [up, down] = [Math.log(3), -Math.log(3)];
  const calibrated = calibrationOf([up, up, up, down], [down, down, down, up]);
  expect(calibrated.cllr).toBeCloseTo(calibrated.minCllr, 12);
  expect(calibrated.ece).toBeCloseTo(0, 12);
  const shifted = calibrationOf([up + 2, up + 2, up + 2, down + 2], [down + 2, down + 2, down + 2, up + 2]);
  expect(shifted.minCllr).toBeCloseTo(calibrated.minCllr, 12);
  expect(shifted.cllr).toBeGreaterThan(calibrated.cllr + 0.3);
  expect(shifted.ece).toBeGreaterThan(0.1);
});

test("ratios in the wrong order are pooled: hindsight may correct them, but not turn them round", () => {
  const { cllr, minCllr } = calibrationOf([-5, -5], [5, 5]);
  expect(cllr).toBeGreaterThan(7);
  expect(minCllr).toBeCloseTo(1, 12);
});

test("owners and strangers weigh half each in a bin, however many there are", () => {
  const bins = reliabilityOf([0], Array<number>(99).fill(0));
  expect(bins).toHaveLength(1);
  expect(bins[0]!.weight).toBeCloseTo(1, 12);
  expect(bins[0]!.stated).toBeCloseTo(0.5, 12);
  expect(bins[0]!.seen).toBeCloseTo(0.5, 12);
});
