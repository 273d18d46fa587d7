// AssemblyScript. convolution: out (cells, 8) = activation(scale · (x (cells, window) · weights (window, 8) + bias) + shift
// + added), for one panel of 8 units at a time. A row of the window is one run of numbers, since channels lie side by
// side and cells too; so a convolution is a matrix product whose rows are gathered from the map by their addresses.
// Every number is summed in the order of the window from its bias on, whatever the tile or the variant.
//
// The tile is that of backends/wasm/kernels/forward.ts, 5 cells by 8 units, with the loop over the window's rows inside,
// so that sums stay in registers. Its cells may lie in different rows of the map: no small map leaves tiles half empty.

import { madd } from "../../../backends/wasm/kernels/lanes";
import { depthwiseRows } from "./depthwise";
import { endLanes, endOne, preluLanes } from "./ending";
import { Operation, PRELU, RELU6 } from "./operation";

/** What was read only to have it near: written here, so that it is read at all. */
const TOUCHED: usize = memory.data(64, 64);
/** Where sums begin that have no bias. */
const ZEROS: usize = memory.data(32, 16);
/** Places that are read from at a time, and the bytes of a cache line. */
const READERS: usize = 8;
const LINE: usize = 64;

/**
 * Reads the weights at `at` to have them in a near cache when the tiles come by. A tile reads them one behind the other,
 * and from far caches or memory that gets but a fraction of the bytes a second that eight readers at a time get.
 */
export function bringNear(at: usize, bytes: usize): void {
  const apart = (bytes / READERS + LINE) & ~(LINE - 1);
  let touched: i32 = 0;
  for (const end = at + apart; at < end; at += LINE) {
    touched |= load<i32>(at) | load<i32>(at + apart) | load<i32>(at + 2 * apart) | load<i32>(at + 3 * apart);
    const rest = at + 4 * apart;
    touched |= load<i32>(rest) | load<i32>(rest + apart) | load<i32>(rest + 2 * apart) | load<i32>(rest + 3 * apart);
  }
  store<i32>(TOUCHED, touched);
}

/**
 * `count` tiles of `R` cells (4 or 5, known when compiled) one behind the other, from cell `first` on; of `panels`
 * panels, the first of which has its weights at `weights`, and its first unit `channel` bytes from that of the layer.
 * `start`, `target` and `plus` are where cell 0 of the first panel reads, writes and adds from.
 */
