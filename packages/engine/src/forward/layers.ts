// How a user writes a forward-only network by hand: partial descriptions, which `forwardStructure` completes with names,
// connections and the padding that "same" means.

import { checkForwardLayer, checkForwardStructure, checkShape } from "./build.ts";
import { shapeOf } from "./plan.ts";
import {
  INPUT,
  type ForwardActivation,
  type ForwardLayer,
  type ForwardStructure,
  type JoinLayer,
  type Padding,
  type Pair,
  type Shape,
} from "./structure.ts";

/**
 * "valid": none. "same": as TensorFlow pads, so that out = ceil(in / stride): along each axis
 * max((out - 1) · stride + window - in, 0) cells, the smaller half first.
 */
export type WindowPadding = "same" | "valid" | Padding;

const NO_PADDING: Padding = { top: 0, bottom: 0, left: 0, right: 0 };

type Loose<L> = L extends ForwardLayer
  ? Omit<L, "name" | "from" | "padding"> & {
      readonly name?: string;
      readonly from?: readonly string[];
    } & (L extends { readonly stride: Pair }
        ? { readonly padding: WindowPadding }
        : L extends { readonly padding: Padding }
          ? { readonly padding: Padding }
          : unknown)
  : never;

/** A layer whose name and sources may be missing. */
export type ForwardLayerSpecification = Loose<ForwardLayer>;

export interface ForwardLayerOptions {
  /** Default: the kind and a number, `convolution1`, `convolution2`, ..., counting those without a name. */
  readonly name?: string;
  /** The layer it reads, or `"input"`. Default: the layer before it. */
  readonly from?: string;
}

export interface ActivatedOptions extends ForwardLayerOptions {
  /** Default: "identity". */
  readonly activation?: ForwardActivation;
}

export interface WindowOptions extends ForwardLayerOptions {
  /** One number for both axes, or (vertical, horizontal). */
  readonly window: number | Pair;
  /** Default: 1. */
  readonly stride?: number | Pair;
  /** Default: "valid". */
  readonly padding?: WindowPadding;
}

/** The name and the source, where given. */
function base({ name, from }: ForwardLayerOptions): { name?: string; from?: readonly [string] } {
  return { ...(name !== undefined && { name }), ...(from !== undefined && { from: [from] as const }) };
}

function windowed(options: WindowOptions) {
  const both = (side: number | Pair): Pair => (typeof side === "number" ? [side, side] : side);
  const { window, stride = 1, padding = "valid" } = options;
  return { ...base(options), window: both(window), stride: both(stride), padding };
}

/** A convolution. @example convolution({ window: 3, units: 32, stride: 2, padding: "same", activation: "relu" }) */
export function convolution(
  options: WindowOptions & ActivatedOptions & { readonly units: number },
): ForwardLayerSpecification {
  const { units, activation = "identity" } = options;
  return { kind: "convolution", ...windowed(options), units, activation };
}

/** A convolution of each channel by itself. @example depthwiseConvolution({ window: 5, padding: "same" }) */
export function depthwiseConvolution(options: WindowOptions & ActivatedOptions): ForwardLayerSpecification {
  return { kind: "depthwise-convolution", ...windowed(options), activation: options.activation ?? "identity" };
}

/** The largest of each window. Its stride is by default the window. @example maxPool({ window: 2 }) */
export function maxPool(options: WindowOptions): ForwardLayerSpecification {
  return { kind: "max-pool", ...windowed({ stride: options.window, ...options }) };
}

/** The mean of each window, padding not counted. Its stride is by default the window. @example averagePool({ window: 2 }) */
export function averagePool(options: WindowOptions): ForwardLayerSpecification {
  return { kind: "average-pool", ...windowed({ stride: options.window, ...options }) };
}

/** Each unit sees all numbers of its input. @example dense(128) */
export function dense(
  units: number,
  activation: ForwardActivation = "identity",
  options: ForwardLayerOptions = {},
): ForwardLayerSpecification {
  return { kind: "dense", ...base(options), units, activation };
}

/** The mean over height and width: (1, 1, channels). */
export function globalAverage(options: ForwardLayerOptions = {}): ForwardLayerSpecification {
  return { kind: "global-average", ...base(options) };
}

/** Zeros around the input and before or behind its channels. @example pad({ bottom: 1, right: 1, channels: [0, 16] }) */
export function pad(
  options: ForwardLayerOptions & Partial<Padding> & { readonly channels?: readonly [before: number, after: number] },
): ForwardLayerSpecification {
  const { top = 0, bottom = 0, left = 0, right = 0, channels = [0, 0] } = options;
  return { kind: "pad", ...base(options), padding: { top, bottom, left, right }, channels };
}

