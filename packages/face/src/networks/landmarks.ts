// The networks that find 68 landmarks of a face: face-api's, of densely connected blocks of depthwise separable convolutions
// (src/faceFeatureExtractor, src/faceLandmarkNet of face-api). A tiny one has three blocks, a full one four.

import type { Image } from "@selfsame/engine";
import {
  add,
  convolution,
  dense,
  depthwiseConvolution,
  ForwardNetwork,
  forwardStructure,
  globalAverage,
  parametersFrom,
  type ForwardLayerSpecification,
  type ForwardStructure,
  type StoredNumbers,
} from "@selfsame/engine/forward";
import { fillFrom, MEAN_COLOR } from "./input.ts";
import { takeFrom } from "./weights.ts";

/** The side of the crop, in pixels. */
export const LANDMARKS_SIDE = 112;
/** x and y of 68 landmarks. */
const ANSWERS = 136;
/** The divisor that face-api trained with (FaceFeatureExtractor.ts). */
const DIVISOR = 255;

/** Channels of the blocks, and convolutions of each. */
const SIZES = {
  full: { channels: [32, 64, 128, 256], convolutions: 4 },
  tiny: { channels: [32, 64, 128], convolutions: 3 },
} as const;

export type LandmarksSize = keyof typeof SIZES;

/**
 * From (112, 112, 3) to the layer "landmarks" (1, 1, 136): x and y of each landmark in turn, in parts of the crop's side.
 * The crop holds the face's box as a detector of face-api gives it.
 */
export function landmarksStructure(size: LandmarksSize = "full"): ForwardStructure {
  const { channels, convolutions } = SIZES[size];
  const layers: ForwardLayerSpecification[] = [];
  channels.forEach((units, block) => {
    // in(1) = relu(c0(x)), out(k) = relu(c0 + c1 + ... + ck): each convolution reads the sum of all before it.
    const first = `dense${block}/conv0`;
    if (block === 0)
      layers.push(convolution({ name: first, window: 3, units, stride: 2, padding: "same", activation: "relu" }));
    else layers.push(...separable(first, units, 2, "relu"));
    const sum = [first];
    for (let count = 1; count < convolutions; count++) {
      const name = `dense${block}/conv${count}`;
      layers.push(...separable(name, units, 1, "identity"));
      sum.push(name);
      layers.push(add([...sum], { name: `dense${block}/sum${count}`, activation: "relu" }));
    }
  });
  // face-api's last pool has one window, which covers the map of 7 x 7 (full) or 14 x 14 (tiny).
  layers.push(globalAverage({ name: "average" }), dense(ANSWERS, "identity", { name: "landmarks" }));
  return forwardStructure({ input: { height: LANDMARKS_SIDE, width: LANDMARKS_SIDE, channels: 3 }, layers });
}

/** One window for each channel, then a product across channels (Sifre 2014). */
function separable(
  name: string,
  units: number,
  stride: number,
  activation: "relu" | "identity",
): ForwardLayerSpecification[] {
  return [
    depthwiseConvolution({ name: `${name}/depthwise`, window: 3, stride, padding: "same" }),
    convolution({ name, window: 1, units, activation }),
  ];
}

/**
 * The network from face_landmark_68_model-weights_manifest.json (parsed, or its bytes) and face_landmark_68_model.bin of
 * @vladmandic/face-api, or of their `tiny` fellows, whose bytes it keeps: they must not be written to afterwards.
 * `address` is the manifest's, for messages. Throws `model-file`.
 * Its layer "landmarks" answers (136); `fillLandmarksInput` makes its input.
 */
export function landmarksNetwork(
  manifest: unknown,
  shard: Uint8Array,
  address = "face_landmark_68_model-weights_manifest.json",
  size: LandmarksSize = "full",
): ForwardNetwork {
  const take = takeFrom(manifest, shard, address);
  const numbers = new Map<string, Float32Array | StoredNumbers>();
  const put = (name: string, tensor: string, shape: readonly number[]) => numbers.set(name, take(tensor, shape));
  const { channels, convolutions } = SIZES[size];
  let before = 3;
  channels.forEach((units, block) => {
    for (let count = 0; count < convolutions; count++) {
      const name = `dense${block}/conv${count}`;
      if (block === 0 && count === 0) {
        put(`${name}.weights`, `${name}/filters`, [3, 3, before, units]);
      } else {
        put(`${name}/depthwise.weights`, `${name}/depthwise_filter`, [3, 3, before, 1]);
        numbers.set(`${name}/depthwise.bias`, new Float32Array(before));
        put(`${name}.weights`, `${name}/pointwise_filter`, [1, 1, before, units]);
      }
      put(`${name}.bias`, `${name}/bias`, [units]);
      before = units;
    }
  });
  put("landmarks.weights", "fc/weights", [before, ANSWERS]);
  put("landmarks.bias", "fc/bias", [ANSWERS]);
  const structure = landmarksStructure(size);
  return new ForwardNetwork(structure, parametersFrom(structure, numbers, address), true);
}

/** A crop (112, 112, 3), RGB bytes, as the network's input: (byte - mean color) / 255. `into` has 37,632 numbers. Throws `input`. */
export function fillLandmarksInput(crop: Image, into: Float32Array): void {
  fillFrom(crop, LANDMARKS_SIDE, { offsets: MEAN_COLOR, factor: 1 / DIVISOR }, into);
}
