// What the importers say of a file that is not what was expected, and what they check before all else.

import { SelfsameError } from "../../errors.ts";

/** Characters of a value that a message shows. */
const SHOWN = 80;

/** Throws `model-file`: what is wrong, in the file at `address`. */
export function refuse(address: string, reason: string): never {
  throw new SelfsameError("model-file", `${address}: ${reason}`);
}

/** Anything at all, short, for a message. */
export function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, SHOWN);
}

/** Throws `model-file` where a server sent a page in place of the file. */
export function refuseHtml(bytes: Uint8Array, address: string): void {
  const start = new TextDecoder().decode(bytes.subarray(0, 64)); // which takes a byte order mark away
  if (/^\s*<(?:!doctype|!--|html|head|body|\?xml)/i.test(start))
    refuse(
      address,
      'this is an HTML page, not part of a model; the server probably sent its "not found" page. Check the address.',
    );
}

/** A JSON value, or the bytes of one. Throws `model-file`. */
export function jsonOf(source: unknown, address: string): unknown {
  if (!(source instanceof Uint8Array)) return source;
  refuseHtml(source, address);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(source)) as unknown;
  } catch (cause) {
    const reason = `this is not JSON: ${(cause as Error).message}. It may be cut short; use another copy.`;
    throw new SelfsameError("model-file", `${address}: ${reason}`, { cause });
  }
}

export type JsonRecord = { readonly [key: string]: unknown };

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The file that `path`, written in the file at `address`, means. */
export function beside(address: string, path: string): string {
  return address.slice(0, address.lastIndexOf("/") + 1) + path;
}
