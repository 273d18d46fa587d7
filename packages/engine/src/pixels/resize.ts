// Another size for an image: each axis by itself, area averaging where it shrinks and bilinear where it grows.
// An output pixel is a weighted sum of input bytes. The weights are whole numbers with one common total, so every sum is
// an integer below 2^53: exact in float64 whatever the order, with one rounding at the end. Values are averaged as they
// are stored (sRGB), as the established training pipelines do.

import type { Image } from "./image.ts";

/** Along one axis: output i is the sum of weights[start[i] + k] * input[first[i] + k], divided by `total`. */
interface Taps {
  readonly first: Int32Array;
  /** (outputs + 1): where each output's weights start; the last one is where they end. */
  readonly start: Int32Array;
  readonly weights: Float64Array;
  readonly total: number;
}

/**
 * Area averaging. In units of 1/to of an input pixel, output i covers [i * from, (i + 1) * from) and input j covers
 * [j * to, (j + 1) * to); the weight is the length that they share, and one output's weights sum to `from`.
 */
function areaTaps(from: number, to: number): Taps {
  const first = new Int32Array(to);
  const start = new Int32Array(to + 1);
  const weights = new Float64Array(from + to); // neighbors share at most one input
  let used = 0;
  for (let i = 0; i < to; i++) {
    const low = i * from;
    const high = low + from;
    first[i] = Math.floor(low / to);
    start[i] = used;
    for (let j = first[i]!; j * to < high; j++) weights[used++] = Math.min(high, (j + 1) * to) - Math.max(low, j * to);
  }
  start[to] = used;
  return { first, start, weights, total: from };
}

/**
 * Bilinear. The center of output i lies at (i + 1/2) * from / to - 1/2 among the input's centers: in units of
 * 1 / (2 * to), at (2 * i + 1) * from - to. Edge pixels are repeated outside.
 */
function bilinearTaps(from: number, to: number): Taps {
  const first = new Int32Array(to);
  const start = new Int32Array(to + 1);
  const weights = new Float64Array(2 * to);
  const total = 2 * to;
  let used = 0;
  for (let i = 0; i < to; i++) {
    const at = Math.min(Math.max((2 * i + 1) * from - to, 0), (from - 1) * total);
    const before = Math.floor(at / total);
    const share = at - before * total;
    first[i] = before;
    start[i] = used;
    weights[used++] = total - share;
    if (share > 0) weights[used++] = share;
  }
  start[to] = used;
  return { first, start, weights, total };
}

const taps = (from: number, to: number): Taps => (to < from ? areaTaps(from, to) : bilinearTaps(from, to));

/** One row of `data`, starting at `base`, brought to the output's width: weighted sums, not yet divided. */
function sumRow(data: Image["data"], base: number, channels: number, across: Taps, into: Float64Array): void {
  const { first, start, weights } = across;
  const width = first.length;
  for (let i = 0; i < width; i++) {
    const end = start[i + 1]!;
    let from = base + first[i]! * channels;
    if (channels === 3) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let k = start[i]!; k < end; k++, from += 3) {
        const weight = weights[k]!;
        red += weight * data[from]!;
        green += weight * data[from + 1]!;
        blue += weight * data[from + 2]!;
      }
      into[3 * i] = red;
      into[3 * i + 1] = green;
      into[3 * i + 2] = blue;
    } else {
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let k = start[i]!, at = from + channel; k < end; k++, at += channels) sum += weights[k]! * data[at]!;
        into[channels * i + channel] = sum;
      }
    }
  }
}

/** The image in another size, (height, width, channels) bytes; the same bytes where the size is the same. */
export function resize(image: Image, width: number, height: number): Image {
  const { channels, data } = image;
  const across = taps(image.width, width);
  const down = taps(image.height, height);
  const divisor = across.total * down.total;
  const row = width * channels;
  const out = new Uint8Array(height * row);
  const sum = new Float64Array(row);
  // Neighboring outputs share at most two input rows, and consecutive rows fall into different places.
  const rows = [new Float64Array(row), new Float64Array(row)] as const;
  const held = [-1, -1];
  for (let i = 0; i < height; i++) {
    sum.fill(0);
    for (let k = down.start[i]!, y = down.first[i]!; k < down.start[i + 1]!; k++, y++) {
      const place = (y & 1) as 0 | 1;
      const summed = rows[place];
      if (held[place] !== y) {
        sumRow(data, y * image.width * channels, channels, across, summed);
        held[place] = y;
      }
      const weight = down.weights[k]!;
      for (let x = 0; x < row; x++) sum[x]! += weight * summed[x]!;
    }
    for (let x = 0; x < row; x++) out[i * row + x] = Math.floor(sum[x]! / divisor + 0.5);
  }
  return { width, height, channels, data: out };
}
