// What a node's attributes say. TensorFlow.js writes whole numbers as text and text in base64.

import type { GraphNode } from "./graph.ts";
import { isRecord, refuse, shown } from "./refuse.ts";

/** Where a fault lies, and what can be read instead. Throws `model-file`. */
export type Fault = (reason: string) => never;

/** A fault of a node: `address: node "name" (op): reason`. */
export function faultOf(node: GraphNode, address: string): Fault {
  return (reason) => refuse(address, `node ${shown(node.name)} (${node.op}): ${reason}`);
}

function attribute(node: GraphNode, name: string, kind: string): unknown {
  const value = node.attributes[name];
  return isRecord(value) ? value[kind] : undefined;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return String.fromCharCode(...(value as number[])); // what some writers give for base64
  if (typeof value !== "string") return "";
  try {
    return atob(value);
  } catch {
    return value;
  }
}

/** "" where there is none. */
export function text(node: GraphNode, name: string): string {
  return textOf(attribute(node, name, "s"));
}

function listed(node: GraphNode, name: string, kind: string): readonly unknown[] {
  const list = attribute(node, name, "list");
  const values = isRecord(list) ? list[kind] : undefined;
  return Array.isArray(values) ? values : [];
}

/** Empty where there is none. */
export function texts(node: GraphNode, name: string): readonly string[] {
  return listed(node, name, "s").map(textOf);
}

/** Empty where there is none; what is no whole number becomes NaN, which no check lets pass. */
export function wholeNumbers(node: GraphNode, name: string): readonly number[] {
  return listed(node, name, "i").map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : NaN));
}

export function number(node: GraphNode, name: string, otherwise: number): number {
  const value = attribute(node, name, "f");
  return typeof value === "number" ? value : otherwise;
}

export function flag(node: GraphNode, name: string, otherwise = false): boolean {
  const value = attribute(node, name, "b");
  return typeof value === "boolean" ? value : otherwise;
}

/** The sides of a TensorShape record, -1 where unknown; none where it has no rank. */
export function sidesOf(shape: unknown): readonly number[] | undefined {
  const dim = isRecord(shape) ? shape["dim"] : undefined;
  return Array.isArray(dim) ? dim.map((one) => Number(isRecord(one) ? one["size"] : NaN)) : undefined;
}

/** The attribute `shape` of a node. */
export function shapeAttribute(node: GraphNode): readonly number[] | undefined {
  return sidesOf(attribute(node, "shape", "shape"));
}
