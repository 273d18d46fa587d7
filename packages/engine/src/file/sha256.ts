// SHA-256 by the platform's WebCrypto, which Node has and browsers have on secure pages.

import { SelfsameError } from "../errors.ts";

export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  if (globalThis.crypto?.subtle === undefined) {
    throw new SelfsameError(
      "backend-unavailable",
      "SHA-256: this page is not a secure context, so the browser has no crypto.subtle. Serve it over https or from localhost.",
    );
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
