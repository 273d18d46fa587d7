// The chain from a photo to a reading: detect, find landmarks, align, describe, measure.

import type { Image } from "@selfsame/engine";
import type { ForwardSession } from "@selfsame/engine/forward";
import { faceChip } from "../align/chip.ts";
import { detectFaces, type DetectOptions } from "../detect/detect.ts";
import { blazeFaceDetector } from "../detect/detector.ts";
import type { Face } from "../detect/face.ts";
import { ownerCandidate } from "../detect/owner.ts";
import { findLandmarks } from "../landmarks/landmarks.ts";
import { facePresence } from "../landmarks/presence.ts";
import { DESCRIPTOR_LENGTH, DESCRIPTOR_SIDE, fillDescriptorInput } from "../networks/index.ts";
import { mirrored } from "../image/mirror.ts";
import { measureQuality } from "../quality/measure.ts";
import type { FaceNetworks } from "./files.ts";
import type { FaceReading } from "./reading.ts";

/** Reads faces from photos. Calls are answered one after another, in their order. */
export interface FaceReader {
  /** All faces of a photo, by falling score. */
  detect(image: Image, options?: DetectOptions): Promise<Face[]>;
  /** The face that the photo is about; undefined where it shows none. Throws `input` for an image that is not what it says it is. */
  read(image: Image, options?: DetectOptions): Promise<FaceReading | undefined>;
  dispose(): void;
}

/** Opens the networks for reading. The networks stay the caller's. */
export async function openFaceReader(networks: FaceNetworks): Promise<FaceReader> {
  const [detector, landmarks, mesh, descriptor] = await Promise.all([
    networks.detector.open(),
    networks.landmarks.open(),
    networks.mesh.open(),
    networks.descriptor.open(),
  ]);
  return new SessionReader(detector, landmarks, mesh, descriptor);
}

class SessionReader implements FaceReader {
  readonly #detector: ForwardSession;
  readonly #landmarks: ForwardSession;
  readonly #mesh: ForwardSession;
  readonly #descriptor: ForwardSession;
  readonly #input = new Float32Array(DESCRIPTOR_SIDE * DESCRIPTOR_SIDE * 3);
  #last: Promise<unknown> = Promise.resolve();

  constructor(detector: ForwardSession, landmarks: ForwardSession, mesh: ForwardSession, descriptor: ForwardSession) {
    this.#detector = detector;
    this.#landmarks = landmarks;
    this.#mesh = mesh;
    this.#descriptor = descriptor;
  }

  detect(image: Image, options?: DetectOptions): Promise<Face[]> {
    return this.#inTurn(() => detectFaces(blazeFaceDetector(this.#detector), image, options));
  }

  read(image: Image, options?: DetectOptions): Promise<FaceReading | undefined> {
    return this.#inTurn(async () => {
      const faces = await detectFaces(blazeFaceDetector(this.#detector), image, options);
      const candidate = ownerCandidate(faces, image);
      if (candidate === undefined) return undefined;
      const { face, others, rival } = candidate;
      const landmarks = await findLandmarks(this.#landmarks, image, face);
      const presence = await facePresence(this.#mesh, image, face);
      const chip = faceChip(image, landmarks);
      const quality = measureQuality(image, landmarks, chip);
      return { face, others, rival, landmarks, presence, quality, descriptor: await this.#describe(chip) };
    });
  }

  dispose(): void {
    for (const session of [this.#detector, this.#landmarks, this.#mesh, this.#descriptor]) session.dispose();
  }

  /** The mean of what the network says of the chip and of its mirror image: a face is the same in both. */
  async #describe(chip: Image): Promise<Float32Array> {
    const mean = new Float32Array(DESCRIPTOR_LENGTH);
    for (const seen of [chip, mirrored(chip)]) {
      fillDescriptorInput(seen, this.#input);
      const { values } = (await this.#descriptor.run(this.#input, 1)).get("descriptor")!;
      for (let i = 0; i < mean.length; i++) mean[i]! += values[i]! / 2;
    }
    return mean;
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
