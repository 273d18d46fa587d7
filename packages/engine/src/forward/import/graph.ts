// The graph of a TensorFlow.js graph model: nodes in an order in which each reads nodes before it, and what it answers.
// Format: GraphDef of tensorflow/core/framework/graph.proto in JSON, as tfjs-converter writes it.

import { isRecord, refuse, shown, type JsonRecord } from "./refuse.ts";

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** Names of the nodes that it reads, in order. */
  readonly inputs: readonly string[];
  readonly attributes: JsonRecord;
}

/** One answer of the graph: its name in the signature, or else its node's, and the node. */
export interface GraphOutput {
  readonly name: string;
  readonly node: string;
}

export interface Graph {
  /** The nodes that the outputs need, each after those that it reads. */
  readonly order: readonly GraphNode[];
  /** How often a node is read, by nodes and as an output. */
  readonly readers: ReadonlyMap<string, number>;
  readonly outputs: readonly GraphOutput[];
  /** Of the model's JSON, for messages. */
  readonly address: string;
}

/** Throws `model-file` where the JSON is no graph model, reads what is not there, or goes in circles. */
export function readGraph(model: unknown, address: string): Graph {
  const topology = isRecord(model) ? model["modelTopology"] : undefined;
  if (isRecord(topology) && topology["model_config"] !== undefined)
    refuse(address, "this is a TensorFlow.js layers model; expected a graph model. Convert it to a graph model first.");
  if (!isRecord(model) || !isRecord(topology) || !Array.isArray(topology["node"]))
    refuse(address, `expected a TensorFlow.js graph model with modelTopology.node, got ${shown(model)}.`);
  const nodes = new Map<string, GraphNode>();
  for (const given of topology["node"] as unknown[]) {
    const node = checkNode(given, address);
    if (nodes.has(node.name)) refuse(address, `two nodes are called ${shown(node.name)}.`);
    nodes.set(node.name, node);
  }
  const outputs = outputsOf(model, nodes, address);
  const order = orderOf(nodes, outputs, address);
  const readers = new Map<string, number>();
  const read = [...order.flatMap(({ inputs }) => inputs), ...outputs.map(({ node }) => node)];
  for (const name of read) readers.set(name, (readers.get(name) ?? 0) + 1);
  return { order, readers, outputs, address };
}

function checkNode(node: unknown, address: string): GraphNode {
  if (!isRecord(node) || typeof node["name"] !== "string" || typeof node["op"] !== "string")
    refuse(address, `a node is ${shown(node)}; expected its name and op.`);
  const { name, op, input = [], attr = {} } = node as { name: string; op: string } & JsonRecord;
  if (!Array.isArray(input) || !input.every((one) => typeof one === "string") || !isRecord(attr))
    refuse(address, `node ${shown(name)} (${op}) has no sound input and attr.`);
  // "^name" orders side effects and hands nothing on.
  const inputs = input.filter((one) => !one.startsWith("^")).map((one) => nodeOf(one, name, address));
  return { name, op, inputs, attributes: attr };
}

/** "name" and "name:0" mean the first result of a node; nothing that can be read here has a second one. */
function nodeOf(reference: string, reader: string, address: string): string {
  const [, name, index] = /^(.*?)(?::(\d+))?$/s.exec(reference)!;
  if (index !== undefined && index !== "0")
    refuse(address, `${shown(reader)} reads ${shown(reference)}; only first results (":0") can be read.`);
  return name!;
}

function outputsOf(model: JsonRecord, nodes: ReadonlyMap<string, GraphNode>, address: string): GraphOutput[] {
  const metadata = model["userDefinedMetadata"];
  const signature = model["signature"] ?? (isRecord(metadata) ? metadata["signature"] : undefined);
  const named = isRecord(signature) ? signature["outputs"] : undefined;
  if (isRecord(named) && Object.keys(named).length > 0) {
    return Object.entries(named).map(([key, value]) => {
      const reference = isRecord(value) && typeof value["name"] === "string" ? value["name"] : key;
      const node = nodeOf(reference, "the signature", address);
      if (!nodes.has(node)) refuse(address, `its signature names the output ${shown(reference)}, which is no node.`);
      return { name: key.replace(/:0$/, ""), node };
    });
  }
  const read = new Set([...nodes.values()].flatMap(({ inputs }) => inputs));
  const last = [...nodes.values()].filter(({ name, op }) => !read.has(name) && op !== "Const" && op !== "NoOp");
  if (last.length === 0) refuse(address, "it has no output: every node is read by another.");
  return last.map(({ name }) => ({ name, node: name }));
}

/** Depth first, without recursion: a file may hold a chain of any length. */
function orderOf(nodes: ReadonlyMap<string, GraphNode>, outputs: readonly GraphOutput[], address: string): GraphNode[] {
  const order: GraphNode[] = [];
  const state = new Map<string, "open" | "done">();
  const stack = outputs.map(({ node }) => node).reverse();
  while (stack.length > 0) {
    const name = stack[stack.length - 1]!;
    const node = nodes.get(name)!;
    if (state.get(name) !== undefined) {
      stack.pop();
      if (state.get(name) === "open") order.push(node);
      state.set(name, "done");
      continue;
    }
    state.set(name, "open");
    for (const input of [...node.inputs].reverse()) {
      if (!nodes.has(input)) refuse(address, `node ${shown(name)} reads ${shown(input)}, which is no node.`);
      if (state.get(input) === "open") refuse(address, `node ${shown(input)} reads its own result in a circle.`);
      if (state.get(input) === undefined) stack.push(input);
    }
  }
  return order;
}
