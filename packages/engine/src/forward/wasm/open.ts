// The fast backend of forward-only networks: WebAssembly kernels of their own, loaded by who runs such a network.

import type { KernelVariant } from "../../backends/choose.ts";
import { chooseVariant, compileVariant } from "../../backends/wasm/variants.ts";
import type { ForwardOpening, ForwardSession } from "../session.ts";
import { forwardThreads } from "./helpers.ts";
import { FORWARD_KERNEL_BYTES } from "./kernel-bytes.ts";
import { openForwardSession } from "./session.ts";

export interface ForwardWasmOptions {
  /** Asks for one kernel variant, mostly to test it; default: the best that the machine runs. */
  readonly kernels?: KernelVariant;
  /**
   * On how many threads to run, in Node; default: 1, since starting one takes longer than many an answer. "auto": as many
   * as there are. Results do not depend on it. In a page always 1: its own must not wait for others.
   */
  readonly threads?: number | "auto";
}

/** Throws `backend-unavailable`, saying why, where the machine cannot run the kernels, and `input` where memory ends. */
export async function openForwardWasm(
  opening: ForwardOpening,
  options: ForwardWasmOptions = {},
): Promise<ForwardSession> {
  const kernels = chooseVariant(FORWARD_KERNEL_BYTES, options.kernels);
  const threads = forwardThreads(options.threads ?? 1);
  const module = await compileVariant(FORWARD_KERNEL_BYTES, kernels, threads > 1);
  return openForwardSession(opening, module, { name: "wasm", kernels, threads, notes: [] });
}
