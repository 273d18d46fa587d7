// Operations number by number or channel by channel, and products with a matrix.

import type { ForwardActivation } from "../structure.ts";
import { flag, number, text } from "./attributes.ts";
import { foldBias, type Value } from "./draft.ts";
import { activated, perChannel, type Operands, type Operation } from "./operands.ts";
import { fused } from "./windows.ts";

/** tf.raw_ops.FusedBatchNormV3's default. */
const EPSILON = 1e-4;

export const activation =
  (kind: ForwardActivation): Operation =>
  (of) =>
    activated(of, of.value(0), kind);

export const prelu: Operation = (of) => {
  const x = of.value(0);
  return of.emit({ kind: "prelu" }, [x], { weights: perChannel(of, 1, x), sides: x.sides });
};

/** Add and AddV2: two values of one shape, or a constant for each channel. */
export const add: Operation = (of) => {
  if (of.isConstant(0)) return biased(of, of.value(1), perChannel(of, 0, of.value(1)));
  const x = of.value(0);
  if (of.isConstant(1)) return biased(of, x, perChannel(of, 1, x));
  const y = of.value(1);
  if (x.sides.join() !== y.sides.join())
    of.fault(`it adds (${x.sides.join(", ")}) and (${y.sides.join(", ")}); only equal shapes are supported.`);
  return of.emit({ kind: "add", activation: "identity" }, [x, y], { sides: x.sides });
};

export const addBias: Operation = (of) => {
  const format = text(of.node, "data_format");
  if (format !== "" && format !== "NHWC") of.fault(`its data_format is ${format}; NHWC is supported.`);
  return biased(of, of.value(0), perChannel(of, 1, of.value(0)));
};

export const multiply: Operation = (of) => {
  const [x, factor] = of.isConstant(0) ? [of.value(1), 0] : [of.value(0), 1];
  return scaled(of, x, perChannel(of, factor, x));
};

/** x - constant, or constant - x. */
export const subtract: Operation = (of) => {
  if (of.isConstant(0)) {
    const x = of.value(1);
    return scaled(of, x, new Float32Array(x.shape.channels).fill(-1), perChannel(of, 0, x));
  }
  const x = of.value(0);
  return biased(
    of,
    x,
    perChannel(of, 1, x).map((value) => -value),
  );
};

/** x / constant. */
export const divide: Operation = (of) => {
  const x = of.value(0);
  const divisors = perChannel(of, 1, x);
  if (divisors.includes(0)) of.fault("it divides by 0.");
  return scaled(
    of,
    x,
    divisors.map((value) => 1 / value),
  );
};

/** (x - mean) / sqrt(variance + epsilon) · gamma + beta (Ioffe and Szegedy 2015), at its stored mean and variance. */
export const batchNorm: Operation = (of) => {
  const x = of.value(0);
  if (flag(of.node, "is_training", true)) of.fault("its is_training is true; convert the graph for inference.");
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((index) => perChannel(of, index, x)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const epsilon = number(of.node, "epsilon", EPSILON);
  const factors = gamma.map((value, channel) => value / Math.sqrt(variance[channel]! + epsilon));
  return scaled(
    of,
    x,
    factors,
    beta.map((value, channel) => value - (mean[channel]! * gamma[channel]!) / Math.sqrt(variance[channel]! + epsilon)),
  );
};

/** MatMul and _FusedMatMul: (batch, in) times a constant (in, units). */
export const dense: Operation = (of) => {
  const x = of.value(0);
  if (flag(of.node, "transpose_a")) of.fault("its transpose_a is true, which mixes examples.");
  const isTransposed = flag(of.node, "transpose_b");
  const { shape, values } = of.constant(1);
  const [width, units] = (isTransposed ? [...shape].reverse() : shape) as readonly [number, number];
  if (x.sides.length !== 1 || shape.length !== 2 || width !== x.sides[0])
    of.fault(
      `it multiplies (batch, ${x.sides.join(", ")}) with (${shape.join(", ")}${isTransposed ? ") transposed" : ")"}; expected (batch, in) and (in, units).`,
    );
  const weights = Float32Array.from(values, (value, index) =>
    isTransposed ? values[(index % units) * width + Math.floor(index / units)]! : value,
  );
  return fused(of, units, (bias, name) =>
    of.emit({ kind: "dense", units, activation: "identity" }, [x], { weights, bias, name, sides: [units] }),
  );
};

function scaled(
  of: Operands,
  x: Value,
  weights: Float32Array,
  bias: Float32Array = new Float32Array(weights.length),
): Value {
  return of.emit({ kind: "scale", activation: "identity" }, [x], { weights, bias, sides: x.sides });
}

function biased(of: Operands, x: Value, addend: Float32Array): Value {
  if (foldBias(x, addend, of.node.name)) return x;
  return scaled(of, x, new Float32Array(addend.length).fill(1), addend);
}
