// exp, log, sin, cos, tanh in float64 from additions, multiplications and divisions alone, which IEEE 754 rounds the
// same everywhere; `Math.exp` and its kin are rounded as each engine likes. This file is compiled twice, as TypeScript
// and (by AssemblyScript) into the kernels, so it keeps to what both languages share.
// Method: Cody and Waite, "Software Manual for the Elementary Functions", 1980: reduce the range, sum a Taylor series.

/** log2(e) */
const LOG2_E: number = 1.4426950408889634;
/** log(2) = HIGH + LOW; HIGH has 21 zero bits at its end, so that k * HIGH is exact for |k| < 2^21. */
const LN2_HIGH: number = 6.9314718036912381649e-1;
const LN2_LOW: number = 1.90821492927058770002e-10;
const SQRT_HALF: number = 0.7071067811865476;
const SQRT_TWO: number = 1.4142135623730951;
const TWO_TO_128: number = 340282366920938463463374607431768211456.0;
const TWO_TO_512: number = 1.3407807929942597e154;
const TWO_TO_MINUS_900: number = 1.183051828006021e-271;
/** 2 / pi, and pi / 2 in three parts whose products with k < 2^20 are exact but for the last. */
const TWO_OVER_PI: number = 0.6366197723675814;
const HALF_PI_HIGH: number = 1.57079632673412561417;
const HALF_PI_MIDDLE: number = 6.0771005063039659766e-11;
const HALF_PI_LOW: number = 2.02226624879595063154e-21;

/** 2^k for integer |k| <= 1023, by squaring. */
function twoTo(k: number): number {
  let power: number = 1;
  let base: number = k < 0 ? 0.5 : 2;
  let left: number = Math.abs(k);
  while (left >= 1) {
    const half = Math.floor(left / 2);
    if (left - 2 * half == 1) power *= base;
    base *= base;
    left = half;
  }
  return power;
}

/** sum of r^n / n! for n >= 2, |r| <= log(2) / 2: the first term left out is below 2^-57 of the sum with 1 + r. */
function exponentialTail(r: number): number {
  let sum: number = 1.0 / 87178291200.0;
  sum = sum * r + 1.0 / 6227020800.0;
  sum = sum * r + 1.0 / 479001600.0;
  sum = sum * r + 1.0 / 39916800.0;
  sum = sum * r + 1.0 / 3628800.0;
  sum = sum * r + 1.0 / 362880.0;
  sum = sum * r + 1.0 / 40320.0;
  sum = sum * r + 1.0 / 5040.0;
  sum = sum * r + 1.0 / 720.0;
  sum = sum * r + 1.0 / 120.0;
  sum = sum * r + 1.0 / 24.0;
  sum = sum * r + 1.0 / 6.0;
  sum = sum * r + 0.5;
  return sum * r * r;
}

