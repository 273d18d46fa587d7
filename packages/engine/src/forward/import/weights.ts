// The weights of a TensorFlow.js manifest: named tensors that lie one after another in the bytes of its shards, some of
// them quantized. Format: tfjs-core/src/io/types.ts (WeightsManifestEntry). Nothing is made by a header's word alone.

import { beside, isRecord, jsonOf, refuse, refuseHtml, shown } from "./refuse.ts";
import { BYTES, StoredTensor, type StoredEntry } from "./stored.ts";

/** One named array, row-major. */
export interface WeightTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

export interface WeightFiles {
  /** The manifest: parsed JSON, or its bytes. A list of groups {paths, weights}. */
  readonly manifest: unknown;
  /** The shards' bytes, in the order of the manifest's paths. */
  readonly shards: readonly Uint8Array[];
  /** Where the manifest came from, for messages; shards lie beside it. */
  readonly address?: string | undefined;
}

/** Of a quantization's scale and min: no product of two weights made of them is more than a float32 number can be. */
const LARGEST = 1e14;

/**
 * The tensors by name: float32 and int32, or made of float16, uint8 and uint16 as the manifest's quantization says
 * (value · scale + min, as TensorFlow.js computes it).
 * Throws `model-file`, naming the file by its address, where a shard is missing, too short, too long or an HTML page, or
 * where the manifest does not make sense.
 */
export function readWeights(files: WeightFiles): ReadonlyMap<string, WeightTensor> {
  return new Map(
    [...openWeights(files)].map(([name, stored]) => [name, { shape: stored.shape, values: stored.values() }]),
  );
}

/**
 * The same as they are stored, to become numbers when they are asked for. The shards' bytes are kept: they must not change
 * as long as the tensors, or a network made of them, are in use. Throws as `readWeights`.
 */
export function openWeights(files: WeightFiles): ReadonlyMap<string, StoredTensor> {
  const address = files.address ?? "the weights manifest";
  const groups = jsonOf(files.manifest, address);
  if (!Array.isArray(groups) || !groups.every(isRecord))
    refuse(address, `expected a TensorFlow.js weights manifest, a list of groups, got ${shown(groups)}.`);
  const counted = groups.map(({ paths, weights }) => {
    if (!Array.isArray(paths) || paths.length === 0 || !paths.every((path) => typeof path === "string"))
      refuse(address, `a group's paths are ${shown(paths)}; expected the names of its shards.`);
    if (!Array.isArray(weights)) refuse(address, `a group's weights are ${shown(weights)}; expected a list.`);
    return { paths, entries: weights.map((entry: unknown) => checkEntry(entry, address)) };
  });
  const count = counted.reduce((sum, { paths }) => sum + paths.length, 0);
  if (files.shards.length !== count) {
    const names = counted.flatMap(({ paths }) => paths).join(", ");
    refuse(address, `it has ${count} shards (${names}), ${files.shards.length} came. Read them all, in this order.`);
  }
  const tensors = new Map<string, StoredTensor>();
  let first = 0;
  for (const { paths, entries } of counted) {
    const shards = files.shards.slice(first, (first += paths.length));
    const addresses = paths.map((path) => (files.address === undefined ? path : beside(address, path)));
    shards.forEach((shard, index) => refuseHtml(shard, addresses[index]!));
    const where = addresses.join(" + ");
    const bytes = joined(shards);
    const needed = entries.reduce((sum, { length, stored }) => sum + length * BYTES[stored], 0);
    if (bytes.length !== needed)
      refuse(
        where,
        `it has ${bytes.length} bytes; its manifest describes ${needed}. ${bytes.length < needed ? "It is cut short" : "It belongs to another manifest"}; use another copy.`,
      );
    let at = 0;
    for (const entry of entries) {
      const end = at + entry.length * BYTES[entry.stored];
      if (tensors.has(entry.name)) refuse(address, `it names the weight ${shown(entry.name)} twice.`);
      tensors.set(entry.name, new StoredTensor(entry, bytes.subarray(at, end), where));
      at = end;
    }
  }
  return tensors;
}

function joined(shards: readonly Uint8Array[]): Uint8Array {
  if (shards.length === 1) {
    const { buffer, byteOffset, byteLength } = shards[0]!; // a plain view: a slice of Node's Buffer would not copy
    return new Uint8Array(buffer, byteOffset, byteLength);
  }
  const all = new Uint8Array(shards.reduce((sum, shard) => sum + shard.length, 0));
  let at = 0;
  for (const shard of shards) {
    all.set(shard, at);
    at += shard.length;
  }
  return all;
}

function checkEntry(entry: unknown, address: string): StoredEntry {
  if (!isRecord(entry) || typeof entry["name"] !== "string")
    refuse(address, `a weight is ${shown(entry)}; expected its name, shape and dtype.`);
  const { name, shape, dtype, quantization } = entry;
  const where = `weight ${shown(name)}`;
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (!Array.isArray(shape) || !shape.every(isCount)) refuse(address, `${where} has shape ${shown(shape)}.`);
  const length = shape.reduce((product, side) => product * side, 1);
  if (!Number.isSafeInteger(length)) refuse(address, `${where} has shape ${shown(shape)}, which nothing can hold.`);
  if (dtype !== "float32" && dtype !== "int32")
    refuse(address, `${where} has dtype ${shown(dtype)}; float32 and int32 can be read.`);
  const facts = { name: name as string, shape, length, type: dtype } as const;
  if (quantization === undefined) return { ...facts, stored: dtype, scale: 1, min: 0 };
  if (!isRecord(quantization)) refuse(address, `${where} has quantization ${shown(quantization)}.`);
  const { dtype: stored, scale, min } = quantization;
  if (stored === "float16" && dtype === "float32") return { ...facts, stored, scale: 1, min: 0 };
  if (stored !== "uint8" && stored !== "uint16")
    refuse(address, `${where} is quantized as ${shown(stored)}; float16 (of float32), uint8 and uint16 can be read.`);
  const isBelieved = (value: unknown) => typeof value === "number" && Math.abs(value) <= LARGEST;
  if (!isBelieved(scale) || !isBelieved(min))
    refuse(
      address,
      `${where} is quantized with scale ${shown(scale)} and min ${shown(min)}; expected numbers up to ${LARGEST}.`,
    );
  return { ...facts, stored, scale: scale as number, min: min as number };
}
