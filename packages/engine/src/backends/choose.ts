// Chooses a backend by name. "auto" takes the fastest that this machine has; the others are loaded when asked for.

import { SelfsameError } from "../errors.ts";
import type { Backend } from "./backend.ts";
import { wasmBackend } from "./wasm/backend.ts";
import type { Threads } from "./wasm/workers/threads.ts";

export type BackendName = "auto" | "wasm" | "reference";
/** Kernel variants of the wasm backend. */
export type KernelVariant = "relaxed" | "simd" | "scalar";

export const BACKEND_NAMES: readonly BackendName[] = ["auto", "wasm", "reference"];

export interface BackendOptions {
  /** Asks for one kernel variant of the wasm backend, mostly to test it; default: the best that the machine runs. */
  readonly kernels?: KernelVariant;
  /** How many threads the wasm backend trains on; "auto" (default): as many as pay. Results do not depend on it. */
  readonly threads?: Threads;
}

const MOST_THREADS = 256;

const KERNEL_VARIANTS: readonly KernelVariant[] = ["relaxed", "simd", "scalar"];

/** Opens a backend. Throws `input` on names that do not exist, and `backend-unavailable`, saying why, where the machine cannot run it. */
export async function openBackend(name: BackendName = "auto", options: BackendOptions = {}): Promise<Backend> {
  if (options.kernels !== undefined && !KERNEL_VARIANTS.includes(options.kernels)) {
    throw new SelfsameError(
      "input",
      `kernels: none are called "${String(options.kernels)}"; there are "${KERNEL_VARIANTS.join('", "')}".`,
    );
  }
  const { threads = "auto" } = options;
  if (threads !== "auto" && !(Number.isSafeInteger(threads) && threads >= 1 && threads <= MOST_THREADS)) {
    throw new SelfsameError(
      "input",
      `threads: expected a whole number from 1 to ${MOST_THREADS}, or "auto", got ${String(threads)}.`,
    );
  }
  switch (name) {
    case "reference":
      return (await import("./reference/backend.ts")).referenceBackend();
    case "auto":
    case "wasm":
      // Wherever WebAssembly is missing, training in plain loops would be no help: nothing is fallen back to in silence.
      return wasmBackend(options.kernels, threads);
    default:
      throw new SelfsameError(
        "input",
        `backend: none is called "${String(name)}"; there are "${BACKEND_NAMES.join('", "')}".`,
      );
  }
}