/** activation(x · weights + bias), channel by channel: what a batch normalization is once trained. */
export function scale(options: ActivatedOptions = {}): ForwardLayerSpecification {
  return { kind: "scale", ...base(options), activation: options.activation ?? "identity" };
}

/** x where x > 0, else x · slope, one slope a channel. */
export function prelu(options: ForwardLayerOptions = {}): ForwardLayerSpecification {
  return { kind: "prelu", ...base(options) };
}

/** An activation by itself. @example activation("relu6") */
export function activation(which: ForwardActivation, options: ForwardLayerOptions = {}): ForwardLayerSpecification {
  return { kind: "activation", ...base(options), activation: which };
}

/** The same numbers under another shape. @example reshape({ height: 1, width: 68, channels: 2 }) */
export function reshape(shape: Shape, options: ForwardLayerOptions = {}): ForwardLayerSpecification {
  return { kind: "reshape", ...base(options), shape };
}

/** activation of the sum of layers of one shape. @example add(["before", "after"], { activation: "relu" }) */
export function add(from: readonly string[], options: Omit<ActivatedOptions, "from"> = {}): ForwardLayerSpecification {
  return { kind: "add", ...base(options), from, activation: options.activation ?? "identity" };
}

/** Layers one behind the other, by default along the channels. @example concatenate(["near", "far"], { axis: "height" }) */
export function concatenate(
  from: readonly string[],
  options: { readonly name?: string; readonly axis?: JoinLayer["axis"] } = {},
): ForwardLayerSpecification {
  return { kind: "concatenate", ...base(options), from, axis: options.axis ?? "channels" };
}

export interface ForwardStructureOptions {
  /** What one example is. */
  readonly input: Shape;
  readonly layers: readonly ForwardLayerSpecification[];
  /** Default: the last layer. */
  readonly outputs?: readonly string[];
}

/**
 * Fills in names, sources, paddings and outputs, and checks the whole; what it returns is frozen. Throws SelfsameError
 * `structure` naming the layer.
 *
 * @example
 * forwardStructure({
 *   input: { height: 64, width: 64, channels: 3 },
 *   layers: [convolution({ window: 3, units: 16, stride: 2, padding: "same", activation: "relu" }), globalAverage(), dense(2)],
 * }).outputs // ["dense1"]
 */
export function forwardStructure({ input, layers, outputs }: ForwardStructureOptions): ForwardStructure {
  const shapes = new Map<string, Shape>([[INPUT, checkShape("network: input", input)]]);
  const counts = new Map<string, number>();
  let previous = INPUT;
  const complete: ForwardLayer[] = [];
  for (const [index, specification] of (Array.isArray(layers) ? layers : []).entries()) {
    const { kind } = specification;
    const count = (counts.get(kind) ?? 0) + 1;
    if (specification.name === undefined) counts.set(kind, count);
    const named = {
      ...specification,
      name: specification.name ?? `${kind}${count}`,
      from: specification.from ?? [previous],
    };
    const isSame = "padding" in named && named.padding === "same";
    const isValid = "padding" in named && named.padding === "valid";
    const checked = checkForwardLayer(isSame || isValid ? { ...named, padding: NO_PADDING } : named, index, shapes);
    const inputs = checked.from.map((source) => shapes.get(source)!);
    const layer = isSame && "stride" in checked ? withSamePadding(checked, inputs[0]!) : checked;
    shapes.set(layer.name, shapeOf(layer, inputs));
    complete.push(layer);
    previous = layer.name;
  }
  return checkForwardStructure({ input, layers: complete, outputs: outputs ?? [previous] });
}

/** total = max((ceil(in / stride) - 1) · stride + window - in, 0), the smaller half first. */
function withSamePadding<L extends { readonly window: Pair; readonly stride: Pair }>(layer: L, input: Shape): L {
  const { window, stride } = layer;
  const total = (size: number, axis: 0 | 1) =>
    Math.max((Math.ceil(size / stride[axis]) - 1) * stride[axis] + window[axis] - size, 0);
  const vertical = total(input.height, 0);
  const horizontal = total(input.width, 1);
  const top = Math.floor(vertical / 2);
  const left = Math.floor(horizontal / 2);
  return { ...layer, padding: { top, bottom: vertical - top, left, right: horizontal - left } };
}
