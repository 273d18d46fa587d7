// The certainty network that comes with the package. Its numbers are in weights.ts, which scripts/face/train-certainty.ts
// writes; they are loaded when they are asked for.

import type { CertaintyModel } from "./model.ts";

/** The shipped network: a value that is yours, made anew in each call. */
export async function shippedModel(): Promise<CertaintyModel> {
  const { CERTAINTY_WEIGHTS } = await import("./weights.ts");
  const { version, about, levels, tensors } = CERTAINTY_WEIGHTS;
  return {
    version,
    about,
    levels,
    tensors: new Map(
      Object.entries(tensors).map(([name, { shape, base64 }]) => [name, { shape, values: floats(base64) }]),
    ),
  };
}

/** Little-endian float32 numbers from base64. */
function floats(base64: string): Float32Array {
  const text = atob(base64);
  const view = new DataView(new ArrayBuffer(text.length));
  for (let i = 0; i < text.length; i++) view.setUint8(i, text.charCodeAt(i));
  return Float32Array.from({ length: text.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}
