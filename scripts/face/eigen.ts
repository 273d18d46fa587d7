// Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations: Golub and Van Loan, "Matrix computations",
// 4th edition, section 8.5.3 (cyclic by rows). Slow and certain; nothing here is larger than 128 x 128.

/** `vectors` (width, width): row k is the eigenvector of `values[k]`; values rise. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

const SWEEPS = 30;
const SMALL = 1e-24;

/** Of `matrix` (width, width), symmetric. */
export function symmetricEigen(matrix: Float64Array, width: number): Eigen {
  const a = matrix.slice();
  const v = new Float64Array(width * width);
  for (let i = 0; i < width; i++) v[i * width + i] = 1;
  const scale = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let off = 0;
    for (let p = 0; p < width; p++) for (let q = p + 1; q < width; q++) off += a[p * width + q]! ** 2;
    if (off <= SMALL * scale) break;
    for (let p = 0; p < width; p++) for (let q = p + 1; q < width; q++) rotate(a, v, width, p, q);
  }
  const order = [...Array(width).keys()].sort((i, j) => a[i * width + i]! - a[j * width + j]!);
  return {
    values: Float64Array.from(order, (i) => a[i * width + i]!),
    vectors: Float64Array.from(
      { length: width * width },
      (_, at) => v[order[Math.floor(at / width)]! * width + (at % width)]!,
    ),
  };
}

/** Makes a[p][q] zero. */
function rotate(a: Float64Array, v: Float64Array, width: number, p: number, q: number): void {
  const apq = a[p * width + q]!;
  if (apq === 0) return;
  const tau = (a[q * width + q]! - a[p * width + p]!) / (2 * apq);
  const t = tau >= 0 ? 1 / (tau + Math.sqrt(1 + tau * tau)) : 1 / (tau - Math.sqrt(1 + tau * tau));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  for (let k = 0; k < width; k++) {
    const [akp, akq] = [a[k * width + p]!, a[k * width + q]!];
    a[k * width + p] = c * akp - s * akq;
    a[k * width + q] = s * akp + c * akq;
  }
  for (let k = 0; k < width; k++) {
    const [apk, aqk] = [a[p * width + k]!, a[q * width + k]!];
    a[p * width + k] = c * apk - s * aqk;
    a[q * width + k] = s * apk + c * aqk;
    const [vpk, vqk] = [v[p * width + k]!, v[q * width + k]!];
    v[p * width + k] = c * vpk - s * vqk;
    v[q * width + k] = s * vpk + c * vqk;
  }
}
