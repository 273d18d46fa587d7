// Whether all numbers of an array are finite, fast: millions of them are asked about at each checkpoint and each load.

/**
 * False where one is infinite or NaN: a number times 0 is 0 only where it is finite. Four sums, since each addition
 * waits for the one before it.
 */
export function areFinite(numbers: Float32Array | Float64Array): boolean {
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  const whole = numbers.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    sum0 += numbers[i]! * 0;
    sum1 += numbers[i + 1]! * 0;
    sum2 += numbers[i + 2]! * 0;
    sum3 += numbers[i + 3]! * 0;
  }
  for (let i = whole; i < numbers.length; i++) sum0 += numbers[i]! * 0;
  return sum0 + sum1 + sum2 + sum3 === 0;
}

/** False also where one is larger than float32 numbers are. */
export function areFiniteAsFloat32(numbers: Float32Array | Float64Array): boolean {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += Math.fround(numbers[i]!) * 0;
  return sum === 0;
}
