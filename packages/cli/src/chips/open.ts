// From a photo to the aligned chip of the face that it is about: detect, ask whether it is a face at all, find landmarks,
// align. Of the networks of faces only those three are opened: nobody is recognized here.

import type { Image } from "@selfsame/engine";
import type { ForwardNetwork } from "@selfsame/engine/forward";
import {
  BlazeFaceDetector,
  detectFaces,
  detectorNetwork,
  FACE_FILES,
  faceChip,
  facePresence,
  findLandmarks,
  landmarksNetwork,
  meshNetwork,
  ownerCandidate,
  UNLOCK_PRESENCE,
  type FaceFile,
} from "@selfsame/face";
import { readInstalledFile } from "../face/networks.ts";
import type { TakenFace } from "../photos/preparer.ts";

export interface Chip {
  /** (size, size, 3) RGB bytes, the face upright in the middle. */
  readonly image: Image;
  readonly face: TakenFace;
}

/** Cuts the aligned face out of a photo; undefined where it shows none. Calls are made one after another. */
export type CutChip = (image: Image, size: number) => Promise<Chip | undefined>;

export interface ChipCutter {
  readonly cut: CutChip;
  /** Gives the networks' memory back; not while a chip is cut. */
  dispose(): void;
}

/** Opens the installed networks. Throws SelfsameError `file` or `model-file`, naming the file and the way out. */
export async function openChips(): Promise<ChipCutter> {
  const [detector, network, meshes] = await Promise.all([
    read(FACE_FILES.detector, detectorNetwork).then((network) => new BlazeFaceDetector(network)),
    read(FACE_FILES.landmarks, landmarksNetwork),
    read(FACE_FILES.mesh, meshNetwork),
  ]);
  const [landmarks, mesh] = await Promise.all([network.open(), meshes.open()]);
  const cut: CutChip = async (image, size) => {
    const candidate = ownerCandidate(await detectFaces(detector, image), image);
    if (candidate === undefined || (await facePresence(mesh, image, candidate.face)) < UNLOCK_PRESENCE)
      return undefined;
    const points = await findLandmarks(landmarks, image, candidate.face);
    return { image: faceChip(image, points, { size }), face: { box: candidate.face.box, others: candidate.others } };
  };
  return {
    cut,
    dispose() {
      detector.dispose();
      landmarks.dispose();
      mesh.dispose();
    },
  };
}

async function read(
  files: readonly [description: FaceFile, weights: FaceFile],
  make: (description: Uint8Array, weights: Uint8Array, address: string) => ForwardNetwork,
): Promise<ForwardNetwork> {
  const [description, weights] = await Promise.all([readInstalledFile(files[0]), readInstalledFile(files[1])]);
  return make(description.bytes, weights.bytes, description.address);
}
