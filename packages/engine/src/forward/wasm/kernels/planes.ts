// AssemblyScript. The weights of winograd.ts: G g G^T of every window g, once, when a network is opened. In float64 in every
// variant, so that each weight is rounded once. Row p of G has the powers of a point p over the product of its distances
// to the other points; that of infinity is (0, .., 0, 1).

const SQRT_HALF: f64 = 0.7071067811865476;
const SQRT_TWO: f64 = 1.4142135623730951;
/** A window after its columns: (rows of planes, window), float64. */
const HALF_WAY: usize = memory.data(6 * 4 * 8, 16);

/** G (a, b, c, d) for the points 0, sqrt(1/2), -sqrt(1/2), sqrt(2), -sqrt(2) and infinity, into what is `step` apart. */
@inline
function takeSix<T>(a: f64, b: f64, c: f64, d: f64, last: f64, to: usize, step: usize): void {
  const e = (a + c / 2) * (-2.0 / 3.0), u = (b + d / 2) * (SQRT_HALF * (-2.0 / 3.0));
  const f = (a + c * 2) / 6, v = (b + d * 2) * (SQRT_TWO / 6);
  store<T>(to, <T>a);
  store<T>(to + step, <T>(e + u));
  store<T>(to + 2 * step, <T>(e - u));
  store<T>(to + 3 * step, <T>(f + v));
  store<T>(to + 4 * step, <T>(f - v));
  store<T>(to + 5 * step, <T>last);
}

/** For the points 0, 1, -1 and infinity: (a, (a + b + c) / 2, (a - b + c) / 2, c). */
@inline
function takeFour<T>(a: f64, b: f64, c: f64, to: usize, step: usize): void {
  store<T>(to, <T>a);
  store<T>(to + step, <T>((a + b + c) / 2));
  store<T>(to + 2 * step, <T>((a - b + c) / 2));
  store<T>(to + 3 * step, <T>c);
}

/**
 * From weights (window, window, channels, units) at `from` to planes at `to`, one behind the other, each of panels of 8
 * units that are `panelStride` bytes apart. `side` is m. The padding of the last panel stays as it is.
 */
export function makePlanes(
  side: usize, window: usize, from: usize, channels: usize, units: usize, to: usize, panelStride: usize,
): void {
  const cell = channels * units * 4;
  const line = window * cell;
  const planes = side + window - 1;
  const plane = ((units + 7) >> 3) * panelStride;
  const half = window * 8;
  for (let first: usize = 0; first < units; first += 8, to += panelStride) {
    const width = min<usize>(8, units - first);
    for (let channel: usize = 0; channel < channels; channel++) {
      for (let unit: usize = 0; unit < width; unit++) {
        let at = from + (channel * units + first + unit) * 4;
        for (let column: usize = 0; column < window; column++, at += cell) {
          const a = <f64>load<f32>(at), b = <f64>load<f32>(at + line), c = <f64>load<f32>(at + 2 * line);
          const d: f64 = window == 4 ? <f64>load<f32>(at + 3 * line) : 0;
          const into = HALF_WAY + column * 8;
          if (planes == 4) takeFour<f64>(a, b, c, into, half);
          else takeSix<f64>(a, b, c, d, window == 4 ? d : c, into, half);
        }
        let into = to + channel * 32 + unit * 4;
        for (let row: usize = 0; row < planes; row++, into += planes * plane) {
          const line = HALF_WAY + row * half;
          const a = load<f64>(line), b = load<f64>(line, 8), c = load<f64>(line, 16);
          const d: f64 = window == 4 ? load<f64>(line, 24) : 0;
          if (planes == 4) takeFour<f32>(a, b, c, into, plane);
          else takeSix<f32>(a, b, c, d, window == 4 ? d : c, into, plane);
        }
      }
    }
  }
}
