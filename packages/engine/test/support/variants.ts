// The kernel variants that this engine runs: Node 20 has no relaxed SIMD.

import type { KernelVariant } from "../../src/backends/choose.ts";
import { KERNEL_BYTES } from "../../src/backends/wasm/kernel-bytes.ts";

function runs(variant: KernelVariant): boolean {
  return WebAssembly.validate(Uint8Array.from(KERNEL_BYTES[variant].match(/../g)!, (byte) => parseInt(byte, 16)));
}

export const runsRelaxed = (): boolean => runs("relaxed");

export const variants: readonly KernelVariant[] = (["relaxed", "simd", "scalar"] as const).filter(runs);
