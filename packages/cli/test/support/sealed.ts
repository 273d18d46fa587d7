// Model files and checkpoints changed by hand and sealed again, as a later version or a liar would write them.
// The seal: metadata `sha256` is the SHA-256 of the whole file with its own 64 digits zeroed.

import { createHash } from "node:crypto";

const LENGTH_BYTES = 8;
const DIGITS = /"sha256":"([0-9a-f]{64})"/;

/** The header of a safetensors file, as text. */
export function headerOf(file: Uint8Array): string {
  const bytes = Buffer.from(file);
  return bytes.toString("latin1", LENGTH_BYTES, LENGTH_BYTES + Number(bytes.readBigUInt64LE(0)));
}

/** The file with another header over the same numbers, its seal made anew. */
export function withHeader(file: Uint8Array, edit: (header: string) => string): Buffer {
  const bytes = Buffer.from(file);
  const numbers = bytes.subarray(LENGTH_BYTES + Number(bytes.readBigUInt64LE(0)));
  const edited = edit(headerOf(file)).trimEnd();
  if (edited === headerOf(file).trimEnd()) throw new Error("the edit changed nothing");
  const header = Buffer.from(edited.padEnd(Math.ceil(edited.length / 8) * 8), "latin1");
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeBigUInt64LE(BigInt(header.length));
  const whole = Buffer.concat([length, header, numbers]);
  const at = LENGTH_BYTES + DIGITS.exec(edited)!.index + '"sha256":"'.length;
  whole.write("0".repeat(64), at, "latin1");
  whole.write(createHash("sha256").update(whole).digest("hex"), at, "latin1");
  return whole;
}
