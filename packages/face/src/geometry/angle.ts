// The direction of a vector in degrees, from additions, multiplications, divisions and roots alone, so that it comes out
// the same everywhere (`Math.atan2` is rounded as each engine likes).

const DEGREES = 180 / Math.PI;

/** arctan t for t in [0, 1], in radians: halved twice, then Euler's alternating series; error below 1e-15. */
function arcTangent(t: number): number {
  // arctan t = 2 arctan(t / (1 + sqrt(1 + t^2)))
  const half = t / (1 + Math.sqrt(1 + t * t));
  const quarter = half / (1 + Math.sqrt(1 + half * half)); // at most tan(pi / 16) = 0.199
  const square = quarter * quarter;
  let sum = 0;
  for (let power = 21; power >= 1; power -= 2) sum = 1 / power - square * sum;
  return 4 * quarter * sum;
}

/** The angle from the x axis toward the y axis to (x, y), in degrees in [-180, 180]; 0 for (0, 0). */
export function direction(x: number, y: number): number {
  const across = Math.abs(x);
  const along = Math.abs(y);
  if (across === 0 && along === 0) return 0;
  let angle = along <= across ? arcTangent(along / across) * DEGREES : 90 - arcTangent(across / along) * DEGREES;
  if (x < 0) angle = 180 - angle;
  return y < 0 ? -angle : angle;
}
