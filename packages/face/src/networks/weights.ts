// Takes the tensors of a weights manifest one by one, each of the shape that a network of ours needs.

import { SelfsameError } from "@selfsame/engine";
import { openWeights, type StoredTensor } from "@selfsame/engine/forward";

/** The tensor `name`, which must be float32 of `shape`. */
export type Take = (name: string, shape: readonly number[]) => StoredTensor;

/**
 * Reads a manifest (JSON or its bytes) with one shard, whose bytes are kept. What it returns throws `model-file`, naming the
 * file, where a tensor is not there or of another shape.
 */
export function takeFrom(manifest: unknown, shard: Uint8Array, address: string): Take {
  const tensors = openWeights({ manifest, shards: [shard], address });
  return (name, shape) => {
    const tensor = tensors.get(name);
    if (tensor?.type === "float32" && tensor.shape.join() === shape.join()) return tensor;
    const came =
      tensor === undefined ? "none" : `(${tensor.shape.join(", ")})${tensor.type === "int32" ? " of int32" : ""}`;
    throw new SelfsameError(
      "model-file",
      `${address}: expected the weight "${name}" of shape (${shape.join(", ")}), got ${came}. These are the weights of another network.`,
    );
  };
}

/** All numbers of a tensor of floats, a copy. */
export function floatsOf(tensor: StoredTensor): Float32Array {
  const values = new Float32Array(tensor.length);
  tensor.read(values);
  return values;
}
