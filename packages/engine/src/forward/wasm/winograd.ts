// Which convolutions are computed as F(2x2, 3x3), and their weights; the method and its source stand in
// kernels/winograd.ts. The choice follows from shapes alone, so that a network's numbers do.

import type { Numbers } from "../../backends/backend.ts";
import type { PlannedForwardLayer } from "../plan.ts";

/** Numbers of a 4x4 patch, each with weights of its own. */
export const PLANES = 16;
/** Maps below this have no use for it: 16 sets of weights have to come through the caches for few cells. */
const FEWEST_ROWS = 6;
/** Sums shorter than this cost less than the ways there and back. */
const FEWEST_CHANNELS = 16;

export function isWinograd({ layer, inputs, shape }: PlannedForwardLayer): boolean {
  if (layer.kind !== "convolution") return false;
  const isFitting = layer.window.every((side) => side === 3) && layer.stride.every((step) => step === 1);
  const isLarge = Math.min(shape.height, shape.width) >= FEWEST_ROWS;
  return isFitting && isLarge && Math.min(inputs[0]!.channels, shape.channels) >= FEWEST_CHANNELS;
}

/**
 * G g G^T of windows g (3, 3): 16 weights of a channel and a unit. `from` is the place of a channel's first unit in the
 * window's first cell, `cell` numbers behind which the next cell has it; the unit `u` goes to places[u], its 16 weights
 * `plane` numbers apart. G t = (t0, (t0 + t1 + t2) / 2, (t0 - t1 + t2) / 2, t2). Written out, in float64: there are
 * millions of windows, and they are in the way of the first answer.
 */
export function writeWinograd(
  parameters: Numbers,
  from: number,
  cell: number,
  places: Uint32Array,
  into: Float32Array,
  plane: number,
): void {
  for (let unit = 0; unit < places.length; unit++) {
    const at = from + unit;
    const [a0, a1, a2] = [parameters[at]!, parameters[at + 3 * cell]!, parameters[at + 6 * cell]!];
    const [b0, b1, b2] = [parameters[at + cell]!, parameters[at + 4 * cell]!, parameters[at + 7 * cell]!];
    const [c0, c1, c2] = [parameters[at + 2 * cell]!, parameters[at + 5 * cell]!, parameters[at + 8 * cell]!];
    const to = places[unit]!;
    writeRow(into, to, plane, a0, b0, c0);
    writeRow(into, to + 4 * plane, plane, (a0 + a1 + a2) / 2, (b0 + b1 + b2) / 2, (c0 + c1 + c2) / 2);
    writeRow(into, to + 8 * plane, plane, (a0 - a1 + a2) / 2, (b0 - b1 + b2) / 2, (c0 - c1 + c2) / 2);
    writeRow(into, to + 12 * plane, plane, a2, b2, c2);
  }
}

function writeRow(into: Float32Array, to: number, plane: number, a: number, b: number, c: number): void {
  into[to] = a;
  into[to + plane] = (a + b + c) / 2;
  into[to + 2 * plane] = (a - b + c) / 2;
  into[to + 3 * plane] = c;
}
