// The engine's own exp, log, sin, cos and tanh against the platform's, and its random numbers against the published
// vectors of Philox4x32-10 and against what uniform and normal numbers must look like.

import { describe, expect, test } from "vitest";
import { cos, exp, expm1, log, log1p, sigmoid, sin, softplus, tanh } from "../src/numbers/elementary.ts";
import { permutation, philox, PURPOSE, stream } from "../src/numbers/random.ts";

const SMALLEST_NORMAL = 2 ** -1022;
const SMALLEST = 2 ** -1074;

/** One unit in the last place of float64 numbers of the size of x. */
function unitInLastPlace(x: number): number {
  const size = Math.abs(x);
  if (size < SMALLEST_NORMAL) return SMALLEST;
  let power = 2 ** Math.max(-1022, Math.min(1023, Math.floor(Math.log2(size))));
  if (power > size) power /= 2; // log2 may round up
  return Math.max(SMALLEST, power * 2 ** -52);
}

interface Distance {
  readonly units: number;
  readonly at: number;
}

/** The furthest that `actual` is from `expected`, in units of `unit`, and where. NaN counts as infinitely far. */
function furthest(
  points: Iterable<number>,
  actual: (x: number) => number,
  expected: (x: number) => number,
  unit: (x: number) => number = unitInLastPlace,
): Distance {
  let worst: Distance = { units: 0, at: NaN };
  for (const x of points) {
    const right = expected(x);
    const found = actual(x);
    if (Object.is(right, found)) continue;
    const units = Math.abs(found - right) / unit(right);
    if (!(units <= worst.units)) worst = { units: Number.isNaN(units) ? Infinity : units, at: x };
  }
  return worst;
}

/** `count` seeded numbers, uniform from `low` to `high`. */
function* between(low: number, high: number, count = 20000): Generator<number> {
  const random = stream(1, PURPOSE.drawing);
  for (let i = 0; i < count; i++) yield low + (high - low) * random.uniform();
}

/** Seeded numbers of either sign with sizes from 2^low to 2^high, every size as likely. */
function* ofEverySize(low: number, high: number, count = 20000): Generator<number> {
  const random = stream(2, PURPOSE.drawing);
  for (let i = 0; i < count; i++) {
    const size = (1 + random.uniform()) * 2 ** Math.floor(low + (high - low) * random.uniform());
    yield random.uniform() < 0.5 ? -size : size;
  }
}

const positive = function* (points: Iterable<number>) {
  for (const x of points) yield Math.abs(x);
};

/** The platform's functions are themselves off by up to one unit, which is added to every bound below. */
const PLATFORM = 1;

