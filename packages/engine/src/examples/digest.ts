// What identifies examples in a checkpoint: SHA-256 over the SHA-256 of each batch of inputs, targets and weights.

import { sha256, toHex } from "../file/sha256.ts";
import { breathe } from "../training/breathe.ts";
import { allBatches } from "./batches.ts";
import type { Examples } from "./source.ts";

/** Examples hashed at once. */
const DIGEST_BATCH = 64;

/** The source's own digest, or one made by reading all of it, as hexadecimal digits. Throws the signal's reason where it stops that. */
export async function digestOf(examples: Examples, signal?: AbortSignal): Promise<string> {
  if (examples.digest !== undefined) return examples.digest;
  const digests: number[] = [];
  for await (const batch of allBatches(examples, DIGEST_BATCH)) {
    signal?.throwIfAborted();
    for (const values of [batch.inputs, batch.targets, batch.weights]) {
      digests.push(...(await sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))));
    }
    await breathe();
  }
  return toHex(await sha256(Uint8Array.from(digests)));
}
