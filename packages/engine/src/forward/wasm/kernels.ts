// The compiled kernels of forward-only networks, typed.

/** What kernels/kernels.ts exports. */
export interface ForwardKernels {
  /** The first byte that the kernels do not use themselves. */
  heapBase(): number;
  /** Runs `count` operations that lie one behind the other from address `at` on. */
  run(at: number, count: number): void;
  setThreads(threads: number): void;
  /** Addresses in bytes; what it does is told in kernels/planes.ts. */
  makePlanes(
    side: number,
    window: number,
    from: number,
    channels: number,
    units: number,
    to: number,
    panelStride: number,
  ): void;
  /** Takes part in what thread 0 announces, and never returns. Workers call it: backends/wasm/workers/serve.ts. */
  help(announced: number): void;
}

export async function instantiateForwardKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Promise<ForwardKernels> {
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  return instance.exports as unknown as ForwardKernels;
}