@inline
function tiles(
  R: i32, j: Operation, panels: usize, channel: usize, weights: usize, first: usize, count: usize,
  start: usize, target: usize, plus: usize,
): void {
  // Read once: a compiler does not know that what is written is never the operation.
  const columns = j.columns, windowRows = j.windowRows, next = j.windowRow, bytes = j.depth * 4;
  const xPixel = j.xPixel, xGap = j.xRow - columns * xPixel;
  const outPixel = j.outPixel, outGap = j.outRow - columns * outPixel;
  const addedPixel = j.addedPixel, addedGap = j.addedRow - columns * addedPixel;
  const isEnding = j.isEnding != 0, activation = j.activation, scale = j.scale;
  const row = first / columns;
  const firstColumn = first - row * columns;
  start += row * j.xRow + firstColumn * xPixel;
  target += row * j.outRow + firstColumn * outPixel;
  if (plus != 0) plus += row * j.addedRow + firstColumn * addedPixel;
  const panelStride = j.panelStride;
  for (; panels > 0; panels--) {
    const bias = j.bias == 0 ? ZEROS : j.bias + channel;
    let column = firstColumn, x = start, out = target, added = plus;
    for (let left = count; left > 0; left--) {
      // Most tiles lie within a row of the map.
      const isWhole = column + R <= columns;
      let c = column;
      let w = weights;
      let x0 = x, x1 = x + xPixel, x2 = x1 + xPixel, x3 = x2 + xPixel, x4 = x3 + xPixel;
      if (!isWhole) {
        c++; x1 = x0 + xPixel; if (c == columns) { c = 0; x1 += xGap; }
        c++; x2 = x1 + xPixel; if (c == columns) { c = 0; x2 += xGap; }
        c++; x3 = x2 + xPixel; if (c == columns) { c = 0; x3 += xGap; }
        if (R > 4) { c++; x4 = x3 + xPixel; if (c == columns) { c = 0; x4 += xGap; } }
      }

      let c00 = v128.load(bias);
      let c01 = v128.load(bias, 16);
      let c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01, c40 = c00, c41 = c01;
      for (let row = windowRows; row > 0; row--) {
        // 8 sums wait for each other as soon as anything else gets in the way: two rounds at a time there. With 10 sums, 2
        // vectors of weights and 1 broadcast in 15 registers compilers that see more loads at once hoist them and spill.
        let k: usize = 0;
        if (R == 4) {
          for (; k + 8 <= bytes; k += 8, w += 64) {
            let w0: v128, w1: v128, a: v128;
            w0 = v128.load(w, 0); w1 = v128.load(w, 16);
            a = v128.load32_splat(x0 + k, 0); c00 = madd(a, w0, c00); c01 = madd(a, w1, c01);
            a = v128.load32_splat(x1 + k, 0); c10 = madd(a, w0, c10); c11 = madd(a, w1, c11);
            a = v128.load32_splat(x2 + k, 0); c20 = madd(a, w0, c20); c21 = madd(a, w1, c21);
            a = v128.load32_splat(x3 + k, 0); c30 = madd(a, w0, c30); c31 = madd(a, w1, c31);
            w0 = v128.load(w, 32); w1 = v128.load(w, 48);
            a = v128.load32_splat(x0 + k, 4); c00 = madd(a, w0, c00); c01 = madd(a, w1, c01);
            a = v128.load32_splat(x1 + k, 4); c10 = madd(a, w0, c10); c11 = madd(a, w1, c11);
            a = v128.load32_splat(x2 + k, 4); c20 = madd(a, w0, c20); c21 = madd(a, w1, c21);
            a = v128.load32_splat(x3 + k, 4); c30 = madd(a, w0, c30); c31 = madd(a, w1, c31);
          }
        }
        for (; k < bytes; k += 4) {
          const w0 = v128.load(w), w1 = v128.load(w, 16);
          let a = v128.load32_splat(x0 + k); c00 = madd(a, w0, c00); c01 = madd(a, w1, c01);
          a = v128.load32_splat(x1 + k); c10 = madd(a, w0, c10); c11 = madd(a, w1, c11);
          a = v128.load32_splat(x2 + k); c20 = madd(a, w0, c20); c21 = madd(a, w1, c21);
          a = v128.load32_splat(x3 + k); c30 = madd(a, w0, c30); c31 = madd(a, w1, c31);
          if (R > 4) { a = v128.load32_splat(x4 + k); c40 = madd(a, w0, c40); c41 = madd(a, w1, c41); }
          w += 32;
        }
        x0 += next;
        x1 += next;
        x2 += next;
        x3 += next;
        if (R > 4) x4 += next;
      }

      if (isEnding) {
        if (scale != 0) {
          let from = scale + channel;
          const s0 = v128.load(from), s1 = v128.load(from, 16);
          from = j.shift + channel;
          const t0 = v128.load(from), t1 = v128.load(from, 16);
          c00 = madd(c00, s0, t0); c01 = madd(c01, s1, t1);
          c10 = madd(c10, s0, t0); c11 = madd(c11, s1, t1);
          c20 = madd(c20, s0, t0); c21 = madd(c21, s1, t1);
          c30 = madd(c30, s0, t0); c31 = madd(c31, s1, t1);
          if (R > 4) { c40 = madd(c40, s0, t0); c41 = madd(c41, s1, t1); }
        }
        if (added != 0) {
          let at = added;
          c = column;
          c00 = f32x4.add(c00, v128.load(at)); c01 = f32x4.add(c01, v128.load(at, 16));
          c++; at += addedPixel; if (c == columns) { c = 0; at += addedGap; }
          c10 = f32x4.add(c10, v128.load(at)); c11 = f32x4.add(c11, v128.load(at, 16));
          c++; at += addedPixel; if (c == columns) { c = 0; at += addedGap; }
          c20 = f32x4.add(c20, v128.load(at)); c21 = f32x4.add(c21, v128.load(at, 16));
          c++; at += addedPixel; if (c == columns) { c = 0; at += addedGap; }
          c30 = f32x4.add(c30, v128.load(at)); c31 = f32x4.add(c31, v128.load(at, 16));
          if (R > 4) {
            c++; at += addedPixel; if (c == columns) { c = 0; at += addedGap; }
            c40 = f32x4.add(c40, v128.load(at)); c41 = f32x4.add(c41, v128.load(at, 16));
          }
        }
        if (activation == PRELU) {
          const from = j.slopes + channel;
          const s0 = v128.load(from), s1 = v128.load(from, 16);
          c00 = preluLanes(c00, s0); c01 = preluLanes(c01, s1);
          c10 = preluLanes(c10, s0); c11 = preluLanes(c11, s1);
          c20 = preluLanes(c20, s0); c21 = preluLanes(c21, s1);
          c30 = preluLanes(c30, s0); c31 = preluLanes(c31, s1);
          if (R > 4) { c40 = preluLanes(c40, s0); c41 = preluLanes(c41, s1); }
        } else if (activation != 0) {
          const low = f32x4.splat(0);
          c00 = f32x4.pmax(c00, low); c01 = f32x4.pmax(c01, low);
          c10 = f32x4.pmax(c10, low); c11 = f32x4.pmax(c11, low);
          c20 = f32x4.pmax(c20, low); c21 = f32x4.pmax(c21, low);
          c30 = f32x4.pmax(c30, low); c31 = f32x4.pmax(c31, low);
          if (R > 4) { c40 = f32x4.pmax(c40, low); c41 = f32x4.pmax(c41, low); }
          if (activation == RELU6) {
            const high = f32x4.splat(6);
            c00 = f32x4.pmin(c00, high); c01 = f32x4.pmin(c01, high);
            c10 = f32x4.pmin(c10, high); c11 = f32x4.pmin(c11, high);
            c20 = f32x4.pmin(c20, high); c21 = f32x4.pmin(c21, high);
            c30 = f32x4.pmin(c30, high); c31 = f32x4.pmin(c31, high);
            if (R > 4) { c40 = f32x4.pmin(c40, high); c41 = f32x4.pmin(c41, high); }
          }
        }
      }
      let to = out;
      v128.store(to, c00); v128.store(to, c01, 16);
      c = column;
      c++; to += outPixel; if (c == columns) { c = 0; to += outGap; } v128.store(to, c10); v128.store(to, c11, 16);
      c++; to += outPixel; if (c == columns) { c = 0; to += outGap; } v128.store(to, c20); v128.store(to, c21, 16);
      c++; to += outPixel; if (c == columns) { c = 0; to += outGap; } v128.store(to, c30); v128.store(to, c31, 16);
      if (R > 4) { c++; to += outPixel; if (c == columns) { c = 0; to += outGap; } v128.store(to, c40); v128.store(to, c41, 16); }

      x += R * xPixel;
      out += R * outPixel;
      if (added != 0) added += R * addedPixel;
      for (column += R; column >= columns; column -= columns) {
        x += xGap;
        out += outGap;
        if (added != 0) added += addedGap;
      }
    }
    channel += 32;
    weights += panelStride;
    target += 32;
    if (plus != 0) plus += 32;
  }
}

