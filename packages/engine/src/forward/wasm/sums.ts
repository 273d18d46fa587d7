// Sums of many layers as chains of sums of two, so that a sum that begins as another one does goes on from there, and each
// step can be the end of the layer that it adds. Roundings and their order stay: a sum adds from its first layer on.

import type { PlannedForwardLayer } from "../plan.ts";
import type { ForwardActivation } from "../structure.ts";

/** No layer of a user's network should meet this by chance; one that does keeps its sums as they are. */
const SUM_BEFORE = "sum before activation of ";

/** The layers in their order, with one of their own for every sum that another sum goes on from. */
export function chainedSums(layers: readonly PlannedForwardLayer[]): readonly PlannedForwardLayer[] {
  if (layers.some(({ layer }) => layer.name.startsWith(SUM_BEFORE))) return layers;
  const keyOf = (from: readonly string[]) => JSON.stringify(from);
  /** Sums that a longer one begins with. */
  const starts = new Set<string>();
  for (const { layer } of layers) {
    if (layer.kind !== "add") continue;
    for (let count = 2; count < layer.from.length; count++) starts.add(keyOf(layer.from.slice(0, count)));
  }
  const names = new Map<string, string>();
  const result: PlannedForwardLayer[] = [];
  for (const planned of layers) {
    const { layer, inputs } = planned;
    if (layer.kind !== "add" || (layer.from.length === 2 && !starts.has(keyOf(layer.from)))) {
      result.push(planned);
      continue;
    }
    const two = inputs.slice(0, 2);
    const sum = (name: string, from: readonly string[], activation: ForwardActivation): PlannedForwardLayer => ({
      ...planned,
      inputs: two,
      layer: { kind: "add", name, from, activation },
    });
    let before = layer.from[0]!;
    layer.from.slice(1).forEach((next, index) => {
      const key = keyOf(layer.from.slice(0, index + 2));
      if (index === layer.from.length - 2 && !starts.has(key)) {
        result.push(sum(layer.name, [before, next], layer.activation));
        return;
      }
      const known = names.get(key);
      const name = known ?? `${SUM_BEFORE}${layer.name} ${index}`;
      if (known === undefined) result.push(sum(name, [before, next], "identity"));
      names.set(key, name);
      before = name;
    });
    if (starts.has(keyOf(layer.from)))
      result.push({
        ...planned,
        inputs: two.slice(0, 1),
        layer: { kind: "activation", name: layer.name, from: [before], activation: layer.activation },
      });
  }
  return result;
}
