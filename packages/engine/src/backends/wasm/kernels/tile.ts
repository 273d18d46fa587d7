// AssemblyScript. The microkernel: a tile of 4 rows x 8 columns, every element summed over `depth` in order, so that
// the result depends on neither the variant nor the neighbors. Eight vector accumulators, two vectors of b and one
// broadcast fit the 16 registers that the compiler has.

/** Where the tile is left: 4 rows of 8 float32. */
export const TILE: usize = memory.data(128, 16);

/** TILE = a · b with panels a (depth, 4) and b (depth, 8). */
export function multiplyTile(a: usize, b: usize, depth: usize): void {
  if (ASC_FEATURE_SIMD) {
    let c00 = f32x4.splat(0);
    let c01 = f32x4.splat(0);
    let c10 = f32x4.splat(0);
    let c11 = f32x4.splat(0);
    let c20 = f32x4.splat(0);
    let c21 = f32x4.splat(0);
    let c30 = f32x4.splat(0);
    let c31 = f32x4.splat(0);
    const end = a + depth * 16;
    const pairs = a + (depth & ~1) * 16;
    while (a < pairs) {
      let b0 = v128.load(b);
      let b1 = v128.load(b, 16);
      let x = v128.load32_splat(a);
      c00 = f32x4.add(c00, f32x4.mul(x, b0));
      c01 = f32x4.add(c01, f32x4.mul(x, b1));
      x = v128.load32_splat(a, 4);
      c10 = f32x4.add(c10, f32x4.mul(x, b0));
      c11 = f32x4.add(c11, f32x4.mul(x, b1));
      x = v128.load32_splat(a, 8);
      c20 = f32x4.add(c20, f32x4.mul(x, b0));
      c21 = f32x4.add(c21, f32x4.mul(x, b1));
      x = v128.load32_splat(a, 12);
      c30 = f32x4.add(c30, f32x4.mul(x, b0));
      c31 = f32x4.add(c31, f32x4.mul(x, b1));
      b0 = v128.load(b, 32);
      b1 = v128.load(b, 48);
      x = v128.load32_splat(a, 16);
      c00 = f32x4.add(c00, f32x4.mul(x, b0));
      c01 = f32x4.add(c01, f32x4.mul(x, b1));
      x = v128.load32_splat(a, 20);
      c10 = f32x4.add(c10, f32x4.mul(x, b0));
      c11 = f32x4.add(c11, f32x4.mul(x, b1));
      x = v128.load32_splat(a, 24);
      c20 = f32x4.add(c20, f32x4.mul(x, b0));
      c21 = f32x4.add(c21, f32x4.mul(x, b1));
      x = v128.load32_splat(a, 28);
      c30 = f32x4.add(c30, f32x4.mul(x, b0));
      c31 = f32x4.add(c31, f32x4.mul(x, b1));
      a += 32;
      b += 64;
    }
    if (a < end) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      let x = v128.load32_splat(a);
      c00 = f32x4.add(c00, f32x4.mul(x, b0));
      c01 = f32x4.add(c01, f32x4.mul(x, b1));
      x = v128.load32_splat(a, 4);
      c10 = f32x4.add(c10, f32x4.mul(x, b0));
      c11 = f32x4.add(c11, f32x4.mul(x, b1));
      x = v128.load32_splat(a, 8);
      c20 = f32x4.add(c20, f32x4.mul(x, b0));
      c21 = f32x4.add(c21, f32x4.mul(x, b1));
      x = v128.load32_splat(a, 12);
      c30 = f32x4.add(c30, f32x4.mul(x, b0));
      c31 = f32x4.add(c31, f32x4.mul(x, b1));
    }
    v128.store(TILE, c00);
    v128.store(TILE, c01, 16);
    v128.store(TILE, c10, 32);
    v128.store(TILE, c11, 48);
    v128.store(TILE, c20, 64);
    v128.store(TILE, c21, 80);
    v128.store(TILE, c30, 96);
    v128.store(TILE, c31, 112);
  } else {
    for (let row: usize = 0; row < 4; row++) {
      for (let half: usize = 0; half < 2; half++) {
        let c0: f32 = 0;
        let c1: f32 = 0;
        let c2: f32 = 0;
        let c3: f32 = 0;
        let at = a + row * 4;
        let bt = b + half * 16;
        for (let k: usize = 0; k < depth; k++) {
          const x = load<f32>(at);
          c0 += x * load<f32>(bt);
          c1 += x * load<f32>(bt, 4);
          c2 += x * load<f32>(bt, 8);
          c3 += x * load<f32>(bt, 12);
          at += 16;
          bt += 32;
        }
        const to = TILE + row * 32 + half * 16;
        store<f32>(to, c0);
        store<f32>(to, c1, 4);
        store<f32>(to, c2, 8);
        store<f32>(to, c3, 12);
      }
    }
  }
}