/** Tiles of `R` cells as functions of their own, each compiled once. */
function tiles4(
  j: Operation, p: usize, u: usize, w: usize, first: usize, count: usize, x: usize, o: usize, a: usize,
): void {
  tiles(4, j, p, u, w, first, count, x, o, a);
}
function tiles5(
  j: Operation, p: usize, u: usize, w: usize, first: usize, count: usize, x: usize, o: usize, a: usize,
): void {
  tiles(5, j, p, u, w, first, count, x, o, a);
}

/**
 * One cell of four panels side by side. A single cell is done as soon as its weights are there, and four readers get
 * several times as many bytes a second as one does.
 */
function cellOfFour(j: Operation, channel: usize, w: usize, x: usize, out: usize, added: usize): void {
  const from = j.bias + channel;
  const bytes = j.depth * 4;
  let c0 = v128.load(from), c1 = v128.load(from, 16), c2 = v128.load(from, 32), c3 = v128.load(from, 48);
  let c4 = v128.load(from, 64), c5 = v128.load(from, 80), c6 = v128.load(from, 96), c7 = v128.load(from, 112);
  let v = w + j.panelStride, y = v + j.panelStride, z = y + j.panelStride;
  for (let row = j.windowRows; row > 0; row--) {
    for (let k: usize = 0; k < bytes; k += 4) {
      const a = v128.load32_splat(x + k);
      c0 = madd(a, v128.load(w), c0); c1 = madd(a, v128.load(w, 16), c1);
      c2 = madd(a, v128.load(v), c2); c3 = madd(a, v128.load(v, 16), c3);
      c4 = madd(a, v128.load(y), c4); c5 = madd(a, v128.load(y, 16), c5);
      c6 = madd(a, v128.load(z), c6); c7 = madd(a, v128.load(z, 16), c7);
      w += 32; v += 32; y += 32; z += 32;
    }
    x += j.windowRow;
  }
  v128.store(out, c0); v128.store(out, c1, 16); v128.store(out, c2, 32); v128.store(out, c3, 48);
  v128.store(out, c4, 64); v128.store(out, c5, 80); v128.store(out, c6, 96); v128.store(out, c7, 112);
  if (j.isEnding == 0) return;
  for (let k: usize = 0; k < 128; k += 16) {
    v128.store(out + k, endLanes(j, v128.load(out + k), channel + k, added == 0 ? 0 : added + k));
  }
}

/** The same of one panel. */
function cellOfOne(j: Operation, channel: usize, w: usize, x: usize, out: usize, added: usize): void {
  const from = j.bias == 0 ? ZEROS : j.bias + channel;
  const bytes = j.depth * 4;
  let c0 = v128.load(from), c1 = v128.load(from, 16);
  for (let row = j.windowRows; row > 0; row--, x += j.windowRow) {
    for (let k: usize = 0; k < bytes; k += 4, w += 32) {
      const a = v128.load32_splat(x + k);
      c0 = madd(a, v128.load(w), c0); c1 = madd(a, v128.load(w, 16), c1);
    }
  }
  v128.store(out, endLanes(j, c0, channel, added));
  v128.store(out, endLanes(j, c1, channel + 16, added == 0 ? 0 : added + 16), 16);
}

