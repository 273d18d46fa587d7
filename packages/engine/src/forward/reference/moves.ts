// What adds layers up and what only moves numbers, float64. Arrays are one example, row-major (height, width, channels).

import type { JoinLayer, PadLayer, Shape, SumLayer } from "../structure.ts";
import { activate } from "./channels.ts";

/** out = activation(the sum of the sources) */
export function add(layer: SumLayer, sources: readonly Float64Array[]): Float64Array {
  const sums = new Float64Array(sources[0]!.length);
  for (const source of sources) for (let i = 0; i < sums.length; i++) sums[i]! += source[i]!;
  return activate(layer.activation, sums);
}

/** out = 0, but out[y + top, x + left, c + before] = in[y, x, c] */
export function pad(layer: PadLayer, values: Float64Array, input: Shape, output: Shape): Float64Array {
  const result = new Float64Array(output.height * output.width * output.channels);
  place(values, input, result, output, [layer.padding.top, layer.padding.left, layer.channels[0]]);
  return result;
}

/** out = the sources, each behind the one before along the axis */
export function concatenate(
  layer: JoinLayer,
  sources: readonly Float64Array[],
  inputs: readonly Shape[],
  output: Shape,
): Float64Array {
  const result = new Float64Array(output.height * output.width * output.channels);
  let start = 0;
  sources.forEach((values, index) => {
    const shape = inputs[index]!;
    const at = (axis: JoinLayer["axis"]) => (axis === layer.axis ? start : 0);
    place(values, shape, result, output, [at("height"), at("width"), at("channels")]);
    start += shape[layer.axis];
  });
  return result;
}

/** into[y + top, x + left, c + before] = values[y, x, c] */
function place(
  values: Float64Array,
  { height, width, channels }: Shape,
  into: Float64Array,
  whole: Shape,
  [top, left, before]: readonly [top: number, left: number, before: number],
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        const to = ((y + top) * whole.width + (x + left)) * whole.channels + (c + before);
        into[to] = values[(y * width + x) * channels + c]!;
      }
    }
  }
}
