// What follows from a structure: the shape of every layer and the table of its parameters.

import { SelfsameError } from "../errors.ts";
import type { ParameterEntry } from "../network/plan.ts";
import { INPUT, type ForwardLayer, type ForwardStructure, type JoinLayer, type Shape } from "./structure.ts";

/** One layer with its shapes settled. */
export interface PlannedForwardLayer {
  readonly layer: ForwardLayer;
  /** What each layer in `from` hands on. */
  readonly inputs: readonly Shape[];
  readonly shape: Shape;
  /** `<layer>.weights`, then `<layer>.bias`; empty for layers without parameters. None of them train. */
  readonly parameters: readonly ParameterEntry[];
}

export interface ForwardPlan {
  readonly layers: readonly PlannedForwardLayer[];
  readonly parameters: readonly ParameterEntry[];
  /** How many numbers the parameters are. */
  readonly parameterCount: number;
}

/** Memory is addressed with 32 bits. */
const BYTE_LIMIT = 4_294_967_296;
const BYTES_A_NUMBER = 4;

/** Works out shapes. Throws `structure` where they do not fit, or would need more than 4 GB. */
export function forwardPlanOf(structure: ForwardStructure): ForwardPlan {
  const shapes = new Map<string, Shape>([[INPUT, structure.input]]);
  const layers: PlannedForwardLayer[] = [];
  let offset = 0;
  let numbers = sizeOf(structure.input);
  for (const layer of structure.layers) {
    const inputs = layer.from.map((name) => shapes.get(name)!);
    const shape = Object.freeze(shapeOf(layer, inputs));
    const parameters: ParameterEntry[] = [];
    for (const [part, sides] of parameterShapes(layer, inputs[0]!)) {
      const length = sides.reduce((product, side) => product * side, 1);
      const name = `${layer.name}.${part}`;
      parameters.push({ name, layer: layer.name, shape: sides, offset, length, type: "float32", trains: false });
      offset += length;
    }
    numbers += sizeOf(shape);
    checkMemory(layer, offset, "parameters");
    checkMemory(layer, numbers, "numbers for one example");
    shapes.set(layer.name, shape);
    layers.push({ layer, inputs, shape, parameters });
  }
  return { layers, parameters: layers.flatMap((planned) => planned.parameters), parameterCount: offset };
}

/** How many numbers a shape holds. */
export function sizeOf({ height, width, channels }: Shape): number {
  return height * width * channels;
}

/** (height, width, channels), for a message. */
export function shownShape({ height, width, channels }: Shape): string {
  return `(${height}, ${width}, ${channels})`;
}

function checkMemory({ name }: ForwardLayer, numbers: number, of: string): void {
  const bytes = numbers * BYTES_A_NUMBER;
  if (bytes <= BYTE_LIMIT) return;
  const message = `up to here the network has ${numbers} ${of}, ${bytes} bytes; the limit is ${BYTE_LIMIT} (4 GB). Make the largest layers smaller.`;
  throw new SelfsameError("structure", `layer "${name}": ${message}`);
}

function parameterShapes(layer: ForwardLayer, input: Shape): readonly (readonly [string, readonly number[]])[] {
  const { channels } = input;
  switch (layer.kind) {
    case "convolution":
      return [
        ["weights", [...layer.window, channels, layer.units]],
        ["bias", [layer.units]],
      ];
    case "depthwise-convolution":
      return [
        ["weights", [...layer.window, channels]],
        ["bias", [channels]],
      ];
    case "dense":
      return [
        ["weights", [sizeOf(input), layer.units]],
        ["bias", [layer.units]],
      ];
    case "scale":
      return [
        ["weights", [channels]],
        ["bias", [channels]],
      ];
    case "prelu":
      return [["weights", [channels]]];
    default:
      return [];
  }
}

/** What a layer hands on, given what the layers in its `from` do. Throws `structure` where they do not fit. */
export function shapeOf(layer: ForwardLayer, inputs: readonly Shape[]): Shape {
  const input = inputs[0]!;
  switch (layer.kind) {
    case "convolution":
    case "depthwise-convolution":
    case "max-pool":
    case "average-pool": {
      const { window, stride, padding } = layer;
      const height = windows(layer, "height", input.height, padding.top, padding.bottom, window[0], stride[0]);
      const width = windows(layer, "width", input.width, padding.left, padding.right, window[1], stride[1]);
      return { height, width, channels: layer.kind === "convolution" ? layer.units : input.channels };
    }
    case "dense":
      return { height: 1, width: 1, channels: layer.units };
    case "global-average":
      return { height: 1, width: 1, channels: input.channels };
    case "pad":
      return {
        height: input.height + layer.padding.top + layer.padding.bottom,
        width: input.width + layer.padding.left + layer.padding.right,
        channels: input.channels + layer.channels[0] + layer.channels[1],
      };
    case "scale":
    case "prelu":
    case "activation":
      return { ...input };
    case "reshape":
      if (sizeOf(layer.shape) !== sizeOf(input)) {
        const sizes = `${shownShape(input)} is ${sizeOf(input)} numbers and ${shownShape(layer.shape)} is ${sizeOf(layer.shape)}`;
        throw new SelfsameError(
          "structure",
          `layer "${layer.name}": reshape keeps the count of numbers, but ${sizes}. Change the shape.`,
        );
      }
      return { ...layer.shape };
    case "add":
      inputs.forEach((other, index) => {
        const isSame = (["height", "width", "channels"] as const).every((side) => other[side] === input[side]);
        if (!isSame) throw disagreement(layer.name, "adds layers of one shape", layer.from, inputs, index);
      });
      return { ...input };
    case "concatenate":
      return joined(layer, inputs);
  }
}

/** floor((in + padding - window) / stride) + 1; in a pool, every window must reach a cell of the input. */
function windows(
  { kind, name }: ForwardLayer,
  axis: "height" | "width",
  input: number,
  before: number,
  after: number,
  window: number,
  stride: number,
): number {
  const padded = input + before + after;
  if (window > padded) {
    const sizes = `its window is ${window} in ${axis}, its input ${input} and ${padded} with padding`;
    throw new SelfsameError(
      "structure",
      `layer "${name}": ${sizes}. Make the window smaller, or the input or the padding larger.`,
    );
  }
  if (kind.endsWith("-pool") && Math.max(before, after) >= window) {
    const sizes = `its padding in ${axis} is ${before} before and ${after} after, its window ${window}`;
    throw new SelfsameError(
      "structure",
      `layer "${name}": ${sizes}: a window could lie outside the input. Pad less than the window.`,
    );
  }
  return Math.floor((padded - window) / stride) + 1;
}

function joined({ name, axis, from }: JoinLayer, inputs: readonly Shape[]): Shape {
  const sum = inputs.reduce((total, shape) => total + shape[axis], 0);
  const result = { ...inputs[0]!, [axis]: sum };
  inputs.forEach((other, index) => {
    const isSame = (["height", "width", "channels"] as const).every(
      (side) => side === axis || other[side] === result[side],
    );
    if (!isSame) throw disagreement(name, `joins layers along ${axis}, the other axes equal`, from, inputs, index);
  });
  return result;
}

function disagreement(
  name: string,
  rule: string,
  from: readonly string[],
  shapes: readonly Shape[],
  other: number,
): SelfsameError {
  const first = `"${from[0]}" is ${shownShape(shapes[0]!)}`;
  const second = `"${from[other]}" ${shownShape(shapes[other]!)}`;
  return new SelfsameError(
    "structure",
    `layer "${name}": ${rule}, but ${first} and ${second}. Pad or reshape one of them.`,
  );
}
