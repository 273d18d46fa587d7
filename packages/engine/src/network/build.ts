// From what a user wrote, or a file says, to a checked structure. Every way in goes through `checkStructure`.

import { SelfsameError } from "../errors.ts";
import type { LayerSpecification } from "./layers.ts";
import { planOf } from "./plan.ts";
import { INPUT, type Activation, type Initialization, type Layer, type Structure } from "./structure.ts";

const ACTIVATIONS: readonly Activation[] = ["identity", "relu", "leaky-relu", "sigmoid", "tanh", "softmax"];
const INITIALIZATIONS: readonly Initialization[] = ["he-normal", "glorot-uniform", "fan-in-uniform"];
/** Anything that can be a key in a file and a column in a table; never `__proto__`. */
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
/** More layers than anyone trains; a file that claims more is not believed. */
const LAYER_LIMIT = 10_000;

/** Names listed in a message; the rest are "...". */
const LISTED = 12;

function quoted(values: readonly string[]): string {
  const listed = values.slice(0, LISTED).map((value) => `"${value}"`);
  return [...listed, ...(values.length > LISTED ? ["..."] : [])].join(", ");
}

/** Anything at all, short, for a message. */
function shown(value: unknown): string {
  const isPlain = typeof value === "object" || typeof value === "string";
  return (isPlain ? JSON.stringify(value) : String(value)).slice(0, 80);
}

function wholeNumber(where: string, value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 1) {
    throw new SelfsameError("structure", `${where}: expected a whole number of at least 1, got ${shown(value)}.`);
  }
  return value;
}

/** Fills in names, connections and initializations, and checks the whole. Throws `structure`. */
export function structureOf(inputs: number, specifications: readonly LayerSpecification[]): Structure {
  let previous = INPUT;
  const counts = { dense: 0, add: 0, concatenate: 0 };
  if (!Array.isArray(specifications)) return checkStructure({ inputs, layers: [] });
  const layers = (specifications as readonly LayerSpecification[]).map((specification): Layer => {
    if (typeof specification !== "object" || specification === null) return specification; // checkStructure names it
    const name = specification.name ?? `${specification.kind}${++counts[specification.kind]}`;
    const before = previous;
    previous = name;
    if (specification.kind !== "dense")
      return { kind: specification.kind, name, from: [...(specification.from ?? [])] };
    const { units, activation } = specification;
    const rectified = activation === "relu" || activation === "leaky-relu";
    return {
      kind: "dense",
      name,
      from: [specification.from ?? before],
      units,
      activation,
      initialization: specification.initialization ?? (rectified ? "he-normal" : "glorot-uniform"),
    };
  });
  return checkStructure({ inputs, layers });
}

/** Returns a frozen copy of a sound structure; throws `structure` naming the layer otherwise. Trusts nothing. */
export function checkStructure(structure: Structure): Structure {
  if (typeof structure !== "object" || structure === null)
    throw new SelfsameError("structure", `network: expected its inputs and layers, got ${shown(structure)}.`);
  wholeNumber("network: inputs", structure.inputs);
  if (!Array.isArray(structure.layers) || structure.layers.length === 0) {
    throw new SelfsameError("structure", 'network: expected at least one layer, such as dense(1, "sigmoid").');
  }
  if (structure.layers.length > LAYER_LIMIT) {
    throw new SelfsameError("structure", `network: ${structure.layers.length} layers; the limit is ${LAYER_LIMIT}.`);
  }
  const known = new Set<string>([INPUT]);
  const layers = structure.layers.map((layer, index) => {
    const copy = checkLayer(layer, index, index === structure.layers.length - 1, known);
    known.add(copy.name);
    return Object.freeze(copy);
  });
  const checked = Object.freeze({ inputs: structure.inputs, layers: Object.freeze(layers) });
  planOf(checked); // shapes and size
  return checked;
}

function checkLayer(layer: Layer, index: number, isLast: boolean, known: ReadonlySet<string>): Layer {
  if (typeof layer !== "object" || layer === null)
    throw new SelfsameError(
      "structure",
      `network: layer ${index + 1} is ${shown(layer)}; expected a layer, such as dense(1, "sigmoid").`,
    );
  const name: unknown = layer.name;
  if (typeof name !== "string" || !NAME.test(name)) {
    throw new SelfsameError(
      "structure",
      `network: layer ${index + 1} is named ${shown(name)}; a name is a letter, then letters, digits, _ or -.`,
    );
  }
  const where = `layer "${name}"`;
  if (known.has(name)) throw new SelfsameError("structure", `${where}: the name is taken; give it another.`);
  const from: unknown = layer.from;
  if (!Array.isArray(from))
    throw new SelfsameError("structure", `${where}: expected the names of the layers it reads.`);
  for (const source of from) {
    if (typeof source !== "string" || !known.has(source)) {
      throw new SelfsameError(
        "structure",
        `${where}: reads ${shown(source)}, which is no layer before it; there are ${quoted([...known])}.`,
      );
    }
  }
  switch (layer.kind) {
    case "dense": {
      wholeNumber(`${where}: units`, layer.units);
      if (from.length !== 1)
        throw new SelfsameError(
          "structure",
          `${where}: a dense layer reads one layer, got ${from.length}; concatenate them first.`,
        );
      if (!ACTIVATIONS.includes(layer.activation)) {
        throw new SelfsameError(
          "structure",
          `${where}: no activation is called ${shown(layer.activation)}; there are ${quoted(ACTIVATIONS)}.`,
        );
      }
      if (layer.activation === "softmax" && !isLast) {
        throw new SelfsameError("structure", `${where}: softmax is for the last layer; use relu or tanh here.`);
      }
      if (!INITIALIZATIONS.includes(layer.initialization)) {
        throw new SelfsameError(
          "structure",
          `${where}: no initialization is called ${shown(layer.initialization)}; there are ${quoted(INITIALIZATIONS)}.`,
        );
      }
      const { kind, units, activation, initialization } = layer;
      return { kind, name, from: Object.freeze([String(from[0])] as const), units, activation, initialization };
    }
    case "add":
    case "concatenate":
      if (from.length < 2)
        throw new SelfsameError("structure", `${where}: ${layer.kind} reads two layers or more, got ${from.length}.`);
      return { kind: layer.kind, name, from: Object.freeze(from.map(String)) };
    default:
      throw new SelfsameError(
        "structure",
        `${where}: no layer is called ${shown((layer as { kind: unknown }).kind)}; there are "dense", "add", "concatenate".`,
      );
  }
}
