// The compiled kernels of training: which variant this machine runs, and a typed instance of it over a memory.

import type { KernelVariant } from "../choose.ts";
import { KERNEL_BYTES } from "./kernel-bytes.ts";
import { chooseVariant, compileVariant } from "./variants.ts";

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

/** The variant asked for, or the best that validates here. Throws `backend-unavailable` with the reason. */
export function chooseKernels(wanted: KernelVariant | undefined): KernelVariant {
  return chooseVariant(KERNEL_BYTES, wanted);
}

/** Throws `backend-unavailable` where the page forbids WebAssembly. */
export function compileKernels(variant: KernelVariant, isShared: boolean): Promise<WebAssembly.Module> {
  return compileVariant(KERNEL_BYTES, variant, isShared);
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
