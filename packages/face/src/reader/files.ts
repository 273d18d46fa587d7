// The files that the networks of the chain are read from, as two npm packages carry them. How they are fetched is the
// caller's: from the installed packages in Node, from an address in a page.

import type { ForwardNetwork, ForwardOpenOptions } from "@selfsame/engine/forward";
import { descriptorNetwork, detectorNetwork, landmarksNetwork, meshNetwork } from "../networks/index.ts";

/** The networks of the chain. */
export interface FaceNetworks {
  readonly detector: ForwardNetwork;
  readonly landmarks: ForwardNetwork;
  /** Asked at a second look only, which is why it may be one that is made when it is first opened. */
  readonly mesh: Pick<ForwardNetwork, "open">;
  readonly descriptor: ForwardNetwork;
}

/** A file by its package and its place there. */
export interface FaceFile {
  readonly package: "@vladmandic/human" | "@vladmandic/face-api";
  readonly path: string;
}

const human = (name: string): FaceFile => ({ package: "@vladmandic/human", path: `models/${name}` });
const faceApi = (name: string): FaceFile => ({ package: "@vladmandic/face-api", path: `model/${name}` });

/** What decides what an aligned chip shows: how faces are found, and how they are aligned. */
export const FACE_CROPS = "blazeface+face68-1";

/** Which networks make the descriptors: a profile that names others cannot be asked about what these see. */
export const FACE_NETWORKS = "blazeface+face68+dlib-resnet-2";

/** Each network's description and its weights. */
export const FACE_FILES = Object.freeze({
  detector: [human("blazeface.json"), human("blazeface.bin")],
  landmarks: [faceApi("face_landmark_68_model-weights_manifest.json"), faceApi("face_landmark_68_model.bin")],
  mesh: [human("facemesh.json"), human("facemesh.bin")],
  descriptor: [faceApi("face_recognition_model-weights_manifest.json"), faceApi("face_recognition_model.bin")],
} as const);

/** The bytes of a file, and its address for messages. Rejects where there are none. */
export type ReadFaceFile = (file: FaceFile) => Promise<{ readonly bytes: Uint8Array; readonly address: string }>;

export interface LoadFaceOptions {
  /**
   * When the files of the mesh, which most decisions do without, are read: "now" (the default), or "later", when it is
   * first opened, which then rejects where they are not what they should be.
   */
  readonly mesh?: "now" | "later";
}

/**
 * Makes all networks, reading eight files at once, or six where the mesh comes later. The bytes of weights are kept and not
 * copied. Throws SelfsameError `model-file`, naming the address, for a file that is not what it should be.
 */
export async function loadFaceNetworks(read: ReadFaceFile, options: LoadFaceOptions = {}): Promise<FaceNetworks> {
  type Make = (description: Uint8Array, weights: Uint8Array, address: string) => ForwardNetwork;
  const load = async ([description, weights]: readonly [FaceFile, FaceFile], make: Make) => {
    const [first, second] = await Promise.all([read(description), read(weights)]);
    return make(first.bytes, second.bytes, first.address);
  };
  const loadMesh = () => load(FACE_FILES.mesh, meshNetwork);
  const [detector, landmarks, mesh, descriptor] = await Promise.all([
    load(FACE_FILES.detector, detectorNetwork),
    load(FACE_FILES.landmarks, landmarksNetwork),
    options.mesh === "later" ? { open: async (how?: ForwardOpenOptions) => (await loadMesh()).open(how) } : loadMesh(),
    load(FACE_FILES.descriptor, descriptorNetwork),
  ]);
  return { detector, landmarks, mesh, descriptor };
}
