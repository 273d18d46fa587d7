// The networks of the chain, each as we run it and as its peer does, and the images that both are given.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { PURPOSE, stream, type Image } from "@selfsame/engine";
import { importGraphModel, type ForwardNetwork } from "@selfsame/engine/forward";
import { centeredSquare, crop } from "@selfsame/engine/pixels";
import {
  descriptorNetwork,
  detectorNetwork,
  fillDescriptorInput,
  fillDetectorInput,
  fillLandmarksInput,
  fillMeshInput,
  landmarksNetwork,
  meshNetwork,
} from "@selfsame/face";
import type { Answers, Peer } from "./peers-tensorflow.ts";

/** One network, both ways. */
export interface Entrant {
  readonly name: string;
  readonly side: number;
  open(): ForwardNetwork;
  fill(chip: Image, into: Float32Array): void;
  /** What the peer answers; by the names of our outputs. */
  peer(peer: Peer, chip: Image, input: Float32Array): Promise<Answers>;
}

const json = (path: string): unknown => JSON.parse(readFileSync(path, "utf8")) as unknown;

function ofHuman(
  packages: string,
  name: string,
  file: string,
  side: number,
  fill: Entrant["fill"],
  make: (model: unknown, shard: Uint8Array, address: string) => ForwardNetwork,
): Entrant {
  const models = join(packages, "@vladmandic/human/models");
  const [model, shard] = [join(models, `${file}.json`), join(models, `${file}.bin`)];
  return {
    name,
    side,
    fill,
    open: () => make(readFileSync(model), readFileSync(shard), model),
    peer: async (peer, _chip, input) => {
      const answers = await peer.graph(json(model), readFileSync(shard), input, side);
      return new Map([...answers].map(([key, numbers]) => [key.replace(/:0$/, ""), numbers]));
    },
  };
}

function ofFaceApi(
  packages: string,
  name: string,
  [file, net, output]: readonly [string, Parameters<Peer["faceApi"]>[0], string],
  side: number,
  fill: Entrant["fill"],
  make: (manifest: unknown, shard: Uint8Array, address: string) => ForwardNetwork,
): Entrant {
  const models = join(packages, "@vladmandic/face-api/model");
  const [manifest, shard] = [join(models, `${file}-weights_manifest.json`), join(models, `${file}.bin`)];
  return {
    name,
    side,
    fill,
    open: () => make(readFileSync(manifest), readFileSync(shard), manifest),
    peer: async (peer, { data }, _input) =>
      new Map([[output, await peer.faceApi(net, json(manifest), readFileSync(shard), Uint8Array.from(data), side)]]),
  };
}

/** Bytes as the graph models that the chain does not use want them, near enough: the same for both. */
const fillPlain = ({ data }: Image, into: Float32Array) => data.forEach((byte, i) => (into[i] = byte / 255));
const anyGraph = (model: unknown, shard: Uint8Array, address: string) =>
  importGraphModel({ model, shards: [shard], address });
// face-api divides by 255 where dlib divides by 256.
const asFaceApi = (chip: Image, into: Float32Array) => fillDescriptorInput(chip, into, 255);

/** `packages` is a folder like node_modules that holds the peers' packages. */
export const entrantsFrom = (packages: string): readonly Entrant[] => [
  ofHuman(packages, "detector", "blazeface", 256, fillDetectorInput, detectorNetwork),
  ofHuman(packages, "mesh", "facemesh", 192, fillMeshInput, meshNetwork),
  ofHuman(packages, "iris", "iris", 64, fillPlain, anyGraph),
  ofHuman(packages, "antispoof", "antispoof", 128, fillPlain, anyGraph),
  ofFaceApi(
    packages,
    "landmarks",
    ["face_landmark_68_model", "FaceLandmark68Net", "landmarks"],
    112,
    fillLandmarksInput,
    landmarksNetwork,
  ),
  ofFaceApi(
    packages,
    "landmarks-tiny",
    ["face_landmark_68_tiny_model", "FaceLandmark68TinyNet", "landmarks"],
    112,
    fillLandmarksInput,
    (manifest, shard, address) => landmarksNetwork(manifest, shard, address, "tiny"),
  ),
  ofFaceApi(
    packages,
    "descriptor",
    ["face_recognition_model", "FaceRecognitionNet", "descriptor"],
    150,
    asFaceApi,
    descriptorNetwork,
  ),
];

/** RGB bytes (side, side, 3) by seed. */
export function noise(side: number): Image {
  const random = stream(1, PURPOSE.drawing, side);
  return {
    width: side,
    height: side,
    channels: 3,
    data: Uint8Array.from({ length: side * side * 3 }, () => random.below(256)),
  };
}

/** The middle of a photo that the peer's package carries. */
export async function photo(packages: string): Promise<Image | undefined> {
  const path = join(packages, "@vladmandic/face-api/demo/sample1.jpg");
  if (!existsSync(path)) return undefined;
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const image = { width: info.width, height: info.height, channels: 3, data } as const;
  return crop(image, centeredSquare(info.width, info.height));
}
