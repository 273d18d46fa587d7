// Whether all numbers of an array are finite, fast: millions of them are asked about at each checkpoint and each load.

/** False where one is infinite or NaN: a number times 0 is 0 only where it is finite. */
export function areFinite(numbers: Float32Array | Float64Array): boolean {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i]! * 0;
  return sum === 0;
}

/** False also where one is larger than float32 numbers are. */
export function areFiniteAsFloat32(numbers: Float32Array | Float64Array): boolean {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += Math.fround(numbers[i]!) * 0;
  return sum === 0;
}
