// From what a user wrote, or a file says, to a checked structure of a forward-only network. Every way in goes through
// `checkForwardStructure`.

import { SelfsameError } from "../errors.ts";
import { forwardPlanOf, type ForwardPlan } from "./plan.ts";
import { INPUT, type ForwardActivation, type ForwardLayer, type ForwardStructure, type Shape } from "./structure.ts";

const ACTIVATIONS: readonly ForwardActivation[] = ["identity", "relu", "relu6", "sigmoid"];
const AXES = ["height", "width", "channels"] as const;
const SIDES = ["top", "bottom", "left", "right"] as const;
/** In the order in which messages list them. */
export const KINDS: readonly ForwardLayer["kind"][] = [
  "convolution",
  "depthwise-convolution",
  "dense",
  "max-pool",
  "average-pool",
  "global-average",
  "pad",
  "scale",
  "prelu",
  "activation",
  "reshape",
  "add",
  "concatenate",
];
/** The names of other frameworks' graphs ("model/conv_1/Relu:0") pass as they are. */
const NAME = /^[A-Za-z0-9_./:-]{1,200}$/;
/** An object with a key of this name would be no plain table any more. */
const FORBIDDEN = "__proto__";
/** More layers than anyone runs; a file that claims more is not believed. */
const LAYER_LIMIT = 10_000;
/** Names listed in a message; the rest are "...". */
const LISTED = 14;

type Unknown = Readonly<Record<string, unknown>>;
/** A set of names, or a map whose keys they are. */
type Names = { has(name: string): boolean; keys(): Iterable<string> };

function fault(where: string, what: string): SelfsameError {
  return new SelfsameError("structure", `${where}: ${what}`);
}

function quoted(values: readonly string[]): string {
  const listed = values.slice(0, LISTED).map((value) => `"${value}"`);
  return [...listed, ...(values.length > LISTED ? ["..."] : [])].join(", ");
}

/** Anything at all, short, for a message. */
function shown(value: unknown): string {
  const isPlain = typeof value === "object" || typeof value === "string";
  return (isPlain ? JSON.stringify(value) : String(value)).slice(0, 80);
}

function record(where: string, value: unknown, expected: string): Unknown {
  if (typeof value !== "object" || value === null) throw fault(where, `expected ${expected}, got ${shown(value)}.`);
  return value as Unknown;
}

function wholeNumber(where: string, value: unknown, least = 1): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least)
    throw fault(where, `expected a whole number of at least ${least}, got ${shown(value)}.`);
  return value;
}

function pair(where: string, value: unknown, least = 1): readonly [number, number] {
  if (!Array.isArray(value) || value.length !== 2)
    throw fault(where, `expected two whole numbers, got ${shown(value)}.`);
  return Object.freeze([wholeNumber(where, value[0], least), wholeNumber(where, value[1], least)] as const);
}

function named<T extends string>(where: string, what: string, value: unknown, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw fault(where, `no ${what} is called ${shown(value)}; there are ${quoted(known)}.`);
  return found;
}

/** One whole number for each key, frozen. */
function numbersOf<T extends string>(
  where: string,
  value: unknown,
  keys: readonly T[],
  least: number,
): Readonly<Record<T, number>> {
  const given = record(where, value, `{ ${keys.join(", ")} }`);
  return Object.freeze(
    Object.fromEntries(keys.map((key) => [key, wholeNumber(`${where}.${key}`, given[key], least)])) as Record<
      T,
      number
    >,
  );
}

/** A frozen copy of a shape. Throws `structure`. */
export function checkShape(where: string, value: unknown): Shape {
  return numbersOf(where, value, AXES, 1);
}

/**
 * Returns a frozen deep copy of a sound structure; throws `structure` naming the layer otherwise. Trusts nothing: the
 * structure may come from a file.
 */
export function checkForwardStructure(structure: ForwardStructure): ForwardStructure {
  return checkForward(structure).structure;
}

