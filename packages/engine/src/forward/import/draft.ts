// A network while it is read from a graph: layers that later nodes may still fold into, and the values that nodes stand for.

import { shapeOf } from "../plan.ts";
import { INPUT, type ForwardActivation, type ForwardLayer, type ForwardStructure, type Shape } from "../structure.ts";
import type { GraphOutput } from "./graph.ts";

type Unnamed<L> = L extends ForwardLayer ? Omit<L, "name" | "from"> : never;
/** A layer without its name and what it reads. */
export type LayerBody = Unnamed<ForwardLayer>;

export interface Draft {
  /** The last node that is part of it: its result is the layer's. */
  node: string;
  body: LayerBody;
  readonly from: readonly (Draft | typeof INPUT)[];
  readonly shape: Shape;
  readonly weights?: Float32Array | undefined;
  readonly bias?: Float32Array | undefined;
}

/** What a node's result is for one example. */
export interface Value {
  readonly source: Draft | typeof INPUT;
  readonly shape: Shape;
  /** TensorFlow's sides without the first, which counts examples. */
  readonly sides: readonly number[];
  /** Read more than once on the way: then its layer must stay as it is. */
  readonly isShared: boolean;
}

/** Sides (1 to 3) as (height, width, channels), the missing ones 1. */
export function shapeOfSides(sides: readonly number[]): Shape {
  const [height, width, channels] = [1, 1, 1, ...sides].slice(-3) as [number, number, number];
  return { height, width, channels };
}

/** A layer of its own. Throws `structure` where shapes do not fit. */
export function draftOf(
  node: string,
  body: LayerBody,
  from: readonly Value[],
  numbers: { readonly weights?: Float32Array; readonly bias?: Float32Array } = {},
): Draft {
  const layer = { ...body, name: node, from: from.map(() => "") } as unknown as ForwardLayer;
  const shape = shapeOf(
    layer,
    from.map((value) => value.shape),
  );
  return { node, body, from: from.map(({ source }) => source), shape, ...numbers };
}

/** The activation goes into the layer that makes `value`, where it has none yet and nobody else reads it. */
export function foldActivation(value: Value, activation: ForwardActivation, node: string): Draft | undefined {
  const { source, isShared } = value;
  if (isShared || source === INPUT || !("activation" in source.body) || source.body.activation !== "identity")
    return undefined;
  source.body = { ...source.body, activation };
  source.node = node;
  return source;
}

/** The addend, one number a channel, goes into the bias of the layer that makes `value`, under the same conditions. */
export function foldBias(value: Value, addend: Float32Array, node: string): Draft | undefined {
  const { source, isShared } = value;
  if (isShared || source === INPUT || source.bias === undefined) return undefined;
  if (!("activation" in source.body) || source.body.activation !== "identity") return undefined;
  if (source.bias.length !== addend.length) return undefined;
  for (let i = 0; i < addend.length; i++) source.bias[i] = source.bias[i]! + addend[i]!;
  source.node = node;
  return source;
}

/** Characters that a layer's name may have; the rest become "_". */
const UNNAMEABLE = /[^A-Za-z0-9_./:-]/g;
/** Shorter than the longest name allowed, so that a number may follow. */
const NAME_LENGTH = 180;

/** The structure and its numbers by name. Outputs are layers called by the names of the graph's outputs. */
export function finish(
  input: Shape,
  drafts: readonly Draft[],
  outputs: readonly (GraphOutput & { readonly value: Value })[],
): { structure: ForwardStructure; numbers: Map<string, Float32Array> } {
  const taken = new Set<string>([INPUT, "__proto__"]);
  const unique = (wanted: string) => {
    const base = wanted.replace(UNNAMEABLE, "_").slice(0, NAME_LENGTH) || "node";
    let name = base;
    for (let count = 2; taken.has(name); count++) name = `${base}_${count}`;
    taken.add(name);
    return name;
  };
  const names = new Map<Draft | typeof INPUT, string>([[INPUT, INPUT]]);
  const answers: string[] = [];
  const copies: ForwardLayer[] = [];
  for (const { name: wanted, value } of outputs) {
    const name = unique(wanted);
    answers.push(name);
    // The input itself, or one layer under two names: a layer that changes nothing.
    if (names.has(value.source))
      copies.push({ kind: "activation", name, from: [names.get(value.source)!], activation: "identity" });
    else names.set(value.source, name);
  }
  for (const draft of drafts) if (!names.has(draft)) names.set(draft, unique(draft.node));
  const numbers = new Map<string, Float32Array>();
  const layers = drafts.map((draft) => {
    const name = names.get(draft)!;
    if (draft.weights) numbers.set(`${name}.weights`, draft.weights);
    if (draft.bias) numbers.set(`${name}.bias`, draft.bias);
    return { ...draft.body, name, from: draft.from.map((source) => names.get(source)!) } as unknown as ForwardLayer;
  });
  return { structure: { input, layers: [...layers, ...copies], outputs: answers }, numbers };
}
