// The operations of TensorFlow graphs that can be read, by name. docs: https://www.tensorflow.org/api_docs/python/tf/raw_ops

import { activation, add, addBias, batchNorm, dense, divide, multiply, prelu, subtract } from "./arithmetic.ts";
import type { Operation } from "./operands.ts";
import { concatenate, mean, pad, reshape, squeeze } from "./shapes.ts";
import { averagePool, convolution, depthwiseConvolution, maxPool } from "./windows.ts";

const identity: Operation = (of) => (of.isConstant(0) ? of.constant(0) : of.value(0));

/** Placeholder and Const are read by the importer itself. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ["Add", add],
  ["AddV2", add],
  ["AvgPool", averagePool],
  ["BiasAdd", addBias],
  ["ConcatV2", concatenate],
  ["Conv2D", convolution],
  ["DepthwiseConv2dNative", depthwiseConvolution],
  ["FusedBatchNorm", batchNorm],
  ["FusedBatchNormV2", batchNorm],
  ["FusedBatchNormV3", batchNorm],
  ["FusedDepthwiseConv2dNative", depthwiseConvolution],
  ["Identity", identity],
  ["MatMul", dense],
  ["MaxPool", maxPool],
  ["Mean", mean],
  ["Mul", multiply],
  ["Pad", pad],
  ["PadV2", pad],
  ["Prelu", prelu],
  ["RealDiv", divide],
  ["Relu", activation("relu")],
  ["Relu6", activation("relu6")],
  ["Reshape", reshape],
  ["Sigmoid", activation("sigmoid")],
  ["Squeeze", squeeze],
  ["Sub", subtract],
  ["_FusedConv2D", convolution],
  ["_FusedMatMul", dense],
]);