/** e^x. 0 below -745.2, Infinity above 709.8. */
export function exp(x: number): number {
  if (x != x) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  // x = k log 2 + (r + c), |r| <= log(2) / 2; c is what rounding took from r.
  const k = Math.floor(x * LOG2_E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const c = high - r - low;
  const y = 1.0 + (r + (exponentialTail(r) + c));
  // In two factors, since 2^k alone may overflow or underflow where the product does not.
  const first = Math.floor(k / 2);
  return y * twoTo(first) * twoTo(k - first);
}

/** e^x - 1, without the cancellation near 0. */
export function expm1(x: number): number {
  if (Math.abs(x) < 0.34) return x + exponentialTail(x);
  return exp(x) - 1.0;
}

/** The natural logarithm. -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (x != x || x < 0) return NaN;
  if (x == 0) return -Infinity;
  if (x == Infinity) return x;
  // x = m 2^k with m in [sqrt(1/2), sqrt(2)): take out 2^512, 2^256, ..., 2; each power is the root of the one before.
  let m = x;
  let k: number = 0;
  if (m < SQRT_HALF) {
    if (m < TWO_TO_MINUS_900) {
      m *= TWO_TO_128; // so that 2^1023 is enough for denormal numbers too
      k -= 128;
    }
    let power: number = TWO_TO_512;
    for (let step: number = 512; step >= 1; step = step / 2) {
      if (m * power < SQRT_TWO) {
        m *= power;
        k -= step;
      }
      power = Math.sqrt(power);
    }
  } else {
    let power: number = TWO_TO_512;
    for (let step: number = 512; step >= 1; step = step / 2) {
      if (m >= power * SQRT_HALF) {
        m /= power;
        k += step;
      }
      power = Math.sqrt(power);
    }
  }
  // log m = f - f^2/2 + s (f^2/2 + R) with f = m - 1, s = f / (2 + f): the leading terms stay exact near 1 (fdlibm's form).
  const f = m - 1;
  const s = f / (2.0 + f);
  const q = s * s;
  let sum: number = 2.0 / 23.0;
  sum = sum * q + 2.0 / 21.0;
  sum = sum * q + 2.0 / 19.0;
  sum = sum * q + 2.0 / 17.0;
  sum = sum * q + 2.0 / 15.0;
  sum = sum * q + 2.0 / 13.0;
  sum = sum * q + 2.0 / 11.0;
  sum = sum * q + 2.0 / 9.0;
  sum = sum * q + 2.0 / 7.0;
  sum = sum * q + 2.0 / 5.0;
  sum = sum * q + 2.0 / 3.0;
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + sum * q) + k * LN2_LOW) - f);
}

/** log(1 + x), exact also where 1 + x rounds: Kahan's correction. */
export function log1p(x: number): number {
  const sum = 1.0 + x;
  if (sum == 1.0) return x;
  return (log(sum) * x) / (sum - 1.0);
}

/** (e^2x - 1) / (e^2x + 1), computed on the side where nothing overflows. */
export function tanh(x: number): number {
  if (x != x) return x;
  const t = expm1(-2.0 * Math.abs(x)); // in (-1, 0]
  const y = -t / (2.0 + t);
  return x < 0 ? -y : y;
}

/** 1 / (1 + e^-x), computed from e^-|x| so that nothing overflows. */
export function sigmoid(x: number): number {
  const t = exp(-Math.abs(x));
  return x < 0 ? t / (1.0 + t) : 1.0 / (1.0 + t);
}

/** log(1 + e^x) */
export function softplus(x: number): number {
  return (x > 0 ? x : 0) + log1p(exp(-Math.abs(x)));
}

/** sin r for |r| <= pi / 4. */
function sineNearZero(r: number): number {
  const q = r * r;
  let sum: number = 1.0 / 355687428096000.0;
  sum = sum * q - 1.0 / 1307674368000.0;
  sum = sum * q + 1.0 / 6227020800.0;
  sum = sum * q - 1.0 / 39916800.0;
  sum = sum * q + 1.0 / 362880.0;
  sum = sum * q - 1.0 / 5040.0;
  sum = sum * q + 1.0 / 120.0;
  sum = sum * q - 1.0 / 6.0;
  return r + r * q * sum;
}

/** cos r for |r| <= pi / 4. */
function cosineNearZero(r: number): number {
  const q = r * r;
  let sum: number = -1.0 / 6402373705728000.0;
  sum = sum * q + 1.0 / 20922789888000.0;
  sum = sum * q - 1.0 / 87178291200.0;
  sum = sum * q + 1.0 / 479001600.0;
  sum = sum * q - 1.0 / 3628800.0;
  sum = sum * q + 1.0 / 40320.0;
  sum = sum * q - 1.0 / 720.0;
  sum = sum * q + 1.0 / 24.0;
  return 1.0 - 0.5 * q + q * q * sum;
}

/** sin(x + quarter pi / 2), |x| < 10^5. */
function sineOfQuarter(x: number, quarter: number): number {
  const k = Math.floor(x * TWO_OVER_PI + 0.5);
  const r = x - k * HALF_PI_HIGH - k * HALF_PI_MIDDLE - k * HALF_PI_LOW;
  const turn = k + quarter;
  const q = turn - 4 * Math.floor(turn / 4);
  if (q == 0) return sineNearZero(r);
  if (q == 1) return cosineNearZero(r);
  if (q == 2) return -sineNearZero(r);
  return -cosineNearZero(r);
}

/** Sine of x radians, |x| < 10^5. */
export function sin(x: number): number {
  return sineOfQuarter(x, 0);
}

/** Cosine of x radians, |x| < 10^5. */
export function cos(x: number): number {
  return sineOfQuarter(x, 1);
}
