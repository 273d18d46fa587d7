// As much of TensorFlow.js as its users' scripts touch, and where its WebAssembly files are.

import { dirname, join } from "node:path";

export interface Tensor {
  dispose(): void;
}

export interface TensorFlow {
  readonly version_core: string;
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tensor(values: Uint8Array | Uint8ClampedArray, shape: readonly number[], type: "int32" | "float32"): Tensor;
  env(): { getAsync(flag: string): Promise<unknown> };
}

/** The folder of its kernels, with a slash at the end. */
export function wasmFolder(require: NodeJS.Require): string {
  return `${join(dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")), "dist")}/`;
}
