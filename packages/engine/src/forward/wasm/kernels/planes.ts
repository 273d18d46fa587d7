// AssemblyScript. The weights of winograd.ts: G g G^T of every window g, once, when a network is opened. In float64 in every
// variant, so that each weight is rounded once. Row p of G has the powers of a point p over the product of its distances
// to the other points; that of infinity is (0, .., 0, 1).

const SQRT_HALF: f64 = 0.7071067811865476;
const SQRT_TWO: f64 = 1.4142135623730951;
/** Windows after their columns: (rows of planes, window), float64, two of them side by side. */
const HALF_WAY: usize = memory.data(6 * 4 * 16, 16);

@inline
function plus<T>(a: T, b: T): T {
  if (isVector<T>()) return f64x2.add(a, b);
  else return a + b;
}

@inline
function minus<T>(a: T, b: T): T {
  if (isVector<T>()) return f64x2.sub(a, b);
  else return a - b;
}

@inline
function times<T>(a: T, factor: f64): T {
  if (isVector<T>()) return f64x2.mul(a, f64x2.splat(factor));
  else return a * factor;
}

/** One unit's weight, or two units' side by side. */
@inline
function weight<T>(at: usize): T {
  if (isVector<T>()) return f64x2.promote_low_f32x4(v128.load64_zero(at));
  else return <f64>load<f32>(at);
}

@inline
function put<T>(isLast: bool, to: usize, value: T): void {
  if (!isLast) store<T>(to, value);
  else if (isVector<T>()) v128.store64_lane(to, f32x4.demote_f64x2_zero(value), 0);
  else store<f32>(to, <f32>value);
}

/** G (a, b, c, d), what is `step` bytes apart; a window of 3 has no d. `isLast`: rounded to float32. */
@inline
function take<T>(isLast: bool, planes: usize, window: usize, a: T, b: T, c: T, d: T, to: usize, step: usize): void {
  put<T>(isLast, to, a);
  if (planes == 4) {
    // The points 0, 1, -1 and infinity: (a, (a + b + c) / 2, (a - b + c) / 2, c).
    const even = times<T>(plus<T>(a, c), 0.5), odd = times<T>(b, 0.5);
    put<T>(isLast, to + step, plus<T>(even, odd));
    put<T>(isLast, to + 2 * step, minus<T>(even, odd));
    put<T>(isLast, to + 3 * step, c);
    return;
  }
  // The points 0, sqrt(1/2), -sqrt(1/2), sqrt(2), -sqrt(2) and infinity.
  const e = times<T>(plus<T>(a, times<T>(c, 0.5)), -2.0 / 3.0), f = times<T>(plus<T>(a, times<T>(c, 2)), 1.0 / 6.0);
  let u = b, v = b, last = c;
  if (window == 4) {
    u = plus<T>(b, times<T>(d, 0.5));
    v = plus<T>(b, times<T>(d, 2));
    last = d;
  }
  u = times<T>(u, SQRT_HALF * (-2.0 / 3.0));
  v = times<T>(v, SQRT_TWO / 6.0);
  put<T>(isLast, to + step, plus<T>(e, u));
  put<T>(isLast, to + 2 * step, minus<T>(e, u));
  to += 3 * step;
  put<T>(isLast, to, plus<T>(f, v));
  put<T>(isLast, to + step, minus<T>(f, v));
  put<T>(isLast, to + 2 * step, last);
}

/** G g G^T of the weights at `at`, whose cells are `cell` bytes apart, into planes that are `plane` bytes apart. */
@inline
function makePlane<T>(planes: usize, window: usize, at: usize, cell: usize, into: usize, plane: usize): void {
  const line = window * cell;
  const half = window * sizeof<T>();
  for (let to = HALF_WAY; to < HALF_WAY + half; to += sizeof<T>(), at += cell) {
    const c = weight<T>(at + 2 * line);
    const d = window == 4 ? weight<T>(at + 3 * line) : c;
    take<T>(false, planes, window, weight<T>(at), weight<T>(at + line), c, d, to, half);
  }
  for (let from = HALF_WAY; from < HALF_WAY + planes * half; from += half, into += planes * plane) {
    const c = load<T>(from, 2 * sizeof<T>());
    const d = window == 4 ? load<T>(from, 3 * sizeof<T>()) : c;
    take<T>(true, planes, window, load<T>(from), load<T>(from, sizeof<T>()), c, d, into, plane);
  }
}

/**
 * From weights (window, window, channels, units) at `from` to planes at `to`, one behind the other, each of panels of 8
 * units that are `panelStride` bytes apart. `side` is m, and `units` whole panels.
 */
export function makePlanes(
  side: usize, window: usize, from: usize, channels: usize, units: usize, to: usize, panelStride: usize,
): void {
  const cell = channels * units * 4;
  const planes = side + window - 1;
  const plane = (units >> 3) * panelStride;
  for (let first: usize = 0; first < units; first += 8, to += panelStride) {
    for (let channel: usize = 0; channel < channels; channel++) {
      const at = from + (channel * units + first) * 4;
      const into = to + channel * 32;
      for (let unit: usize = 0; unit < 32; unit += ASC_FEATURE_SIMD ? 8 : 4) {
        if (ASC_FEATURE_SIMD) makePlane<v128>(planes, window, at + unit, cell, into + unit, plane);
        else makePlane<f64>(planes, window, at + unit, cell, into + unit, plane);
      }
    }
  }
}
