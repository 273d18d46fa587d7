// The compiled kernels: which variant this machine runs, and a typed instance of it over a memory.

import { SelfsameError } from "../../errors.ts";
import type { KernelVariant } from "../choose.ts";
import { KERNEL_BYTES } from "./kernel-bytes.ts";

/** What kernels/kernels.ts exports. Pointers and strides are in bytes. */
export interface Kernels {
  heapBase(): number;
  denseForward(
    x: number,
    xStride: number,
    batch: number,
    inputs: number,
    weights: number,
    bias: number,
    stride: number,
    units: number,
    activation: number,
    out: number,
    workspace: number,
  ): void;
  denseInputError(
    error: number,
    stride: number,
    batch: number,
    units: number,
    weights: number,
    inputs: number,
    dInput: number,
    dInputStride: number,
    isFirst: number,
    workspace: number,
  ): void;
  denseUpdate(
    x: number,
    xStride: number,
    batch: number,
    inputs: number,
    error: number,
    stride: number,
    units: number,
    weights: number,
    bias: number,
    workspace: number,
  ): void;
  activate(activation: number, matrix: number, stride: number, rows: number, width: number): void;
  backThroughActivation(activation: number, outputs: number, error: number, stride: number, rows: number): void;
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
}

function bytesOf(variant: KernelVariant): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(KERNEL_BYTES[variant]), (character) => character.charCodeAt(0));
}

/** The variant asked for, or the best that validates here. Throws `backend-unavailable` with the reason. */
export async function compileKernels(
  wanted: KernelVariant | undefined,
): Promise<{ variant: KernelVariant; module: WebAssembly.Module }> {
  if (typeof WebAssembly === "undefined") {
    throw new SelfsameError(
      "backend-unavailable",
      'backend wasm: this JavaScript engine has no WebAssembly. Use backend "reference", which is slow, or another engine.',
    );
  }
  const variant = (wanted === undefined ? (["simd", "scalar"] as const) : [wanted]).find((one) =>
    WebAssembly.validate(bytesOf(one)),
  );
  if (variant === undefined) {
    throw new SelfsameError(
      "backend-unavailable",
      `backend wasm: this engine's WebAssembly does not run the ${wanted ?? "scalar"} kernels. Ask for "scalar" kernels or the backend "reference".`,
    );
  }
  try {
    return { variant, module: await WebAssembly.compile(bytesOf(variant)) };
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
