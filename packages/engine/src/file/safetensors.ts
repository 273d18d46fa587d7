// The safetensors format: 8 bytes of header length, a JSON header, then the numbers of all tensors without gaps.
// https://github.com/huggingface/safetensors (format, version of 2023). Reading believes nothing that it has not checked.

import { parseStrictJson } from "./strict-json.ts";

/** The reference implementation's limit. */
const HEADER_LIMIT = 100_000_000;
const LENGTH_BYTES = 8;
const ALIGNMENT = 8;
const METADATA = "__metadata__";
const TYPES = { F32: Float32Array, F64: Float64Array } as const;

export interface Tensor {
  readonly shape: readonly number[];
  /** float32 (F32) or float64 (F64), row-major. */
  readonly values: Float32Array | Float64Array;
}

export interface TensorFile {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** The file's bytes, little-endian as the format asks. */
export function encodeSafetensors({ metadata, tensors }: TensorFile): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { [METADATA]: Object.fromEntries(metadata) };
  let end = 0;
  for (const [name, { shape, values }] of tensors) {
    const start = end;
    end += values.byteLength;
    header[name] = { dtype: values instanceof Float64Array ? "F64" : "F32", shape, data_offsets: [start, end] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil((LENGTH_BYTES + text.length) / ALIGNMENT) * ALIGNMENT - LENGTH_BYTES;
  const bytes = new Uint8Array(LENGTH_BYTES + headerLength + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerLength);
  bytes.set(text, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerLength;
  for (const { values } of tensors.values()) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/** Where the header's text lies. Throws a plain Error with the reason. */
export function headerBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.length < LENGTH_BYTES)
    throw new Error(`it has ${bytes.length} bytes; even the header's length takes ${LENGTH_BYTES}`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true);
  if (length > BigInt(HEADER_LIMIT))
    throw new Error(`it claims a header of ${length} bytes; the format allows ${HEADER_LIMIT}`);
  if (length > BigInt(bytes.length - LENGTH_BYTES))
    throw new Error(`it claims a header of ${length} bytes but has ${bytes.length} in all: it is cut short`);
  return bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + Number(length));
}

/** Reads a file. Values are views of `bytes` where the alignment allows, else copies. Throws a plain Error with the reason. */
export function decodeSafetensors(bytes: Uint8Array): TensorFile {
  const headerText = headerBytes(bytes);
  const header = parseStrictJson(new TextDecoder("utf-8", { fatal: true }).decode(headerText));
  if (!isRecord(header)) throw new Error("its header is not a JSON object");
  const data = bytes.subarray(LENGTH_BYTES + headerText.length);
  const metadata = new Map<string, string>();
  const places: { name: string; shape: number[]; type: keyof typeof TYPES; start: number; end: number }[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (!isRecord(entry)) throw new Error(`its entry ${JSON.stringify(name)} is not a JSON object`);
    if (name === METADATA) {
      for (const [key, value] of Object.entries(entry)) {
        if (typeof value !== "string") throw new Error(`its metadata ${JSON.stringify(key)} is not a string`);
        metadata.set(key, value);
      }
    } else {
      places.push({ name, ...checkTensor(name, entry, data.length) });
    }
  }
  // In the order of their bytes the tensors must fill the file exactly: nothing overlaps, nothing is hidden between.
  let end = 0;
  for (const place of [...places].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (place.start !== end)
      throw new Error(
        `its tensor ${JSON.stringify(place.name)} starts at byte ${place.start} of the data; expected ${end} (an overlap or a gap)`,
      );
    end = place.end;
  }
  if (end !== data.length)
    throw new Error(
      `its tensors end at byte ${end} of the data, which has ${data.length}: it is cut short or has more than it says`,
    );
  const tensors = new Map<string, Tensor>();
  for (const { name, shape, type, start, end: stop } of places) {
    const Numbers = TYPES[type];
    const part = data.subarray(start, stop);
    const { buffer, byteOffset, byteLength } =
      part.byteOffset % Numbers.BYTES_PER_ELEMENT === 0 ? part : new Uint8Array(part);
    const values = new Numbers(buffer as ArrayBuffer, byteOffset, byteLength / Numbers.BYTES_PER_ELEMENT);
    tensors.set(name, { shape, values });
  }
  return { metadata, tensors };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checkTensor(
  name: string,
  entry: Record<string, unknown>,
  dataLength: number,
): { shape: number[]; type: keyof typeof TYPES; start: number; end: number } {
  const where = `its tensor ${JSON.stringify(name)}`;
  const { dtype, shape, data_offsets: offsets } = entry;
  if (dtype !== "F32" && dtype !== "F64")
    throw new Error(`${where} has type ${JSON.stringify(dtype)}; this version reads F32 and F64`);
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (!Array.isArray(shape) || !shape.every(isCount)) throw new Error(`${where} has no sound shape`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    throw new Error(`${where} has no sound data_offsets`);
  const [start, end] = offsets as [number, number];
  const length = shape.reduce((product, side) => product * side, 1) * TYPES[dtype].BYTES_PER_ELEMENT;
  if (start > end) throw new Error(`${where} lies at bytes ${start} to ${end}: out of range`);
  if (end > dataLength)
    throw new Error(
      `${where} lies at bytes ${start} to ${end}, but there are ${dataLength}: out of range, or the file is cut short`,
    );
  if (end - start !== length)
    throw new Error(`${where} of shape (${shape.join(", ")}) needs ${length} bytes, its place has ${end - start}`);
  return { shape, type: dtype, start, end };
}
