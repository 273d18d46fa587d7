// The fast backend: hand-written WebAssembly kernels, in Node and in browsers, on one thread.

import type { Backend } from "../backend.ts";
import type { KernelVariant } from "../choose.ts";
import { compileKernels } from "./kernels.ts";
import { openWasmSession } from "./session.ts";

export async function wasmBackend(wanted: KernelVariant | undefined): Promise<Backend> {
  const { variant, module } = await compileKernels(wanted);
  const facts = { name: "wasm", kernels: variant, threads: 1 } as const;
  return {
    ...facts,
    open: (structure, parameters, options) => openWasmSession(facts, module, structure, parameters, options),
  };
}
