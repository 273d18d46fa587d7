// AssemblyScript. Packing: a matrix rewritten as panels in the order in which the microkernel reads them.
// Strides are in bytes. Matrices are padded in memory, so that whole panels can always be read.

/** Writes b (depth, 8): b[k, j] = source[k, j]. */
export function packColumns(source: usize, stride: usize, depth: usize, to: usize): void {
  for (let k: usize = 0; k < depth; k++) {
    if (ASC_FEATURE_SIMD) {
      v128.store(to, v128.load(source));
      v128.store(to, v128.load(source, 16), 16);
    } else {
      memory.copy(to, source, 32);
    }
    source += stride;
    to += 32;
  }
}

/** Writes a (depth, 4): a[k, i] = source[k, i]. */
export function packColumns4(source: usize, stride: usize, depth: usize, to: usize): void {
  for (let k: usize = 0; k < depth; k++) {
    if (ASC_FEATURE_SIMD) v128.store(to, v128.load(source));
    else memory.copy(to, source, 16);
    source += stride;
    to += 16;
  }
}

/**
 * Writes four columns of a panel whose rows are `width` bytes: panel[k, i] = source[i, k] for i < 4.
 * Reads source in whole vectors of 4: rows of a matrix are padded to a multiple of 8.
 */
@inline
function transposeFour(source: usize, stride: usize, depth: usize, to: usize, width: usize): void {
  const s1 = source + stride;
  const s2 = s1 + stride;
  const s3 = s2 + stride;
  let at: usize = 0;
  if (ASC_FEATURE_SIMD) {
    const whole = (depth & ~3) * 4;
    for (; at < whole; at += 16) {
      const r0 = v128.load(source + at);
      const r1 = v128.load(s1 + at);
      const r2 = v128.load(s2 + at);
      const r3 = v128.load(s3 + at);
      const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
      const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
      const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
      v128.store(to + width, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
      v128.store(to + 2 * width, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
      v128.store(to + 3 * width, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
      to += 4 * width;
    }
  }
  for (; at < depth * 4; at += 4) {
    store<f32>(to, load<f32>(source + at));
    store<f32>(to, load<f32>(s1 + at), 4);
    store<f32>(to, load<f32>(s2 + at), 8);
    store<f32>(to, load<f32>(s3 + at), 12);
    to += width;
  }
}

/** Writes a (depth, 4): a[k, i] = source[i, k]. */
export function packRows4(source: usize, stride: usize, depth: usize, to: usize): void {
  transposeFour(source, stride, depth, to, 16);
}

/** Writes b (depth, 8): b[k, j] = source[j, k]. */
export function packRows(source: usize, stride: usize, depth: usize, to: usize): void {
  transposeFour(source, stride, depth, to, 32);
  transposeFour(source + 4 * stride, stride, depth, to + 16, 32);
}
