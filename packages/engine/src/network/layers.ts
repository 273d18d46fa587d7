// How a user writes layers: partial descriptions, which `network` completes with names and connections.

import type { Activation, Initialization } from "./structure.ts";

export interface DenseSpecification {
  readonly kind: "dense";
  readonly units: number;
  readonly activation: Activation;
  readonly name?: string;
  readonly from?: string;
  readonly initialization?: Initialization;
}

export interface JoinSpecification {
  readonly kind: "add" | "concatenate";
  readonly name?: string;
  readonly from: readonly string[];
}

export type LayerSpecification = DenseSpecification | JoinSpecification;

export interface DenseOptions {
  /** Default: `dense1`, `dense2`, ... in order. */
  readonly name?: string;
  /** The layer it reads, or `"input"`. Default: the layer before it. */
  readonly from?: string;
  /** Default: He normal before ReLU and leaky ReLU, else Glorot uniform. */
  readonly initialization?: Initialization;
}

/**
 * A dense layer: activation(x · weights + bias), (batch, in) -> (batch, units).
 *
 * @example dense(1024, "relu")
 * @example dense(1, "sigmoid", { name: "certainty", from: "hidden" })
 */
export function dense(
  units: number,
  activation: Activation = "identity",
  options: DenseOptions = {},
): DenseSpecification {
  return { kind: "dense", units, activation, ...options };
}

/** The sum of layers of one width. @example add(["before", "after"]) */
export function add(from: readonly string[], options: { readonly name?: string } = {}): JoinSpecification {
  return { kind: "add", from, ...options };
}

/** Layers side by side: the widths add up. @example concatenate(["left", "right"]) */
export function concatenate(from: readonly string[], options: { readonly name?: string } = {}): JoinSpecification {
  return { kind: "concatenate", from, ...options };
}
