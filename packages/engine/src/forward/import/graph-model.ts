// A TensorFlow.js graph model as a forward-only network of ours: what its converter writes, as far as our layers reach.

import { isSelfsameError, SelfsameError } from "../../errors.ts";
import { ForwardNetwork } from "../network.ts";
import { INPUT, type Shape } from "../structure.ts";
import { parametersFrom } from "./assemble.ts";
import { faultOf, shapeAttribute } from "./attributes.ts";
import { finish, shapeOfSides, type Value } from "./draft.ts";
import { readGraph, type Graph, type GraphNode } from "./graph.ts";
import { operandsOf, type Reading } from "./operands.ts";
import { OPERATIONS } from "./operations.ts";
import { isRecord, jsonOf, shown } from "./refuse.ts";
import { readWeights, type WeightTensor } from "./weights.ts";

export interface GraphModelSource {
  /** The model.json: parsed, or its bytes. */
  readonly model: unknown;
  /** The bytes of the weight files, in the order of the manifest's paths. */
  readonly shards: readonly Uint8Array[];
  /** Where the model.json came from, for messages; its shards lie beside it. */
  readonly address?: string | undefined;
  /** What goes in, where the graph leaves height or width open. */
  readonly input?: Shape | undefined;
}

/**
 * Reads a graph model with one input (batch, height, width, channels). Outputs are layers called by the keys of the graph's
 * signature (":0" left out), or by its last nodes where it has none; other layers by their nodes.
 * A bias added to, and an activation taken of, a layer that nobody else reads become that layer's own.
 * The network can be run and not trained. Throws `model-file` naming the file where it is not sound, and naming the node and operation where our layers do not reach.
 *
 * @example
 * const network = importGraphModel({ model: await readFile("model.json"), shards: [await readFile("group1-shard1of1.bin")] });
 * const answers = await network.forward(pixels);
 */
export function importGraphModel(source: GraphModelSource): ForwardNetwork {
  const address = source.address ?? "the graph model";
  try {
    return networkOf(source, address);
  } catch (cause) {
    // Shapes that do not fit, and numbers that are finite alone and not together, said of the layer.
    if (!isSelfsameError(cause, "structure") && !isSelfsameError(cause, "input")) throw cause;
    throw new SelfsameError("model-file", `${address}: ${cause.message}`, { cause });
  }
}

function networkOf(source: GraphModelSource, address: string): ForwardNetwork {
  const model = jsonOf(source.model, address);
  const graph = readGraph(model, address);
  const manifest = isRecord(model) ? model["weightsManifest"] : undefined;
  const tensors = readWeights({ manifest, shards: source.shards, address });
  const reading: Reading = { address, results: new Map(), drafts: [] };
  const input = inputOf(graph, source.input);
  for (const node of graph.order) {
    const result = resultOf(node, reading, tensors, input);
    const isShared = (graph.readers.get(node.name) ?? 0) > 1;
    reading.results.set(node.name, isShared && "source" in result ? { ...result, isShared } : result);
  }
  const outputs = graph.outputs.map((output) => {
    const value = reading.results.get(output.node)!;
    if ("values" in value)
      throw new SelfsameError(
        "model-file",
        `${address}: its output ${shown(output.name)} does not depend on the input.`,
      );
    return { ...output, value };
  });
  const { structure, numbers } = finish(input.shape, reading.drafts, outputs);
  return new ForwardNetwork(structure, parametersFrom(structure, numbers, address), true);
}

function resultOf(
  node: GraphNode,
  reading: Reading,
  tensors: ReadonlyMap<string, WeightTensor>,
  input: Value & { readonly node: string },
): Value | WeightTensor {
  const fault = faultOf(node, reading.address);
  if (node.name === input.node) return input;
  if (node.op === "Const") return tensors.get(node.name) ?? fault("its numbers are not among the weights.");
  const operation = OPERATIONS.get(node.op);
  if (operation === undefined)
    return fault(`this operation cannot be read; supported are ${[...OPERATIONS.keys()].join(", ")}.`);
  return operation(operandsOf(node, reading));
}

/** The one placeholder that the outputs need. */
function inputOf({ order, address }: Graph, wanted: Shape | undefined): Value & { readonly node: string } {
  const placeholders = order.filter(({ op }) => op === "Placeholder" || op === "PlaceholderV2");
  const [node] = placeholders;
  if (node === undefined || placeholders.length > 1) {
    const names = placeholders.map(({ name }) => shown(name)).join(", ");
    throw new SelfsameError("model-file", `${address}: expected one input, got ${placeholders.length} (${names}).`);
  }
  const fault = faultOf(node, address);
  const [batch, ...given] = shapeAttribute(node) ?? [-1, -1, -1, -1];
  const fromCaller = wanted && [wanted.height, wanted.width, wanted.channels].slice(-given.length);
  const sides = given.map((side, index) => (side === -1 ? (fromCaller?.[index] ?? -1) : side));
  if (batch !== -1 && batch !== 1) fault(`its batch is ${batch}; expected any or 1.`);
  if (sides.length < 1 || sides.length > 3 || !sides.every((side) => Number.isSafeInteger(side) && side >= 1))
    fault(`its shape is (${[batch, ...given].join(", ")}); say what goes in: input { height, width, channels }.`);
  const shape = shapeOfSides(sides);
  const isWanted = (["height", "width", "channels"] as const).every((axis) => shape[axis] === (wanted ?? shape)[axis]);
  if (!isWanted) fault(`it takes (${sides.join(", ")}), not the input that was asked for.`);
  return { node: node.name, source: INPUT, shape, sides, isShared: false };
}
