// Windows as they are computed: without the rows and columns that see nothing but padding wherever the window stands, as
// the outer ones of a 3x3 window do over a map of one cell.

import type { PlannedForwardLayer } from "../plan.ts";
import type { Pair, Shape } from "../structure.ts";

export interface SeenWindow {
  /** Where in the layer's own window it begins, and its size. */
  readonly first: Pair;
  readonly size: Pair;
  /** Cells from its first place's first cell to the first cell of the input; negative where it begins inside. */
  readonly top: number;
  readonly left: number;
  readonly stride: Pair;
}

/** The rows, or columns, of a window that see a cell of the input from somewhere: [first, end). */
function seen(window: number, stride: number, before: number, input: number, output: number): Pair {
  const used = Array.from({ length: window }, (_, at) => at).filter((at) => {
    const nearest = Math.min(Math.max(Math.ceil((before - at) / stride), 0), output - 1) * stride + at - before;
    return nearest >= 0 && nearest < input;
  });
  return used.length === 0 ? [0, 1] : [used[0]!, used[used.length - 1]! + 1];
}

/** Of a convolution of either kind; a dense layer's is the whole input. */
export function seenWindow({ layer, inputs, shape }: PlannedForwardLayer): SeenWindow {
  const input: Shape = inputs[0]!;
  if (layer.kind !== "convolution" && layer.kind !== "depthwise-convolution")
    return { first: [0, 0], size: [input.height, input.width], top: 0, left: 0, stride: [1, 1] };
  const { window, stride, padding } = layer;
  const [top, bottom] = seen(window[0], stride[0], padding.top, input.height, shape.height);
  const [left, right] = seen(window[1], stride[1], padding.left, input.width, shape.width);
  const size: Pair = [bottom - top, right - left];
  return { first: [top, left], size, top: padding.top - top, left: padding.left - left, stride };
}
