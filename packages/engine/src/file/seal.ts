// A safetensors file that vouches for itself: metadata `sha256` holds the SHA-256 of the whole file with these digits
// zeroed. It tells damage from health; it is no signature.

import { isSelfsameError, SelfsameError } from "../errors.ts";
import { decodeSafetensors, encodeSafetensors, headerBytes, type TensorFile } from "./safetensors.ts";
import { sha256, toHex } from "./sha256.ts";

const KEY = "sha256";
const ZEROS = "0".repeat(64);
const DIGITS = /^[0-9a-f]{64}$/;
/** Node 20's WebCrypto digests no more at once (2^31 - 1). */
const BYTE_LIMIT = 2_147_483_647;

function checkLength(bytes: number): void {
  if (bytes > BYTE_LIMIT)
    throw new SelfsameError(
      "model-file",
      `file: it has ${bytes} bytes; the limit of a model file or checkpoint is ${BYTE_LIMIT}. Make the widest layers narrower; a checkpoint is also smaller with plain SGD (no momentum) and keep: "last".`,
    );
}

/** Where the digits lie in the file: they stand there once, since nothing else in a header looks like them. */
function placeOf(bytes: Uint8Array, digits: string): number {
  const header = headerBytes(bytes);
  // latin1 keeps one character a byte, so that places in the text are places in the file.
  const text = new TextDecoder("latin1").decode(header);
  const at = text.indexOf(`"${digits}"`);
  if (at === -1 || text.indexOf(`"${digits}"`, at + 1) !== -1)
    throw new Error(`its ${KEY} does not stand in the header exactly once`);
  return header.byteOffset - bytes.byteOffset + at + 1;
}

/** Encodes the file with its own SHA-256. Throws `model-file` where it would be too large. */
export async function encodeSealed({ metadata, tensors }: TensorFile): Promise<Uint8Array<ArrayBuffer>> {
  checkLength([...tensors.values()].reduce((sum, { values }) => sum + values.byteLength, 0)); // before room is made
  const bytes = encodeSafetensors({ metadata: new Map([...metadata, [KEY, ZEROS]]), tensors });
  checkLength(bytes.length);
  const at = placeOf(bytes, ZEROS);
  bytes.set(new TextEncoder().encode(toHex(await sha256(bytes))), at);
  return bytes;
}

/**
 * What `read` makes of a sealed file, whose values are views of one copy of the bytes. It runs while the digest is still
 * computed, and what it returns or throws is passed on only where that matches. Throws a plain Error with the reason
 * where the bytes are malformed, unsealed or damaged; `model-file` where they are too many.
 */
export async function decodeSealed<Result>(bytes: Uint8Array, read: (file: TensorFile) => Result): Promise<Result> {
  checkLength(bytes.length);
  const own = new Uint8Array(bytes); // not slice: a Buffer's is no copy
  const file = decodeSafetensors(own);
  const digits = file.metadata.get(KEY);
  if (digits === undefined || !DIGITS.test(digits))
    throw new Error(`it has no ${KEY} in its metadata; Selfsame did not write it`);
  const at = placeOf(own, digits);
  own.fill(0x30, at, at + digits.length);
  const [digest, result] = await Promise.allSettled([sha256(own), new Promise<Result>((done) => done(read(file)))]);
  if (digest.status === "rejected") throw digest.reason;
  if (toHex(digest.value) !== digits)
    throw new Error("its SHA-256 does not match: it was damaged or changed after it was saved");
  if (result.status === "rejected") throw result.reason;
  return result.value;
}

/** True for what is not the fault of the bytes: no SHA-256 on this machine, or a file too large for it. Pass it on as it is. */
export function isBeyondBytes(error: unknown): boolean {
  return isSelfsameError(error, "backend-unavailable") || isSelfsameError(error, "model-file");
}
