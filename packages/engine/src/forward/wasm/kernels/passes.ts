// AssemblyScript. Operations on numbers where they are: scale, sum and activation by themselves, copies, zeros.

import { sigmoid } from "../../../numbers/elementary";
import { endKnown, endOne } from "./ending";
import { Operation } from "./operation";

/** out = activation(x · scale + shift + added). `out` may be `x`. */
export function pointwiseRows(j: Operation, first: usize, end: usize): void {
  const bytes = j.channels * 4;
  const scale = j.scale, activation = j.activation;
  for (let row = first; row < end; row++) {
    let x = j.x + row * j.xRow;
    let out = j.out + row * j.outRow;
    let added: usize = j.added == 0 ? 0 : j.added + row * j.addedRow;
    for (let column: usize = 0; column < j.columns; column++) {
      for (let channel: usize = 0; channel < bytes; channel += ASC_FEATURE_SIMD ? 16 : 4) {
        const plus: usize = added == 0 ? 0 : added + channel;
        if (ASC_FEATURE_SIMD) v128.store(out + channel, endKnown(j, v128.load(x + channel), channel, plus, scale, activation));
        else store<f32>(out + channel, endOne(j, load<f32>(x + channel), channel, plus));
      }
      x += j.xPixel;
      out += j.outPixel;
      if (added != 0) added += j.addedPixel;
    }
  }
}

/** In place; the padding behind `channels` stays 0. */
export function sigmoidRows(j: Operation, first: usize, end: usize): void {
  for (let row = first; row < end; row++) {
    let out = j.out + row * j.outRow;
    for (let column: usize = 0; column < j.columns; column++) {
      for (let at = out; at < out + j.channels * 4; at += 4) store<f32>(at, <f32>sigmoid(load<f32>(at)));
      out += j.outPixel;
    }
  }
}

/** `rows` runs of `channels` zeros. */
export function clear(j: Operation): void {
  for (let row: usize = 0; row < j.rows; row++) {
    let at = j.out + row * j.outRow;
    const end = at + j.channels * 4;
    if (ASC_FEATURE_SIMD) for (; at + 16 <= end; at += 16) v128.store(at, f32x4.splat(0));
    for (; at < end; at += 4) store<f32>(at, 0);
  }
}

/** Cells of `channels` numbers from one map to a place in another. */
export function copyRows(j: Operation, first: usize, end: usize): void {
  const bytes = j.channels * 4;
  for (let row = first; row < end; row++) {
    let x = j.x + row * j.xRow;
    let out = j.out + row * j.outRow;
    for (let column: usize = 0; column < j.columns; column++) {
      let k: usize = 0;
      if (ASC_FEATURE_SIMD) for (; k + 16 <= bytes; k += 16) v128.store(out + k, v128.load(x + k));
      for (; k < bytes; k += 4) store<f32>(out + k, load<f32>(x + k));
      x += j.xPixel;
      out += j.outPixel;
    }
  }
}

/** The numbers of a map (.., inColumns, windowColumns) in their order, as a map (rows, columns, channels). */
export function reflow(j: Operation): void {
  let line = j.x;
  let x = line;
  let channel: usize = 0;
  let cell: i32 = 0;
  for (let row: usize = 0; row < j.rows; row++) {
    for (let column: usize = 0; column < j.columns; column++) {
      const out = j.out + row * j.outRow + column * j.outPixel;
      for (let k: usize = 0; k < j.channels * 4; k += 4) {
        store<f32>(out + k, load<f32>(x + channel));
        channel += 4;
        if (channel < j.windowColumns * 4) continue;
        channel = 0;
        x += j.xPixel;
        if (++cell < j.inColumns) continue;
        cell = 0;
        line += j.xRow;
        x = line;
      }
    }
  }
}
