// The normal deviate of a share: the scale on which the two error rates of normal scores lie on a straight line.

/** Coefficients of PPND7, accurate to 7 digits: Wichura, "Algorithm AS 241", Applied Statistics 37 (1988). */
const MIDDLE = {
  a: [3.3871327179, 50.434271938, 159.29113202, 59.10937472],
  b: [1, 17.895169469, 78.757757664, 67.1875636],
};
const NEAR = { a: [1.4234372777, 2.75681539, 1.3067284816, 0.17023821103], b: [1, 0.7370016425, 0.12021132975] };
const FAR = { a: [6.657905115, 3.081226386, 0.42868294337, 0.017337203997], b: [1, 0.24197894225, 0.012258202635] };

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);

/** The value below which a standard normal number lies with probability `share`, in (0, 1). */
export function probit(share: number): number {
  const q = share - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(MIDDLE.a, r)) / polynomial(MIDDLE.b, r);
  }
  const r = Math.sqrt(-Math.log(Math.min(share, 1 - share)));
  const [{ a, b }, x] = r <= 5 ? [NEAR, r - 1.6] : [FAR, r - 5];
  return (Math.sign(q) * polynomial(a, x)) / polynomial(b, x);
}