/** The same sums without SIMD: one cell, four units at a time. */
function cellScalar(j: Operation, channel: usize, weights: usize, x: usize, out: usize, added: usize): void {
  for (let half: usize = 0; half < 32; half += 16) {
    const from = j.bias == 0 ? ZEROS : j.bias + channel + half;
    let c0 = load<f32>(from);
    let c1 = load<f32>(from, 4);
    let c2 = load<f32>(from, 8);
    let c3 = load<f32>(from, 12);
    let w = weights + half;
    let line = x;
    for (let row = j.windowRows; row > 0; row--) {
      for (let k: usize = 0; k < j.depth * 4; k += 4) {
        const a = load<f32>(line + k);
        c0 += a * load<f32>(w);
        c1 += a * load<f32>(w, 4);
        c2 += a * load<f32>(w, 8);
        c3 += a * load<f32>(w, 12);
        w += 32;
      }
      line += j.windowRow;
    }
    const to = out + half;
    store<f32>(to, c0);
    store<f32>(to, c1, 4);
    store<f32>(to, c2, 8);
    store<f32>(to, c3, 12);
  }
  if (j.isEnding == 0) return;
  for (let k: usize = 0; k < 32; k += 4) {
    store<f32>(out + k, endOne(j, load<f32>(out + k), channel + k, added == 0 ? 0 : added + k));
  }
}

/** `panels` panels of `cells` cells, row by row from a row's first on; `x`, `out` and `added` are those of the first. */
export function panelCells(
  j: Operation, panels: usize, channel: usize, weights: usize, cells: usize, x: usize, out: usize, added: usize,
): void {
  if (ASC_FEATURE_SIMD && cells > 3) {
    // Up to four tiles of 4 and others of 5 make up any number of cells from 4 on but 6, 7 and 11; those end with a tile of
    // 4 that does some of the cells before once more.
    const fours: usize = (cells * 4) % 5;
    if (fours * 4 <= cells) {
      if (fours > 0) tiles4(j, panels, channel, weights, 0, fours, x, out, added);
      if (fours * 4 < cells) tiles5(j, panels, channel, weights, fours * 4, (cells - fours * 4) / 5, x, out, added);
    } else {
      tiles5(j, panels, channel, weights, 0, cells / 5, x, out, added);
      tiles4(j, panels, channel, weights, cells - 4, 1, x, out, added);
    }
    return;
  }
  for (; panels > 0; panels--, channel += 32, weights += j.panelStride) {
    for (let cell: usize = 0; cell < cells; cell++) {
      const row = cell / j.columns;
      const column = cell - row * j.columns;
      const from = x + row * j.xRow + column * j.xPixel;
      const to = out + row * j.outRow + column * j.outPixel;
      const plus: usize = added == 0 ? 0 : added + row * j.addedRow + column * j.addedPixel;
      if (ASC_FEATURE_SIMD) cellOfOne(j, channel, weights, from, to, plus);
      else cellScalar(j, channel, weights, from, to, plus);
    }
    out += 32;
    if (added != 0) added += 32;
  }
}

/** Rows from `first` to `end` of panels from `firstPanel` to `endPanel`; rows that come before pass through `scratch`. */
export function convolutionRows(
  j: Operation, first: usize, end: usize, firstPanel: usize, endPanel: usize, scratch: usize,
): void {
  const isAfter = j.before != 0;
  for (let row = first; row < end; row += j.together) {
    const rows = min<usize>(end - row, j.together);
    if (isAfter) depthwiseRows(changetype<Operation>(j.before), row, rows, scratch);
    const x = isAfter ? scratch : j.x + row * j.xRow;
    const cells = rows * j.columns;
    for (let panel = firstPanel; panel < endPanel; ) {
      const channel = panel * 32;
      const weights = j.weights + panel * j.panelStride;
      const out = j.out + row * j.outRow + channel;
      const added: usize = j.added == 0 ? 0 : j.added + row * j.addedRow + channel;
      if (ASC_FEATURE_SIMD && cells == 1 && endPanel - panel >= 4) {
        cellOfFour(j, channel, weights, x, out, added);
        panel += 4;
      } else {
        // Near weights are read from where they are, as often as it takes; others panel by panel.
        const panels = j.isFar != 0 ? 1 : endPanel - panel;
        if (j.isFar != 0) bringNear(weights, j.panelStride);
        panelCells(j, panels, channel, weights, cells, x, out, added);
        panel += panels;
      }
    }
  }
}
