// Half precision to single, exactly: every float16 number is a float32 number (IEEE 754-2008, binary16 and binary32).

/** The exponent's bias is 15 in binary16 and 127 in binary32. */
const REBIAS = 127 - 15;
/** The smallest positive binary16 number, 2^-24: subnormals are whole multiples of it. */
const SUBNORMAL = 5.9604644775390625e-8;

/** float16 bit patterns as float32 numbers; infinities and NaN stay what they are. */
export function float16To32(halves: Uint16Array): Float32Array {
  const numbers = new Float32Array(halves.length);
  const bits = new Uint32Array(numbers.buffer);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]!;
    const sign = (half & 0x8000) << 16;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) numbers[i] = (sign === 0 ? 1 : -1) * fraction * SUBNORMAL;
    else if (exponent === 31) bits[i] = sign | 0x7f800000 | (fraction << 13);
    else bits[i] = sign | ((exponent + REBIAS) << 23) | (fraction << 13);
  }
  return numbers;
}
