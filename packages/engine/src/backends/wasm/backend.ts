// The fast backend: hand-written WebAssembly kernels, in Node and in browsers. Training runs on several threads, and
// where there is a page to show never on its own; all else runs on the calling thread.

import type { Backend } from "../backend.ts";
import type { KernelVariant } from "../choose.ts";
import { chooseKernels, compileKernels } from "./kernels.ts";
import { openWasmSession } from "./session.ts";
import { openWithWorkers } from "./workers/open.ts";
import { leavesCaller, threadsFor, threadsHere, type Threads } from "./workers/threads.ts";

export async function wasmBackend(kernels: KernelVariant | undefined, wanted: Threads = "auto"): Promise<Backend> {
  const variant = chooseKernels(kernels);
  const module = await compileKernels(variant, false);
  const name = "wasm";
  return {
    name,
    kernels: variant,
    ...threadsHere(wanted),
    async open(structure, parameters, options) {
      const trains = options.optimizer !== undefined;
      const here = trains ? threadsFor(wanted, parameters.length, options) : { threads: 1, notes: [] };
      const opening = { facts: { name, kernels: variant, ...here }, module, structure, parameters, options } as const;
      if (!trains || !leavesCaller(here.threads)) return openWasmSession(opening);
      return openWithWorkers(opening, () => compileKernels(variant, true));
    },
  };
}
