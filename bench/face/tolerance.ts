// What two float32 computations of one network may differ by.

import type { ForwardNetwork } from "@selfsame/engine/forward";

/** Half the distance of 1 to the next float32 number: the relative error of one operation. */
const ROUNDOFF = 2 ** -24;
/**
 * How much later layers may enlarge an earlier layer's relative error; measured, it stays below 1, because rectified sums
 * average errors out.
 */
const AMPLIFICATION = 2;

/**
 * Relative to the largest number of an output: a sum of n terms, in whatever order, is off by about sqrt(n) roundoffs
 * (errors walk randomly; Higham and Mary 2019), and in the worst case layers add up.
 */
export function toleranceOf({ plan }: ForwardNetwork): number {
  const terms = plan.layers.map(({ layer, inputs }) => {
    const { channels, height, width } = inputs[0]!;
    if (layer.kind === "convolution") return layer.window[0] * layer.window[1] * channels;
    if (layer.kind === "depthwise-convolution") return layer.window[0] * layer.window[1];
    if (layer.kind === "dense") return height * width * channels;
    if (layer.kind === "global-average") return height * width;
    return layer.kind === "add" ? inputs.length : 0;
  });
  return AMPLIFICATION * ROUNDOFF * terms.reduce((sum, count) => sum + Math.sqrt(count), 0);
}

/** The largest difference of two arrays, relative to the largest number of the second. */
export function relativeDifference(ours: ArrayLike<number>, theirs: Float32Array): number {
  if (ours.length !== theirs.length) return Infinity;
  const largest = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return theirs.reduce((most, value, i) => Math.max(most, Math.abs(value - ours[i]!)), 0) / largest;
}
