// MediaPipe's networks as @vladmandic/human carries them, TensorFlow.js graph models: BlazeFace for the back camera, which
// finds faces, and the face mesh, 468 points of one face.

import { SelfsameError, type Image } from "@selfsame/engine";
import { importGraphModel, type ForwardNetwork } from "@selfsame/engine/forward";
import { fillFrom, fillShape } from "./input.ts";

/** Sides of the inputs, in pixels. */
export const DETECTOR_SIDE = 256;
export const MESH_SIDE = 192;

/** Names of the detector's layers that answer. */
export const DETECTOR_OUTPUTS = Object.freeze({
  /** (512): logits of the 2 anchors of each cell of a grid of 16 x 16, row by row. */
  fineLogits: "Identity",
  /** (384): logits of the 6 anchors of each cell of a grid of 8 x 8. */
  coarseLogits: "Identity_1",
  /** (512, 16): box and 6 keypoints of each anchor, in pixels of the input. */
  fineBoxes: "Identity_2",
  /** (384, 16) */
  coarseBoxes: "Identity_3",
});

/** Names of the mesh's layers that answer. */
export const MESH_OUTPUTS = Object.freeze({
  /** (1404): x, y and z of 468 points in turn, in pixels of the input. */
  points: "output_mesh",
  /** (1): how surely there is a face, in [0, 1]. */
  face: "output_faceflag",
  /** (266): contours of eyes and lips, which nothing here reads. */
  contours: "output_contours",
});

/**
 * BlazeFace from blazeface.json (parsed, or its bytes) and blazeface.bin; `address` is that of the JSON, for messages.
 * Takes (256, 256, 3), as `fillDetectorInput` makes it, and answers DETECTOR_OUTPUTS. Throws SelfsameError `model-file`.
 */
export function detectorNetwork(model: unknown, shard: Uint8Array, address = "blazeface.json"): ForwardNetwork {
  return checked(importGraphModel({ model, shards: [shard], address }), DETECTOR_SIDE, address, {
    [DETECTOR_OUTPUTS.fineLogits]: 512,
    [DETECTOR_OUTPUTS.coarseLogits]: 384,
    [DETECTOR_OUTPUTS.fineBoxes]: 512 * 16,
    [DETECTOR_OUTPUTS.coarseBoxes]: 384 * 16,
  });
}

/**
 * The face mesh from facemesh.json (parsed, or its bytes) and facemesh.bin; `address` is that of the JSON, for messages.
 * Takes (192, 192, 3), as `fillMeshInput` makes it, and answers MESH_OUTPUTS. Throws SelfsameError `model-file`.
 */
export function meshNetwork(model: unknown, shard: Uint8Array, address = "facemesh.json"): ForwardNetwork {
  return checked(importGraphModel({ model, shards: [shard], address }), MESH_SIDE, address, {
    [MESH_OUTPUTS.points]: 3 * 468,
    [MESH_OUTPUTS.face]: 1,
    [MESH_OUTPUTS.contours]: 266,
  });
}

/** The network, where it takes and answers what is expected of it. */
function checked(
  network: ForwardNetwork,
  side: number,
  address: string,
  outputs: Readonly<Record<string, number>>,
): ForwardNetwork {
  const { input } = network.structure;
  const sizes = new Map(
    network.plan.layers.map(({ layer, shape }) => [layer.name, shape.height * shape.width * shape.channels]),
  );
  const answers = new Set(network.structure.outputs);
  const wrong = Object.entries(outputs).find(([name, size]) => !answers.has(name) || sizes.get(name) !== size);
  if (input.height !== side || input.width !== side || input.channels !== 3 || wrong !== undefined) {
    const expected = `(${side}, ${side}, 3) and ${Object.keys(outputs).join(", ")}`;
    const came = `(${input.height}, ${input.width}, ${input.channels}) and ${network.structure.outputs.join(", ")}`;
    throw new SelfsameError(
      "model-file",
      `${address}: expected a network with ${expected}, got one with ${came}. This is another network.`,
    );
  }
  return network;
}

/**
 * A crop (height, width, 3), 256 by 256 or another shape that the detector is run in, RGB bytes, from -1 to 1:
 * byte / 127.5 - 1. `into` has as many numbers as the crop has bytes. Throws `input`.
 */
export function fillDetectorInput(crop: Image, into: Float32Array): void {
  fillShape(crop, crop, { offsets: [127.5, 127.5, 127.5], factor: 1 / 127.5 }, into);
}

/** A crop (192, 192, 3), RGB bytes, from 0 to 1: byte / 255. `into` has 110,592 numbers. Throws `input`. */
export function fillMeshInput(crop: Image, into: Float32Array): void {
  fillFrom(crop, MESH_SIDE, { offsets: [0, 0, 0], factor: 1 / 255 }, into);
}
