// The textbook in code: float64, loops, the formula above each loop. Never optimized; every other backend is tested
// against it.

import type { Backend } from "../backend.ts";
import { ReferenceSession } from "./session.ts";

export function referenceBackend(): Backend {
  return {
    name: "reference",
    kernels: "float64",
    threads: 1,
    notes: [],
    open: async (structure, parameters, options) => new ReferenceSession(structure, parameters, options),
  };
}
