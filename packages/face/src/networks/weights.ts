// Takes the tensors of a weights manifest one by one, each of the shape that a network of ours needs.

import { SelfsameError } from "@selfsame/engine";
import { readWeights } from "@selfsame/engine/forward";

/** The numbers of the tensor `name`, which must be float32 of `shape`; they are the caller's. */
export type Take = (name: string, shape: readonly number[]) => Float32Array;

/**
 * Reads a manifest (JSON or its bytes) with one shard. What it returns throws `model-file`, naming the file, where a tensor is
 * not there or of another shape.
 */
export function takeFrom(manifest: unknown, shard: Uint8Array, address: string): Take {
  const tensors = readWeights({ manifest, shards: [shard], address });
  return (name, shape) => {
    const tensor = tensors.get(name);
    if (tensor?.values instanceof Float32Array && tensor.shape.join() === shape.join()) return tensor.values;
    const came =
      tensor === undefined
        ? "none"
        : `(${tensor.shape.join(", ")})${tensor.values instanceof Int32Array ? " of int32" : ""}`;
    throw new SelfsameError(
      "model-file",
      `${address}: expected the weight "${name}" of shape (${shape.join(", ")}), got ${came}. These are the weights of another network.`,
    );
  };
}
