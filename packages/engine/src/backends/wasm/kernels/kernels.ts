// AssemblyScript. The module's surface: what ../kernels.ts types and ../session.ts calls.

export { activate, backThroughActivation } from "./activations";
export { denseForward, denseInputError, denseUpdate } from "./dense";
export { setRule } from "./update";

/** The first byte that the kernels do not use themselves. */
export function heapBase(): usize {
  return __heap_base;
}
