// Which layers are computed together: what follows a sum number by number (scale, sum with another layer, activation) is
// done while the sums are in registers, and a depthwise convolution passes its rows on to the 1x1 convolution behind it.
// A layer disappears into a stage where nobody else reads it. Roundings and their order stay as they are layer by layer.

import type { ForwardPlan, PlannedForwardLayer } from "../plan.ts";
import type { ForwardActivation } from "../structure.ts";
import { chainedSums } from "./sums.ts";

/** One or more layers computed together: activation or slopes(scale(head) + added). */
export interface Stage {
  readonly head: PlannedForwardLayer;
  /** The depthwise convolution that the head, a 1x1 convolution, reads row by row. */
  readonly before?: Stage;
  /** The layer whose weights and bias follow the sum. */
  readonly scale?: string;
  /** The layer that is added. */
  readonly added?: string;
  readonly activation: ForwardActivation;
  /** The layer whose slopes follow. */
  readonly slopes?: string;
  /** The last of the layers: the one whose numbers are written. */
  readonly output: PlannedForwardLayer;
}

/** Every layer by itself, so that each one's numbers can be read. */
export function singleStages(plan: ForwardPlan): Stage[] {
  return plan.layers.map(stageOf);
}

/** As few stages as there can be for `wanted`, in an order in which each reads from those before. */
export function fusedStages(plan: ForwardPlan, wanted: readonly string[]): Stage[] {
  const layers = chainedSums(plan.layers);
  const readers = new Map<string, PlannedForwardLayer[]>();
  const needed = new Set(wanted);
  for (const planned of [...layers].reverse()) {
    if (!needed.has(planned.layer.name)) continue;
    for (const name of planned.layer.from) {
      needed.add(name);
      readers.set(name, [planned, ...(readers.get(name) ?? [])]);
    }
  }
  const kept = new Set(wanted);
  const isInner = (name: string) => !kept.has(name) && readers.get(name)?.length === 1;

  const stages = new Map<string, Stage>();
  const done = new Set<string>();
  for (const planned of layers) {
    const { name, from } = planned.layer;
    if (!needed.has(name) || done.has(name)) continue;
    let stage = stageOf(planned);
    if (isPointByPoint(planned) && isInner(from[0]!)) {
      const before = stages.get(from[0]!);
      if (before?.head.layer.kind === "depthwise-convolution" && before.activation !== "sigmoid") {
        stages.delete(from[0]!);
        stage = { ...stage, before };
      }
    }
    while (isInner(stage.output.layer.name)) {
      const next = readers.get(stage.output.layer.name)![0]!;
      const longer = done.has(next.layer.name) ? undefined : extended(stage, next);
      if (longer === undefined) break;
      stage = longer;
      done.add(next.layer.name);
    }
    stages.set(stage.output.layer.name, stage);
  }
  // A stage stands where its last layer does, behind all that any of its layers reads.
  return layers.flatMap(({ layer }) => stages.get(layer.name) ?? []);
}

function stageOf(planned: PlannedForwardLayer): Stage {
  const { layer } = planned;
  const stage = { head: planned, output: planned, activation: "identity" as ForwardActivation };
  switch (layer.kind) {
    case "scale":
      return { ...stage, scale: layer.name, activation: layer.activation };
    case "prelu":
      return { ...stage, slopes: layer.name };
    case "add":
      return { ...stage, ...(layer.from.length === 2 && { added: layer.from[1]! }), activation: layer.activation };
    case "convolution":
    case "depthwise-convolution":
    case "dense":
    case "activation":
      return { ...stage, activation: layer.activation };
    default:
      return stage;
  }
}

function isPointByPoint({ layer }: PlannedForwardLayer): boolean {
  if (layer.kind !== "convolution") return false;
  const { window, stride, padding } = layer;
  const { top, bottom, left, right } = padding;
  return Math.max(...window, ...stride) === 1 && top + bottom + left + right === 0;
}

/** The stage with one more layer at its end; undefined where that layer needs a stage of its own. */
function extended(stage: Stage, next: PlannedForwardLayer): Stage | undefined {
  const { kind, from } = stage.head.layer;
  const isSum = kind === "convolution" || kind === "depthwise-convolution" || kind === "dense";
  const isPass = kind === "scale" || (kind === "add" && from.length === 2);
  if (!isSum && !isPass) return undefined;
  if (stage.activation !== "identity" || stage.slopes !== undefined) return undefined;
  const { layer } = next;
  const isFree = stage.added === undefined;
  switch (layer.kind) {
    case "scale":
      if (!isFree || stage.scale !== undefined) return undefined;
      return { ...stage, scale: layer.name, activation: layer.activation, output: next };
    case "add": {
      const added = layer.from.find((name) => name !== stage.output.layer.name);
      if (!isFree || layer.from.length !== 2 || added === undefined) return undefined;
      return { ...stage, added, activation: layer.activation, output: next };
    }
    case "prelu":
      return { ...stage, slopes: layer.name, output: next };
    case "activation":
      return { ...stage, activation: layer.activation, output: next };
    default:
      return undefined;
  }
}

/** The names whose numbers a stage reads, one for each time. */
export function readsOf({ head, before, added }: Stage): string[] {
  const { layer } = before?.head ?? head;
  const more = [before?.added, added].filter((name) => name !== undefined);
  return layer.kind === "add" && layer.from.length === 2 ? [layer.from[0]!, ...more] : [...layer.from, ...more];
}
