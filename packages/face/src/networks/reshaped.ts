// The detector for inputs of another height and width. Its layers slide over their input, so that the weights stay; only
// what counts its answers, at the end, is another size.

import { ForwardNetwork } from "@selfsame/engine/forward";

/**
 * The network of `detectorNetwork` for inputs (height, width, 3), both multiples of 32; the same network where it takes
 * such already. Throws SelfsameError `structure` for sides that do not fit.
 */
export function reshapedDetector(
  network: ForwardNetwork,
  { height, width }: { readonly height: number; readonly width: number },
): ForwardNetwork {
  const { input, layers, outputs } = network.structure;
  if (input.height === height && input.width === width) return network;
  // The answers of all cells, one row each: as many as the input has cells.
  const share = (height * width) / (input.height * input.width);
  const resized = layers.map((layer) =>
    layer.kind === "reshape" ? { ...layer, shape: { ...layer.shape, width: layer.shape.width * share } } : layer,
  );
  const structure = { input: { ...input, height, width }, layers: resized, outputs };
  return new ForwardNetwork(structure, network.readParameters(), true);
}
