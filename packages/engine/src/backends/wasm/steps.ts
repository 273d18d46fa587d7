// A plan with every place in memory looked up: what a session walks through, forward and backward, in each step.

import type { Plan } from "../../network/plan.ts";
import { INPUT, type Layer } from "../../network/structure.ts";
import { isLossOfLogits } from "../losses.ts";
import type { LossKind } from "../backend.ts";
import { ACTIVATION_CODE } from "./codes.ts";
import { PANEL, type Layout, type Node, type ParameterPlace } from "./layout.ts";

export interface DenseStep {
  readonly kind: "dense";
  readonly node: Node;
  readonly sources: readonly [Node];
  readonly isFirst: readonly boolean[];
  readonly width: number;
  readonly weights: ParameterPlace;
  readonly bias: ParameterPlace;
  readonly panels: number;
  /** Code of the activation that the kernels apply with the product. */
  readonly activation: number;
  /** Code of the activation that is a pass of its own afterwards, or 0. */
  readonly separate: number;
  /** Code of the activation that the error goes back through. */
  readonly backward: number;
  readonly readsInput: boolean;
}

export interface JoinStep {
  readonly kind: "add" | "concatenate";
  readonly node: Node;
  readonly sources: readonly Node[];
  /** For each source: whether its error is written first by this step, going backward, and so need not be added to. */
  readonly isFirst: readonly boolean[];
}

export type Step = DenseStep | JoinStep;

/** Whether the last layer's activation is applied in float64 outside the kernels, and which. */
export function finishOf({ layers }: Plan): "sigmoid" | "softmax" | undefined {
  const { layer } = layers[layers.length - 1]!;
  const isFinished = layer.kind === "dense" && (layer.activation === "sigmoid" || layer.activation === "softmax");
  return isFinished ? (layer.activation as "sigmoid" | "softmax") : undefined;
}

export function stepsOf(plan: Plan, layout: Layout, loss: LossKind | undefined): Step[] {
  const last = plan.layers[plan.layers.length - 1]!.layer;
  const isFirst = firstWrites(plan);
  return plan.layers.map(({ layer, width }): Step => {
    const node = layout.nodes.get(layer.name)!;
    const sources = layer.from.map((name) => layout.nodes.get(name)!);
    const common = { node, sources, isFirst: isFirst.get(layer)! };
    if (layer.kind !== "dense") return { kind: layer.kind, ...common };
    const { weights, bias } = layout.dense.get(layer.name)!;
    const code = ACTIVATION_CODE[layer.activation];
    const isSeparate = layer.activation === "sigmoid" || layer.activation === "tanh";
    const isFinishedElsewhere = layer === last && finishOf(plan) !== undefined;
    const isAtLogits = layer === last && loss !== undefined && isLossOfLogits(loss);
    return {
      kind: "dense",
      ...common,
      sources: [sources[0]!],
      width,
      weights,
      bias,
      panels: Math.ceil(width / PANEL),
      activation: isSeparate ? ACTIVATION_CODE.identity : code,
      separate: isSeparate && !isFinishedElsewhere ? code : 0,
      backward: isAtLogits ? ACTIVATION_CODE.identity : code,
      readsInput: layer.from[0] === INPUT,
    };
  });
}

/** Nodes whose output nothing reads: they have no error. */
export function unreadNodes(plan: Plan, layout: Layout): Node[] {
  const read = new Set(plan.layers.flatMap(({ layer }) => layer.from));
  return plan.layers
    .slice(0, -1)
    .filter(({ layer }) => !read.has(layer.name))
    .map(({ layer }) => layout.nodes.get(layer.name)!);
}

function firstWrites({ layers }: Plan): Map<Layer, boolean[]> {
  const written = new Set<string>();
  const writes = new Map<Layer, boolean[]>();
  for (const { layer } of [...layers].reverse()) {
    writes.set(
      layer,
      layer.from.map((name) => !written.has(name) && Boolean(written.add(name))),
    );
  }
  return writes;
}
