// The entry @selfsame/engine/file: files of named tensors that tell damage from health, for packages that keep more than
// a network. docs/model-file.md describes the format.

export { bytesOf, type FileSource } from "./bytes.ts";
export type { Json } from "./facts.ts";
export type { Tensor, TensorFile } from "./safetensors.ts";
export { decodeSealed, encodeSealed, isBeyondBytes } from "./seal.ts";
export { sha256, toHex } from "./sha256.ts";
export { parseStrictJson } from "./strict-json.ts";
