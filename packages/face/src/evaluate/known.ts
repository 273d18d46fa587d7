// Whether people are among those that a network was trained on, told by hashes of their names: the names themselves are
// not shipped.

import { sha256, toHex } from "@selfsame/engine/file";

/** Hexadecimal digits of the SHA-256 that are kept. */
const DIGITS = 16;

/**
 * The first 16 hexadecimal digits of the SHA-256 of a name in UTF-8. Throws SelfsameError `backend-unavailable` where the
 * machine has no SHA-256 (a page that is not secure).
 *
 * @example
 * await hashName("abc"); // "ba7816bf8f01cfea"
 */
export async function hashName(name: string): Promise<string> {
  return toHex(await sha256(new TextEncoder().encode(name))).slice(0, DIGITS);
}

/** Places of those whose names are known. */
export async function knownAmong(names: readonly string[], known: ReadonlySet<string>): Promise<number[]> {
  const hashes = await Promise.all(names.map(hashName));
  return [...names.keys()].filter((place) => known.has(hashes[place]!));
}