describe("elementary functions", () => {
  test.each([
    { name: "exp", actual: exp, expected: Math.exp, points: () => between(-708, 709), units: 1 },
    { name: "exp near 0", actual: exp, expected: Math.exp, points: () => ofEverySize(-60, 2), units: 1 },
    {
      name: "exp of denormal results",
      actual: exp,
      expected: Math.exp,
      points: () => between(-745.13, -708),
      units: 1,
    },
    // From 0.34 on, exp's unit is up to four times that of exp - 1; tanh divides what expm1 gives.
    { name: "expm1", actual: expm1, expected: Math.expm1, points: () => ofEverySize(-60, 9), units: 3 },
    { name: "tanh", actual: tanh, expected: Math.tanh, points: () => ofEverySize(-60, 6), units: 4 },
    { name: "log", actual: log, expected: Math.log, points: () => positive(ofEverySize(-1022, 1023)), units: 1 },
    { name: "log near 1", actual: log, expected: Math.log, points: () => between(0.5, 2), units: 1 },
    {
      name: "log of denormal numbers",
      actual: log,
      expected: Math.log,
      points: () => positive(ofEverySize(-1074, -1022)),
      units: 1,
    },
    { name: "log1p", actual: log1p, expected: Math.log1p, points: () => positive(ofEverySize(-60, 60)), units: 2 },
    { name: "log1p below 0", actual: log1p, expected: Math.log1p, points: () => between(-0.999, 0), units: 2 },
    { name: "sin", actual: sin, expected: Math.sin, points: () => ofEverySize(-60, 2), units: 1 },
    { name: "cos", actual: cos, expected: Math.cos, points: () => ofEverySize(-60, 0), units: 1 },
  ])(
    "$name is within $units units in the last place, and the platform's own",
    ({ actual, expected, points, units }) => {
      const worst = furthest(points(), actual, expected);
      expect(worst.units, `at ${worst.at}: ${actual(worst.at)}, platform ${expected(worst.at)}`).toBeLessThanOrEqual(
        units + PLATFORM,
      );
    },
  );

  test.each([
    { name: "sin", actual: sin, expected: Math.sin },
    { name: "cos", actual: cos, expected: Math.cos },
  ])("$name of up to 10,000 radians is within 2 roundings of a number near 1", ({ actual, expected }) => {
    // Near its zeros a relative bound would ask for more of pi than is needed: normal numbers multiply the sine by a radius.
    const worst = furthest(between(-1e4, 1e4), actual, expected, () => 2 ** -53);
    expect(worst.units, `at ${worst.at}: ${actual(worst.at)}, platform ${expected(worst.at)}`).toBeLessThanOrEqual(
      2 + PLATFORM,
    );
  });

  test("sigmoid and softplus are right where the textbook's formulas overflow or cancel", () => {
    // The textbook's formulas, each on the side where it is safe; they are off by a unit or two themselves.
    const sigmoidBySide = (x: number) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));
    const softplusBySide = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    for (const points of [() => between(-700, 700), () => ofEverySize(-60, 5)]) {
      const worstSigmoid = furthest(points(), sigmoid, sigmoidBySide);
      expect(worstSigmoid.units, `sigmoid at ${worstSigmoid.at}`).toBeLessThanOrEqual(4);
      const worstSoftplus = furthest(points(), softplus, softplusBySide);
      expect(worstSoftplus.units, `softplus at ${worstSoftplus.at}`).toBeLessThanOrEqual(6);
    }
    for (const x of [-800, -1e308, -Infinity]) expect(sigmoid(x)).toBe(0);
    for (const x of [800, 1e308, Infinity]) expect(sigmoid(x)).toBe(1);
    expect(softplus(-800)).toBe(0);
    expect(softplus(800)).toBe(800);
  });

  test("the ends of the number line come out as the limits they stand for", () => {
    expect(exp(0)).toBe(1);
    expect(exp(-0)).toBe(1);
    expect(exp(-Infinity)).toBe(0);
    expect(exp(Infinity)).toBe(Infinity);
    expect(exp(-746)).toBe(0);
    expect(exp(710)).toBe(Infinity);
    expect(exp(-745)).toBe(SMALLEST);
    expect(Math.abs(exp(709) / 8.218407461554972e307 - 1)).toBeLessThan(2 ** -51);
    expect(exp(-1e308)).toBe(0);
    expect(exp(1e308)).toBe(Infinity);
    expect(exp(709.782712893384)).toBeLessThan(Infinity); // the last double before it overflows

    expect(log(1)).toBe(0);
    expect(log(0)).toBe(-Infinity);
    expect(log(-0)).toBe(-Infinity);
    expect(log(Infinity)).toBe(Infinity);
    expect(log(-1)).toBeNaN();
    expect(log(-Infinity)).toBeNaN();
    expect(log(SMALLEST)).toBeCloseTo(-744.4400719213812, 12);
    expect(log(Number.MAX_VALUE)).toBeCloseTo(709.782712893384, 12);

    expect(tanh(Infinity)).toBe(1);
    expect(tanh(-Infinity)).toBe(-1);
    expect(tanh(40)).toBe(1);
    expect(tanh(-40)).toBe(-1);
    expect(tanh(1e-10)).toBe(1e-10);
    expect(tanh(-1e-10)).toBe(-1e-10);
    expect(Math.abs(tanh(0))).toBe(0);

    expect(Math.abs(sin(0))).toBe(0);
    expect(cos(0)).toBe(1);
  });

  test("what is not a number stays not a number", () => {
    for (const [name, f] of Object.entries({ exp, expm1, log, log1p, sin, cos, tanh, sigmoid, softplus })) {
      expect(f(NaN), name).toBeNaN();
    }
  });

  test("log next to 1 keeps every digit of the distance from 1", () => {
    const steps = [2 ** -53, 2 ** -52, 2 ** -51, 2 ** -40, 2 ** -20];
    const points = steps.flatMap((step) => [1 - step, 1 + step]);
    const worst = furthest(points, log, Math.log);
    expect(worst.units, `at ${worst.at}`).toBeLessThanOrEqual(1 + PLATFORM);
    expect(log(1 + 2 ** -52)).toBeGreaterThan(0);
    expect(log(1 - 2 ** -53)).toBeLessThan(0);
  });
});

