// Operations that slide a window: convolutions and pools. Layout NHWC, filters (height, width, channels, units).

import type { Padding, Pair, Shape } from "../structure.ts";
import { text, texts, wholeNumbers } from "./attributes.ts";
import type { Value } from "./draft.ts";
import { activated, perChannel, type Operands, type Operation } from "./operands.ts";

const ACTIVATIONS = { Relu: "relu", Relu6: "relu6", Sigmoid: "sigmoid" } as const;

/** Conv2D and _FusedConv2D. */
export const convolution: Operation = (of) => {
  const x = imageOf(of);
  const { shape, values } = of.constant(1);
  const [height, width, channels, units] = shape as readonly [number, number, number, number];
  if (shape.length !== 4 || channels !== x.shape.channels || values.length === 0)
    of.fault(
      `its filter has shape (${shape.join(", ")}); expected (height, width, ${x.shape.channels}, units). Groups are not supported.`,
    );
  const slide = slideOf(of, x.shape, [height, width]);
  return fused(of, units, (bias, name) =>
    of.emit({ kind: "convolution", ...slide, units, activation: "identity" }, [x], {
      weights: new Float32Array(values),
      bias,
      name,
    }),
  );
};

/** DepthwiseConv2dNative and FusedDepthwiseConv2dNative. */
export const depthwiseConvolution: Operation = (of) => {
  const x = imageOf(of);
  const { channels } = x.shape;
  const { shape, values } = of.constant(1);
  const [height, width] = shape as readonly [number, number];
  if (shape.length !== 4 || shape[2] !== channels || shape[3] !== 1 || values.length === 0)
    of.fault(
      `its filter has shape (${shape.join(", ")}); expected (height, width, ${channels}, 1): the depth multiplier must be 1.`,
    );
  const slide = slideOf(of, x.shape, [height, width]);
  return fused(of, channels, (bias, name) =>
    of.emit({ kind: "depthwise-convolution", ...slide, activation: "identity" }, [x], {
      weights: new Float32Array(values),
      bias,
      name,
    }),
  );
};

export const maxPool: Operation = (of) => pool(of, "max-pool");
/** TensorFlow's mean, too, leaves cells of padding out. */
export const averagePool: Operation = (of) => pool(of, "average-pool");

function pool(of: Operands, kind: "max-pool" | "average-pool"): Value {
  const x = imageOf(of);
  const window = inPlane(of, "ksize");
  return of.emit({ kind, ...slideOf(of, x.shape, window) }, [x]);
}

/** The layer that `emit` makes, with what fused_ops lists: bias (input 3), then an activation (slopes: the next input). */
export function fused(of: Operands, units: number, emit: (bias: Float32Array, name: string) => Value): Value {
  const names = texts(of.node, "fused_ops");
  const rest = [...names];
  let next = 2;
  let bias: Float32Array = new Float32Array(units);
  if (rest[0] === "BiasAdd") {
    const { values, shape } = of.constant(next++);
    if (values.length !== units) of.fault(`its bias has shape (${shape.join(", ")}); expected ${units} numbers.`);
    bias = new Float32Array(values);
    rest.shift();
  }
  const activation = rest.shift();
  const isPrelu = activation === "Prelu";
  const known =
    activation !== undefined && Object.hasOwn(ACTIVATIONS, activation)
      ? ACTIVATIONS[activation as keyof typeof ACTIVATIONS]
      : undefined;
  if (rest.length > 0 || (activation !== undefined && !isPrelu && known === undefined))
    of.fault(
      `its fused_ops are ${names.join(", ")}; supported are BiasAdd, then Relu, Relu6, Sigmoid or Prelu, or none.`,
    );
  const read = next + Number(isPrelu);
  if (of.node.inputs.length > read)
    of.fault(`it has ${of.node.inputs.length} inputs, of which its fused_ops [${names.join()}] use ${read}.`);
  const value = emit(bias, isPrelu ? `${of.node.name}/linear` : of.node.name);
  if (isPrelu) return of.emit({ kind: "prelu" }, [value], { weights: perChannel(of, next, value), sides: value.sides });
  return known === undefined ? value : activated(of, value, known);
}

/** The first operand, which must have height, width and channels. */
function imageOf(of: Operands): Value {
  const x = of.value(0);
  if (x.sides.length !== 3)
    of.fault(`its input has shape (batch, ${x.sides.join(", ")}); expected (batch, height, width, channels).`);
  return x;
}

/** Height and width of an attribute that lists (1, height, width, 1). */
function inPlane(of: Operands, name: string): Pair {
  const [batch, height, width, channels, ...rest] = wholeNumbers(of.node, name);
  const isSound = batch === 1 && channels === 1 && rest.length === 0 && height! >= 1 && width! >= 1;
  if (!isSound) of.fault(`its ${name} is [${wholeNumbers(of.node, name).join()}]; expected [1, height, width, 1].`);
  return [height!, width!];
}

function slideOf(of: Operands, input: Shape, window: Pair): { window: Pair; stride: Pair; padding: Padding } {
  const format = text(of.node, "data_format");
  if (format !== "" && format !== "NHWC") of.fault(`its data_format is ${format}; NHWC is supported.`);
  const dilations = wholeNumbers(of.node, "dilations");
  if (dilations.some((step) => step !== 1)) of.fault(`its dilations are [${dilations.join()}]; 1 is supported.`);
  const stride = inPlane(of, "strides");
  const vertical = paddingOf(of, input.height, window[0], stride[0], 1);
  const horizontal = paddingOf(of, input.width, window[1], stride[1], 2);
  const padding = { top: vertical[0], bottom: vertical[1], left: horizontal[0], right: horizontal[1] };
  return { window, stride, padding };
}

/** Cells before and after along one axis (1: height, 2: width). */
function paddingOf(of: Operands, input: number, window: number, stride: number, axis: 1 | 2): Pair {
  const padding = text(of.node, "padding");
  if (padding === "VALID") return [0, 0];
  if (padding === "SAME") {
    // https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2: the odd cell comes after.
    const total = Math.max((Math.ceil(input / stride) - 1) * stride + window - input, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  }
  const explicit = wholeNumbers(of.node, "explicit_paddings");
  const isSound =
    padding === "EXPLICIT" &&
    explicit.length === 8 &&
    explicit.every((cells, index) => (index > 1 && index < 6 ? cells >= 0 : cells === 0));
  if (!isSound)
    of.fault(
      `its padding is ${padding} [${explicit.join()}]; SAME, VALID and EXPLICIT of height and width are supported.`,
    );
  return [explicit[2 * axis]!, explicit[2 * axis + 1]!];
}
