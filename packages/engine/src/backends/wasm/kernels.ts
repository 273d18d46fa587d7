// The compiled kernels: which variant this machine runs, and a typed instance of it over a memory.

import { SelfsameError } from "../../errors.ts";
import type { KernelVariant } from "../choose.ts";
import { KERNEL_BYTES } from "./kernel-bytes.ts";

/** What kernels/kernels.ts exports. Addresses, strides and blocks are in bytes. */
export interface Kernels {
  heapBase(): number;
  sweep(
    weights: number,
    panelStride: number,
    inputs: number,
    panels: number,
    bias: number,
    activation: number,
    xStride: number,
    xBlock: number,
    outStride: number,
    outBlock: number,
    lastX: number,
    error: number,
    lastRows: number,
    nextX: number,
    out: number,
    nextRows: number,
    threads: number,
  ): void;
  inputError(
    weights: number,
    panelStride: number,
    inputs: number,
    panels: number,
    error: number,
    errorStride: number,
    errorBlock: number,
    rows: number,
    dInput: number,
    dInputStride: number,
    dInputBlock: number,
    isFirst: number,
    threads: number,
  ): void;
  activate(activation: number, matrix: number, stride: number, block: number, rows: number, width: number): void;
  backThroughActivation(
    activation: number,
    outputs: number,
    error: number,
    stride: number,
    block: number,
    rows: number,
    width: number,
  ): void;
  setRule(
    rule: number,
    rate: number,
    decay: number,
    first: number,
    firstRest: number,
    second: number,
    secondRest: number,
    root: number,
    epsilon: number,
    slot: number,
  ): void;
  setThreads(threads: number): void;
  /** Takes part in the jobs that thread 0 announces, and never returns. */
  help(announced: number): void;
}

/** From the fastest on. */
const VARIANTS = ["relaxed", "simd", "scalar"] as const satisfies readonly KernelVariant[];

/** How the kernels import their memory: the end of its name, then "a memory", then "shared, with a maximum". */
const SHARED_IMPORT = [..."memory"].map((letter) => letter.charCodeAt(0)).concat(0x02, 0x03);
const UNSHARED = 0x01;

function bytesFromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

/** A variant's bytes, for shared memory as they were compiled, or with that one flag of the import taken back. */
function bytesOf(variant: KernelVariant, isShared: boolean): Uint8Array<ArrayBuffer> {
  const bytes = bytesFromHex(KERNEL_BYTES[variant]);
  if (!isShared) {
    const at = bytes.findIndex((_, start) => SHARED_IMPORT.every((byte, i) => bytes[start + i] === byte));
    if (at === -1) throw new Error("wasm: the kernels do not import their memory as they should");
    bytes[at + SHARED_IMPORT.length - 1] = UNSHARED;
  }
  return bytes;
}

/** The variant asked for, or the best that validates here. Throws `backend-unavailable` with the reason. */
export function chooseKernels(wanted: KernelVariant | undefined): KernelVariant {
  if (typeof WebAssembly === "undefined") {
    throw new SelfsameError(
      "backend-unavailable",
      'backend wasm: this JavaScript engine has no WebAssembly. Use backend "reference", which is slow, or another engine.',
    );
  }
  const variant = (wanted === undefined ? VARIANTS : [wanted]).find((one) => WebAssembly.validate(bytesOf(one, false)));
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
export async function compileKernels(variant: KernelVariant, isShared: boolean): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytesOf(variant, isShared));
  } catch (cause) {
    throw new SelfsameError(
      "backend-unavailable",
      `backend wasm: the kernels were not allowed to compile (${String(cause)}). A page's content policy must allow 'wasm-unsafe-eval'.`,
      { cause },
    );
  }
}

export async function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Promise<Kernels> {
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  return instance.exports as unknown as Kernels;
}

/** A helper thread's life: instantiates the kernels over the session's memory, says so, and never comes back. */
export async function helpKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  ready: () => void,
): Promise<void> {
  const kernels = await instantiateKernels(module, memory);
  ready();
  kernels.help(0);
}