describe("random numbers", () => {
  // Known answers published with Random123 1.09 (kat_vectors, philox4x32 10): counter, key, result.
  test.each([
    {
      counter: [0, 0, 0, 0],
      key: [0, 0],
      result: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    },
    {
      counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      key: [0xffffffff, 0xffffffff],
      result: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    },
    {
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      key: [0xa4093822, 0x299f31d0],
      result: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ])("Philox4x32-10 gives its published answer for counter $counter", ({ counter, key, result }) => {
    const out = new Uint32Array(4);
    philox(new Uint32Array(counter), key[0]!, key[1]!, out);
    expect([...out]).toEqual(result);
  });

  const COUNT = 100000;
  /** How many standard deviations a seeded mean may be off: all moments below within this has odds of 1 in 10^5 against. */
  const DEVIATIONS = 5;

  /** The mean of f over `COUNT` numbers must be `mean`; `variance` is that of f of one number. */
  function expectMean(
    numbers: Float64Array,
    f: (x: number) => number,
    mean: number,
    variance: number,
    what: string,
  ): void {
    let sum = 0;
    for (const x of numbers) sum += f(x);
    const allowed = DEVIATIONS * Math.sqrt(variance / numbers.length);
    expect(Math.abs(sum / numbers.length - mean), what).toBeLessThanOrEqual(allowed);
  }

  test("uniform numbers fill [0, 1) evenly", () => {
    const random = stream(3, PURPOSE.drawing);
    const numbers = Float64Array.from({ length: COUNT }, () => random.uniform());
    expect(numbers.every((x) => x >= 0 && x < 1)).toBe(true);
    // The moments of a uniform x: mean of x^n is 1 / (n + 1), variance of x^n is 1 / (2n + 1) - 1 / (n + 1)^2.
    for (const n of [1, 2, 3, 4]) {
      expectMean(numbers, (x) => x ** n, 1 / (n + 1), 1 / (2 * n + 1) - 1 / (n + 1) ** 2, `mean of x^${n}`);
    }
    // Neighbors know nothing of each other: (x - 1/2)(y - 1/2) has mean 0 and variance 1 / 144.
    const products = numbers.subarray(1).map((x, i) => (x - 0.5) * (numbers[i]! - 0.5));
    expectMean(products, (x) => x, 0, 1 / 144, "correlation of neighbors");
  });

  test("normal numbers have the moments of the normal distribution", () => {
    const random = stream(4, PURPOSE.initialization);
    const numbers = Float64Array.from({ length: COUNT }, () => random.normal());
    // E x^2 = 1, E x^4 = 3, E x^6 = 15, E x^8 = 105; the variance of x^n is E x^2n - (E x^n)^2.
    expectMean(numbers, (x) => x, 0, 1, "mean");
    expectMean(numbers, (x) => x * x, 1, 3 - 1, "variance");
    expectMean(numbers, (x) => x ** 3, 0, 15, "skewness");
    expectMean(numbers, (x) => x ** 4, 3, 105 - 9, "kurtosis");
    // P(|x| > 2) and P(|x| > 3): the tails are where a wrong method shows.
    for (const [limit, tail] of [
      [2, 0.04550026],
      [3, 0.0026998],
    ] as const) {
      expectMean(numbers, (x) => (Math.abs(x) > limit ? 1 : 0), tail, tail * (1 - tail), `share beyond ${limit}`);
    }
    const products = numbers.subarray(1).map((x, i) => x * numbers[i]!);
    expectMean(products, (x) => x, 0, 1, "correlation of neighbors");
  });

  test("below gives every integer under the bound equally often, and none beyond", () => {
    const random = stream(5, PURPOSE.order);
    const counts = new Float64Array(7);
    for (let i = 0; i < COUNT; i++) counts[random.below(7)]!++;
    // A count is binomial: mean n / 7, variance n (1/7)(6/7).
    for (const count of counts)
      expect(Math.abs(count - COUNT / 7)).toBeLessThanOrEqual(DEVIATIONS * Math.sqrt((COUNT * 6) / 49));
    expect(counts.reduce((sum, count) => sum + count)).toBe(COUNT);
    expect(random.below(1)).toBe(0);
  });

  test("streams of neighboring coordinates share no numbers, and the same coordinates give the same ones", () => {
    const take = (seed: number, purpose: number, a?: number, b?: number) => {
      const random = stream(seed, purpose, a, b);
      return Array.from({ length: 16 }, () => random.bits());
    };
    expect(take(7, 1, 2, 3)).toEqual(take(7, 1, 2, 3));
    expect(take(7, 1)).toEqual(take(7, 1, 0, 0));
    const coordinates: Parameters<typeof take>[] = [
      [7, 1, 2, 3],
      [8, 1, 2, 3],
      [7 + 2 ** 32, 1, 2, 3], // a seed's upper half counts too
      [7, 2, 2, 3],
      [7, 1, 3, 3],
      [7, 1, 2, 4],
    ];
    const all = coordinates.flatMap((place) => take(...place));
    // 96 draws of 32 bits: the odds of any two alike are 1 in 10^6, and the seeds are fixed.
    expect(new Set(all).size).toBe(all.length);
  });

  test("an order of examples is a permutation that depends on seed and epoch only", () => {
    const identity = (count: number) => Array.from({ length: count }, (_, i) => i);
    for (const count of [0, 1, 2, 3, 64, 1009]) {
      expect(
        [...permutation(count, 7, PURPOSE.order, 3)].sort((x, y) => x - y),
        `of ${count}`,
      ).toEqual(identity(count));
    }
    const first = permutation(1009, 7, PURPOSE.order, 3);
    stream(7, PURPOSE.order, 3).normal(); // what else was drawn does not matter
    expect(permutation(1009, 7, PURPOSE.order, 3)).toEqual(first);
    expect(permutation(1009, 8, PURPOSE.order, 3)).not.toEqual(first);
    expect(permutation(1009, 7, PURPOSE.order, 4)).not.toEqual(first);
    expect(permutation(1009, 7, PURPOSE.split, 3)).not.toEqual(first);
    expect([...first]).not.toEqual(identity(1009));
  });

  test("every order of four examples comes up equally often", () => {
    const epochs = 24000;
    const counts = new Map<string, number>();
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = permutation(4, 11, PURPOSE.order, epoch).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    // Binomial again: 1000 each, variance just below 1000.
    for (const [order, count] of counts)
      expect(Math.abs(count - 1000), order).toBeLessThanOrEqual(DEVIATIONS * Math.sqrt(1000));
  });
});
