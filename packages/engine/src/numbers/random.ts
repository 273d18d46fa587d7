// Randomness as a function of its coordinates (seed, purpose, a, b), never of how much was drawn before.
// Philox4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.

import { cos, log, sin } from "./elementary.ts";

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9; // golden ratio
const WEYL_1 = 0xbb67ae85; // sqrt(3) - 1
const ROUNDS = 10;
const TWO_TO_32 = 4294967296;

/** What a stream is for, so that two uses of one seed never share numbers. */
export const PURPOSE = { initialization: 1, order: 2, augmentation: 3, split: 4, drawing: 5 } as const;

/** The high 32 bits of the unsigned product of two 32-bit integers. */
function multiplyHigh(x: number, y: number): number {
  const xl = x & 0xffff;
  const xh = x >>> 16;
  const yl = y & 0xffff;
  const yh = y >>> 16;
  const middle = xh * yl + ((xl * yl) >>> 16);
  const low = xl * yh + (middle & 0xffff);
  return xh * yh + Math.floor(middle / 65536) + Math.floor(low / 65536);
}

/** Encrypts `counter` (4 words) under the key; writes 4 words of 32 random bits to `out`. */
export function philox(counter: Uint32Array, key0: number, key1: number, out: Uint32Array): void {
  let c0 = counter[0]!;
  let c1 = counter[1]!;
  let c2 = counter[2]!;
  let c3 = counter[3]!;
  let k0 = key0 >>> 0;
  let k1 = key1 >>> 0;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** A source of random numbers at one place. */
export interface Stream {
  /** 32 random bits, as an unsigned integer. */
  bits(): number;
  /** Uniform in [0, 1), 32 bits fine. */
  uniform(): number;
  /** An integer in [0, bound), bound <= 2^32, without bias worth measuring (below 2^-32 a value). */
  below(bound: number): number;
  /** Normal, mean 0, deviation 1: Box and Muller 1958. */
  normal(): number;
}

/** The stream at (seed, purpose, a, b); `seed` an integer in [0, 2^53), `a` and `b` below 2^32. */
export function stream(seed: number, purpose: number, a = 0, b = 0): Stream {
  const counter = new Uint32Array([0, a, b, purpose]);
  const words = new Uint32Array(4);
  const key0 = seed % TWO_TO_32;
  const key1 = Math.floor(seed / TWO_TO_32);
  let used = 4;
  let spare = 0;
  let hasSpare = false;

  function bits(): number {
    if (used === 4) {
      philox(counter, key0, key1, words);
      counter[0]!++;
      used = 0;
    }
    return words[used++]!;
  }
  const uniform = () => bits() / TWO_TO_32;
  function normal(): number {
    if (hasSpare) {
      hasSpare = false;
      return spare;
    }
    // u in (0, 1): the half step keeps log away from 0.
    const radius = Math.sqrt(-2 * log((bits() + 0.5) / TWO_TO_32));
    const angle = 2 * Math.PI * uniform();
    spare = radius * sin(angle);
    hasSpare = true;
    return radius * cos(angle);
  }
  return { bits, uniform, below: (bound) => Math.floor(uniform() * bound), normal };
}

/** The integers 0 to count - 1 in the order that (seed, purpose, a) gives: Fisher and Yates. */
export function permutation(count: number, seed: number, purpose: number, a = 0): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  const random = stream(seed, purpose, a);
  for (let last = count - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const held = order[last]!;
    order[last] = order[other]!;
    order[other] = held;
  }
  return order;
}
