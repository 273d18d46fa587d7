// What an operation of a graph works with: its operands, the place for its layers, and the way to refuse.

import type { ForwardActivation } from "../structure.ts";
import { faultOf, type Fault } from "./attributes.ts";
import { draftOf, foldActivation, type Draft, type LayerBody, type Value } from "./draft.ts";
import type { GraphNode } from "./graph.ts";
import type { WeightTensor } from "./weights.ts";

/** A graph while it is read. */
export interface Reading {
  readonly address: string;
  /** What the nodes so far stand for. */
  readonly results: Map<string, Value | WeightTensor>;
  readonly drafts: Draft[];
}

export interface Operands {
  readonly node: GraphNode;
  readonly fault: Fault;
  isConstant(index: number): boolean;
  /** The operand that the network computes. */
  value(index: number): Value;
  /** The operand that is known beforehand. */
  constant(index: number): WeightTensor;
  /** A new layer; `sides` where they are not (height, width, channels). */
  emit(body: LayerBody, from: readonly Value[], options?: EmitOptions): Value;
}

export interface EmitOptions {
  readonly weights?: Float32Array;
  readonly bias?: Float32Array;
  readonly sides?: readonly number[];
  readonly name?: string;
}

/** What an operation makes of its operands. */
export type Operation = (operands: Operands) => Value | WeightTensor;

export function operandsOf(node: GraphNode, { address, results, drafts }: Reading): Operands {
  const fault = faultOf(node, address);
  const result = (index: number) => {
    const name = node.inputs[index];
    return name === undefined
      ? fault(`expected at least ${index + 1} inputs, got ${node.inputs.length}.`)
      : results.get(name)!;
  };
  return {
    node,
    fault,
    isConstant: (index) => "values" in result(index),
    value(index) {
      const found = result(index);
      return "values" in found ? fault(`its input ${index + 1} is a constant; it must come from the input.`) : found;
    },
    constant(index) {
      const found = result(index);
      return "values" in found ? found : fault(`its input ${index + 1} is computed; it must be a constant.`);
    },
    emit(body, from, { sides, name, ...numbers } = {}) {
      const source = draftOf(name ?? node.name, body, from, numbers);
      drafts.push(source);
      const { shape } = source;
      return { source, shape, sides: sides ?? [shape.height, shape.width, shape.channels], isShared: false };
    },
  };
}

/** The value after an activation: within its layer where that can be. */
export function activated(of: Operands, value: Value, activation: ForwardActivation): Value {
  if (foldActivation(value, activation, of.node.name)) return value;
  return of.emit({ kind: "activation", activation }, [value], { sides: value.sides });
}

/** More channels than any network has: numbers for each are made before the whole is checked. */
const CHANNEL_LIMIT = 10_000_000;

/** A constant with one number for all channels or one for each, as one a channel; a copy. */
export function perChannel(of: Operands, index: number, value: Value): Float32Array {
  const { shape, values } = of.constant(index);
  const { channels } = value.shape;
  if (channels > CHANNEL_LIMIT) of.fault(`its input has ${channels} channels; at most ${CHANNEL_LIMIT} are believed.`);
  const isLower = shape.length <= value.sides.length + 1;
  if (isLower && values.length === 1) return new Float32Array(channels).fill(values[0]!);
  if (isLower && values.length === channels && shape[shape.length - 1] === channels) return new Float32Array(values);
  return of.fault(
    `its constant has shape (${shape.join(", ")}); expected one number, or one for each of ${channels} channels.`,
  );
}
