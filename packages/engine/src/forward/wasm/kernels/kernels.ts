// AssemblyScript. The module's surface: what ../kernels.ts types and ../session.ts calls.

export { makePlanes } from "./planes";
export { help, run, setThreads } from "./threads";

/** The first byte that the kernels do not use themselves. */
export function heapBase(): usize {
  return __heap_base;
}
