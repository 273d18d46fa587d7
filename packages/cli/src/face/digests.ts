// What the files of the networks must be, to the byte: any other file would make other descriptors, or none. The packages
// are @vladmandic/human 3.3.6 and @vladmandic/face-api 1.7.15, as package.json asks for them.

import type { FaceFile } from "@selfsame/face";

export interface PinnedFile {
  readonly bytes: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

const PINNED: Readonly<Record<string, PinnedFile>> = {
  "@vladmandic/human/models/blazeface.json": {
    bytes: 79_038,
    sha256: "cd7bbfc078270572beb39f9e5ae67aadbd50b5e67cff37e6d4f6b3ea39312e5f",
  },
  "@vladmandic/human/models/blazeface.bin": {
    bytes: 538_928,
    sha256: "dc9a97fdc50bc43216554bdd69aa3e7b9361a519ee7bdd996a2f69a98a6f9b72",
  },
  "@vladmandic/human/models/facemesh.json": {
    bytes: 95_845,
    sha256: "b60ca26f404724f43bd2b1575761d8265180e1f053cc0731caa68462927309e7",
  },
  "@vladmandic/human/models/facemesh.bin": {
    bytes: 1_477_958,
    sha256: "3826da640b0a3021161605369ee6af293f75d518040355b960ec71a3390c1c0b",
  },
  "@vladmandic/face-api/model/face_landmark_68_model-weights_manifest.json": {
    bytes: 8_485,
    sha256: "ca4886639f86e99b39fed0c155f81b63317225773bd9616716e887b0153389c9",
  },
  "@vladmandic/face-api/model/face_landmark_68_model.bin": {
    bytes: 356_840,
    sha256: "4611ef65c87d836d03d684b30eec4d195d8b219fa1dd58fc58945831c6b9299b",
  },
  "@vladmandic/face-api/model/face_recognition_model-weights_manifest.json": {
    bytes: 19_615,
    sha256: "cbaffa501b0b9275a12b63357a6843e7e30c054e1c9151e1a5f879b26e32986b",
  },
  "@vladmandic/face-api/model/face_recognition_model.bin": {
    bytes: 6_444_032,
    sha256: "b413e420d6840b2775fba32008db6f3cddb07d485967fb42cfcf379c16a8c589",
  },
};

/** Throws where a network was added and its files were not pinned: a fault of the program. */
export function pinnedFile({ package: name, path }: FaceFile): PinnedFile {
  const pinned = PINNED[`${name}/${path}`];
  if (pinned === undefined) throw new Error(`no digest is pinned for ${name}/${path}`);
  return pinned;
}
