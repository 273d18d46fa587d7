// What snippets may take for granted: small stand-ins, so that a program written for thousands of photos ends soon.
// A snippet asks for them by name, in a comment before its block: <!-- snippet: needs examples, pixels -->.

import { dense, examplesFrom, network, save } from "@selfsame/engine";

const INPUTS = 64 * 64;

/** A picture that is brighter above where it is a yes, below where it is a no. */
const picture = (number: number) =>
  Float32Array.from(
    { length: INPUTS },
    (_, i) => (i < INPUTS / 2 === (number % 2 === 1) ? 1 : -1) + ((i * number) % 7) / 7,
  );

export const examples = examplesFrom({
  inputs: Array.from({ length: 6 }, (_, number) => picture(number)),
  targets: Array.from({ length: 6 }, (_, number) => [number % 2]),
});

export const pixels = picture(7);

export const { signal } = new AbortController();

/** What a page has: a canvas with a picture on it, and a server with a model. */
export const canvas = {
  width: 30,
  height: 20,
  getContext: (_kind: "2d") => ({
    getImageData: (_left: number, _top: number, width: number, height: number) => ({
      width,
      height,
      data: Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => (i % 4 === 3 ? 255 : (i * 37) % 256)),
    }),
  }),
};

export async function fetch(_address: string): Promise<Response> {
  const model = network({ inputs: 64, seed: 1, layers: [dense(4, "relu"), dense(1, "sigmoid")] });
  model.facts = { preparation: { size: 8, color: false, standardization: "photo" }, threshold: 0.5 };
  return new Response(await save(model));
}
