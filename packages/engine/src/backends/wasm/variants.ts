// Compiled kernels come in variants: which of them this machine runs, and a module of it.

import { SelfsameError } from "../../errors.ts";
import type { KernelVariant } from "../choose.ts";

/** WebAssembly in hexadecimal. */
export type KernelTable = Readonly<Record<KernelVariant, string>>;

/** From the fastest on. */
const VARIANTS = ["relaxed", "simd", "scalar"] as const satisfies readonly KernelVariant[];

/** How the kernels import their memory: the end of its name, then "a memory", then "shared, with a maximum". */
const SHARED_IMPORT = [..."memory"].map((letter) => letter.charCodeAt(0).toString(16)).join("") + "0203";
const UNSHARED = 0x01;

/** Of 0 to 9 and a to f. */
function digitOf(code: number): number {
  return code <= 57 ? code - 48 : code - 87;
}

/** What newer engines can do by themselves, many times as fast. */
type FromHex = { readonly fromHex?: (text: string) => Uint8Array<ArrayBuffer> };

function bytesFromHex(text: string): Uint8Array<ArrayBuffer> {
  const { fromHex } = Uint8Array as FromHex;
  if (fromHex !== undefined) return fromHex.call(Uint8Array, text);
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = 16 * digitOf(text.charCodeAt(2 * i)) + digitOf(text.charCodeAt(2 * i + 1));
  return bytes;
}

/** A variant's bytes, for shared memory as they were compiled, or with that one flag of the import taken back. */
function bytesOf(table: KernelTable, variant: KernelVariant, isShared: boolean): Uint8Array<ArrayBuffer> {
  const text = table[variant];
  const bytes = bytesFromHex(text);
  if (!isShared) {
    const at = text.indexOf(SHARED_IMPORT);
    if (at === -1 || at % 2 !== 0) throw new Error("wasm: the kernels do not import their memory as they should");
    bytes[(at + SHARED_IMPORT.length) / 2 - 1] = UNSHARED;
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
