// AssemblyScript, compiled by bench/machine.ts when it runs: what a core can do at most with 128-bit vectors, and how fast
// it reaches memory. Vectors of four float32; loops hold nothing but what is asked about.

/** Bytes of a vector, and of eight of them: one round of the memory loops. */
const VECTOR: usize = 16;
const ROUND: usize = 128;

/** Sums `bytes` (a multiple of 128) from `at` on: every byte is read once. */
export function read(at: usize, bytes: usize): f32 {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  const end = at + bytes;
  while (at < end) {
    a = v128.add<f32>(a, v128.load(at));
    b = v128.add<f32>(b, v128.load(at, 16));
    c = v128.add<f32>(c, v128.load(at, 32));
    d = v128.add<f32>(d, v128.load(at, 48));
    a = v128.add<f32>(a, v128.load(at, 64));
    b = v128.add<f32>(b, v128.load(at, 80));
    c = v128.add<f32>(c, v128.load(at, 96));
    d = v128.add<f32>(d, v128.load(at, 112));
    at += ROUND;
  }
  return total(v128.add<f32>(v128.add<f32>(a, b), v128.add<f32>(c, d)));
}

/** Multiplies `bytes` (a multiple of 128) from `at` on by `factor` in place: every byte is read once and written once. */
export function update(at: usize, bytes: usize, factor: f32): void {
  const by = f32x4.splat(factor);
  const end = at + bytes;
  while (at < end) {
    v128.store(at, v128.mul<f32>(by, v128.load(at)));
    v128.store(at, v128.mul<f32>(by, v128.load(at, 16)), 16);
    v128.store(at, v128.mul<f32>(by, v128.load(at, 32)), 32);
    v128.store(at, v128.mul<f32>(by, v128.load(at, 48)), 48);
    v128.store(at, v128.mul<f32>(by, v128.load(at, 64)), 64);
    v128.store(at, v128.mul<f32>(by, v128.load(at, 80)), 80);
    v128.store(at, v128.mul<f32>(by, v128.load(at, 96)), 96);
    v128.store(at, v128.mul<f32>(by, v128.load(at, 112)), 112);
    at += ROUND;
  }
}

/** `times` rounds of 12 independent multiply-adds in registers: 12 x 4 x 2 operations a round. */
export function arithmetic(times: i32, x: f32, y: f32): f32 {
  const p = f32x4.splat(x), q = f32x4.splat(y);
  let a = p, b = p, c = p, d = p, e = p, f = p, g = p, h = p, i = p, j = p, k = p, l = p;
  for (let round = 0; round < times; round++) {
    a = multiplyAdd(a, p, q);
    b = multiplyAdd(b, p, q);
    c = multiplyAdd(c, p, q);
    d = multiplyAdd(d, p, q);
    e = multiplyAdd(e, p, q);
    f = multiplyAdd(f, p, q);
    g = multiplyAdd(g, p, q);
    h = multiplyAdd(h, p, q);
    i = multiplyAdd(i, p, q);
    j = multiplyAdd(j, p, q);
    k = multiplyAdd(k, p, q);
    l = multiplyAdd(l, p, q);
  }
  const first = v128.add<f32>(v128.add<f32>(v128.add<f32>(a, b), v128.add<f32>(c, d)), v128.add<f32>(e, f));
  const second = v128.add<f32>(v128.add<f32>(v128.add<f32>(g, h), v128.add<f32>(i, j)), v128.add<f32>(k, l));
  return total(v128.add<f32>(first, second));
}

/** value x factor + addend: one relaxed instruction where there is one, else two. */
@inline
function multiplyAdd(value: v128, factor: v128, addend: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<f32>(value, factor, addend);
  return v128.add<f32>(v128.mul<f32>(value, factor), addend);
}

/** The sum of the four, so that nothing can be left out as unused. */
function total(sum: v128): f32 {
  return (
    v128.extract_lane<f32>(sum, 0) +
    v128.extract_lane<f32>(sum, 1) +
    v128.extract_lane<f32>(sum, 2) +
    v128.extract_lane<f32>(sum, 3)
  );
}