/** The same, with what follows from it. */
export function checkForward(structure: ForwardStructure): {
  readonly structure: ForwardStructure;
  readonly plan: ForwardPlan;
} {
  const given = record("network", structure, "its input, layers and outputs");
  const input = checkShape("network: input", given["input"]);
  if (!Array.isArray(given["layers"]) || given["layers"].length === 0)
    throw fault("network", "expected at least one layer, such as globalAverage().");
  if (given["layers"].length > LAYER_LIMIT)
    throw fault("network", `${given["layers"].length} layers; the limit is ${LAYER_LIMIT}.`);
  const known = new Set<string>([INPUT]);
  const layers = Array.from(given["layers"], (layer: unknown, index) => {
    const copy = checkForwardLayer(layer, index, known);
    known.add(copy.name);
    return copy;
  });
  const outputs = outputsFrom(given["outputs"], known);
  const checked = Object.freeze({ input, layers: Object.freeze(layers), outputs });
  return { structure: checked, plan: forwardPlanOf(checked) }; // which checks shapes and size
}

function outputsFrom(given: unknown, known: Names): readonly string[] {
  const where = "network: outputs";
  if (!Array.isArray(given) || given.length === 0)
    throw fault(where, "expected the names of the layers that answer, at least one.");
  const names = new Set<string>();
  for (const name of given as unknown[]) {
    if (typeof name !== "string" || name === INPUT || !known.has(name))
      throw fault(where, `no layer is called ${shown(name)}; there are ${quoted([...known.keys()].slice(1))}.`);
    if (names.has(name)) throw fault(where, `"${name}" is named twice; name it once.`);
    names.add(name);
  }
  return Object.freeze([...names]);
}

/** One layer, frozen; `known` are the names of the input and of the layers before it. Throws `structure`. */
export function checkForwardLayer(given: unknown, index: number, known: Names): ForwardLayer {
  const layer = record(`network: layer ${index + 1}`, given, "a layer, such as globalAverage()");
  const { name } = layer;
  if (typeof name !== "string" || !NAME.test(name) || name === FORBIDDEN) {
    const rule = "a name is 1 to 200 letters, digits or any of _ - . / :";
    throw fault("network", `layer ${index + 1} is named ${shown(name)}; ${rule}.`);
  }
  const where = `layer "${name}"`;
  if (known.has(name)) throw fault(where, "the name is taken; give it another.");
  const from: unknown = layer["from"];
  if (!Array.isArray(from)) throw fault(where, "expected the names of the layers it reads.");
  const sources = Array.from(from, (source: unknown): string => {
    if (typeof source === "string" && known.has(source)) return source;
    throw fault(where, `reads ${shown(source)}, which is no layer before it; there are ${quoted([...known.keys()])}.`);
  });
  return Object.freeze(checkKind(layer, name, sources));
}

function checkKind(layer: Unknown, name: string, sources: readonly string[]): ForwardLayer {
  const where = `layer "${name}"`;
  const kind = named(where, "layer", layer["kind"], KINDS);
  const activation = () => named(where, "activation", layer["activation"], ACTIVATIONS);
  const units = () => wholeNumber(`${where}: units`, layer["units"]);
  const padding = () => numbersOf(`${where}: padding`, layer["padding"], SIDES, 0);
  if (kind === "add" || kind === "concatenate") {
    if (sources.length < 2) throw fault(where, `${kind} reads two layers or more, got ${sources.length}.`);
    const from = Object.freeze(sources.slice());
    if (kind === "add") return { kind, name, from, activation: activation() };
    return { kind, name, from, axis: named(where, "axis", layer["axis"], AXES) };
  }
  if (sources.length !== 1)
    throw fault(where, `${kind} reads one layer, got ${sources.length}; add or concatenate them first.`);
  const base = { name, from: Object.freeze([sources[0]!] as const) };
  const windowed = () => ({
    ...base,
    window: pair(`${where}: window`, layer["window"]),
    stride: pair(`${where}: stride`, layer["stride"]),
    padding: padding(),
  });
  switch (kind) {
    case "convolution":
      return { kind, ...windowed(), units: units(), activation: activation() };
    case "depthwise-convolution":
      return { kind, ...windowed(), activation: activation() };
    case "max-pool":
    case "average-pool":
      return { kind, ...windowed() };
    case "dense":
      return { kind, ...base, units: units(), activation: activation() };
    case "pad":
      return { kind, ...base, padding: padding(), channels: pair(`${where}: channels`, layer["channels"], 0) };
    case "scale":
    case "activation":
      return { kind, ...base, activation: activation() };
    case "reshape":
      return { kind, ...base, shape: checkShape(`${where}: shape`, layer["shape"]) };
    case "global-average":
    case "prelu":
      return { kind, ...base };
  }
}
