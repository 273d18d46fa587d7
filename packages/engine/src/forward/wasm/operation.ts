// Operations as the kernels read them from memory: the fields of kernels/operation.ts, in the same order, 4 bytes each.

/** Addresses and steps in bytes; what each means is told in kernels/operation.ts. */
const FIELDS = [
  "kind",
  "count",
  "share",
  "isByPanel",
  "isShared",
  "rows",
  "columns",
  "channels",
  "out",
  "outPixel",
  "outRow",
  "x",
  "xPixel",
  "xRow",
  "windowRows",
  "windowColumns",
  "windowPixel",
  "windowRow",
  "depth",
  "weights",
  "panelStride",
  "panels",
  "isFar",
  "bias",
  "isEnding",
  "scale",
  "shift",
  "added",
  "addedPixel",
  "addedRow",
  "activation",
  "slopes",
  "together",
  "patch",
  "patchRuns",
  "patchCell",
  "before",
  "scratch",
  "scratchStride",
  "inRows",
  "inColumns",
  "firstRow",
  "firstColumn",
  "strideRows",
  "strideColumns",
] as const;

/** Fields that are absent are 0. */
export type Operation = { readonly [Field in (typeof FIELDS)[number]]?: number };

export const OPERATION_BYTES = FIELDS.length * 4;

/** The same numbers stand in kernels/operation.ts. */
export const KIND = {
  convolution: 0,
  depthwise: 1,
  "max-pool": 2,
  "average-pool": 3,
  pointwise: 4,
  sigmoid: 5,
  clear: 6,
  copy: 7,
  reflow: 8,
  winograd: 9,
} as const;

/** Sigmoid is an operation of its own. */
export const ACTIVATION_CODE = { identity: 0, relu: 1, relu6: 2, sigmoid: 0 } as const;
export const PRELU_CODE = 3;

export function writeOperation(memory: Uint32Array, at: number, operation: Operation): void {
  FIELDS.forEach((field, index) => {
    memory[at / 4 + index] = operation[field] ?? 0;
  });
}
