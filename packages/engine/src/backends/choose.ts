// Chooses a backend by name and loads it when asked for. "auto" takes the fastest that this machine has.

import { SelfsameError } from "../errors.ts";
import type { Backend } from "./backend.ts";

export type BackendName = "auto" | "wasm" | "reference";
/** Kernel variants of the wasm backend. */
export type KernelVariant = "simd" | "scalar";

export const BACKEND_NAMES: readonly BackendName[] = ["auto", "wasm", "reference"];

export interface BackendOptions {
  /** Asks for one kernel variant of the wasm backend, mostly to test it; default: the best that the machine runs. */
  readonly kernels?: KernelVariant;
}

const KERNEL_VARIANTS: readonly KernelVariant[] = ["simd", "scalar"];

/** Opens a backend. Throws `input` on names that do not exist, and `backend-unavailable`, saying why, where the machine cannot run it. */
export async function openBackend(name: BackendName = "auto", options: BackendOptions = {}): Promise<Backend> {
  if (options.kernels !== undefined && !KERNEL_VARIANTS.includes(options.kernels)) {
    throw new SelfsameError(
      "input",
      `kernels: none are called "${String(options.kernels)}"; there are "${KERNEL_VARIANTS.join('", "')}".`,
    );
  }
  switch (name) {
    case "reference":
      return (await import("./reference/backend.ts")).referenceBackend();
    case "auto":
    case "wasm":
      // Wherever WebAssembly is missing, training in plain loops would be no help: nothing is fallen back to in silence.
      return (await import("./wasm/backend.ts")).wasmBackend(options.kernels);
    default:
      throw new SelfsameError(
        "input",
        `backend: none is called "${String(name)}"; there are "${BACKEND_NAMES.join('", "')}".`,
      );
  }
}
