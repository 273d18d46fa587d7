// Compiled kernels come in variants: which of them this machine runs, and a module of it.

import { SelfsameError } from "../../errors.ts";
import type { KernelVariant } from "../choose.ts";

/** WebAssembly in hexadecimal. */
export type KernelTable = Readonly<Record<KernelVariant, string>>;

/** From the fastest on. */
const VARIANTS = ["relaxed", "simd", "scalar"] as const satisfies readonly KernelVariant[];

/** How the kernels import their memory: the end of its name, then "a memory", then "shared, with a maximum". */
const SHARED_IMPORT = [..."memory"].map((letter) => letter.charCodeAt(0)).concat(0x02, 0x03);
const UNSHARED = 0x01;

function bytesFromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

/** A variant's bytes, for shared memory as they were compiled, or with that one flag of the import taken back. */
function bytesOf(table: KernelTable, variant: KernelVariant, isShared: boolean): Uint8Array<ArrayBuffer> {
  const bytes = bytesFromHex(table[variant]);
  if (!isShared) {
    const at = bytes.findIndex((_, start) => SHARED_IMPORT.every((byte, i) => bytes[start + i] === byte));
    if (at === -1) throw new Error("wasm: the kernels do not import their memory as they should");
    bytes[at + SHARED_IMPORT.length - 1] = UNSHARED;
  }
  return bytes;
}

/** The variant asked for, or the best that validates here. Throws `backend-unavailable` with the reason. */
export function chooseVariant(table: KernelTable, wanted: KernelVariant | undefined): KernelVariant {
  if (typeof WebAssembly === "undefined") {
    throw new SelfsameError(
      "backend-unavailable",
      'backend wasm: this JavaScript engine has no WebAssembly. Use backend "reference", which is slow, or another engine.',
    );
  }
  const variant = (wanted === undefined ? VARIANTS : [wanted]).find((one) =>
    WebAssembly.validate(bytesOf(table, one, false)),
  );
  if (variant === undefined) {
    const other = wanted === undefined ? "" : `Leave the kernels to be chosen, or ask for others than "${wanted}", or `;
    throw new SelfsameError(
      "backend-unavailable",
      `backend wasm: this engine's WebAssembly does not run the ${wanted ?? "scalar"} kernels. ${other === "" ? "Use " : `${other}use `}the backend "reference".`,
    );
  }
  return variant;
}

/** Throws `backend-unavailable` where the page forbids WebAssembly. */
export async function compileVariant(
  table: KernelTable,
  variant: KernelVariant,
  isShared: boolean,
): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytesOf(table, variant, isShared));
  } catch (cause) {
    throw new SelfsameError(
      "backend-unavailable",
      `backend wasm: the kernels were not allowed to compile (${String(cause)}). A page's content policy must allow 'wasm-unsafe-eval'.`,
      { cause },
    );
  }
}
