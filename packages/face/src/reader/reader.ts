// The chain from a photo to a reading: detect, find landmarks, align, describe, measure.

import { type Image, SelfsameError } from "@selfsame/engine";
import type { ForwardSession } from "@selfsame/engine/forward";
import { faceChip } from "../align/chip.ts";
import { detectFaces, type DetectOptions } from "../detect/detect.ts";
import { BlazeFaceDetector } from "../detect/detector.ts";
import type { Face } from "../detect/face.ts";
import { ownerCandidate } from "../detect/owner.ts";
import { checkImage } from "../image/check.ts";
import { Pyramid } from "../image/pyramid.ts";
import { findLandmarks } from "../landmarks/landmarks.ts";
import { facePresence } from "../landmarks/presence.ts";
import { DESCRIPTOR_SIDE, fillDescriptorInput, descriptorOf } from "../networks/index.ts";
import { measureQuality } from "../quality/measure.ts";
import type { FaceNetworks } from "./files.ts";
import type { FaceReading } from "./reading.ts";

/** Reads faces from photos. Calls are answered one after another, in their order. */
export interface FaceReader {
  /** All faces of a photo, by falling score. */
  detect(image: Image, options?: DetectOptions): Promise<Face[]>;
  /** The face that the photo is about; undefined where it shows none. Throws `input` for an image that is not what it says it is. */
  read(image: Image, options?: DetectOptions): Promise<FaceReading | undefined>;
  /**
   * The same at first look, in little more than half the time: the face is described as it is and not once more in the
   * mirror, and whether it is a face at all is not asked (`presence` is undefined). `recognize` begins with it.
   */
  glance(image: Image, options?: DetectOptions): Promise<FaceReading | undefined>;
  /**
   * The second look at a face that `glance` found in this image: what `read` would have answered. Throws `input` for a
   * reading that was looked at twice already.
   */
  lookAgain(image: Image, glance: FaceReading): Promise<FaceReading>;
  /** How surely a face that was found is one, in [0, 1]: the `presence` that `glance` leaves out. */
  presence(image: Image, face: Face): Promise<number>;
  /** Gives its memory back when what was asked before is answered. What is asked after it rejects with `input`. */
  dispose(): void;
}

/** Opens the networks for reading. The networks stay the caller's. */
export async function openFaceReader(networks: FaceNetworks): Promise<FaceReader> {
  const opening = [networks.landmarks.open(), networks.descriptor.open()] as const;
  try {
    return new SessionReader(networks, ...(await Promise.all(opening)));
  } catch (error) {
    for (const session of opening) disposeOf(session);
    throw error;
  }
}

/** One that failed to open has nothing to give back. */
function disposeOf(session: Promise<ForwardSession> | undefined): void {
  session?.then(
    (open) => open.dispose(),
    () => undefined,
  );
}

class SessionReader implements FaceReader {
  readonly #detector: BlazeFaceDetector;
  readonly #landmarks: ForwardSession;
  readonly #descriptor: ForwardSession;
  readonly #openMesh: () => Promise<ForwardSession>;
  /** Opened when it is first asked: who decides at first look never does. */
  #mesh: Promise<ForwardSession> | undefined;
  readonly #input = new Float32Array(DESCRIPTOR_SIDE * DESCRIPTOR_SIDE * 3);
  #last: Promise<unknown> = Promise.resolve();
  #isDisposed = false;

  constructor(networks: FaceNetworks, landmarks: ForwardSession, descriptor: ForwardSession) {
    this.#detector = new BlazeFaceDetector(networks.detector);
    this.#landmarks = landmarks;
    this.#descriptor = descriptor;
    this.#openMesh = () => networks.mesh.open();
  }

  detect(image: Image, options?: DetectOptions): Promise<Face[]> {
    return this.#inTurn(() => detectFaces(this.#detector, image, options));
  }

  read(image: Image, options?: DetectOptions): Promise<FaceReading | undefined> {
    return this.#inTurn(async () => {
      checkImage(image, "read");
      const photo = new Pyramid(image);
      const first = await this.#glance(photo, options);
      return first && this.#lookAgain(photo, first);
    });
  }

  glance(image: Image, options?: DetectOptions): Promise<FaceReading | undefined> {
    return this.#inTurn(() => {
      checkImage(image, "glance");
      return this.#glance(new Pyramid(image), options);
    });
  }

  lookAgain(image: Image, glance: FaceReading): Promise<FaceReading> {
    return this.#inTurn(() => {
      if (glance.presence === undefined) return this.#lookAgain(image, glance);
      throw new SelfsameError("input", "lookAgain: expected a reading of `glance`, got one that was looked at twice.");
    });
  }

  presence(image: Image, face: Face): Promise<number> {
    return this.#inTurn(() => this.#presence(image, face));
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    void this.#last.then(() => {
      for (const owned of [this.#detector, this.#landmarks, this.#descriptor]) owned.dispose();
      disposeOf(this.#mesh);
    });
  }

  async #glance(image: Image, options?: DetectOptions): Promise<FaceReading | undefined> {
    const faces = await detectFaces(this.#detector, image, options);
    const candidate = ownerCandidate(faces, image);
    if (candidate === undefined) return undefined;
    const { face, others, rival } = candidate;
    const landmarks = await findLandmarks(this.#landmarks, image, face);
    const chip = faceChip(image, landmarks);
    const quality = measureQuality(image, landmarks, chip);
    const descriptor = await this.#describe(chip);
    return { face, others, rival, landmarks, presence: undefined, quality, descriptor };
  }

  /** The mean of what the network says of the chip and of its mirror image: a face is the same in both. */
  async #lookAgain(image: Image, glance: FaceReading): Promise<FaceReading> {
    const presence = await this.#presence(image, glance.face);
    const mirrored = await this.#describe(faceChip(image, glance.landmarks, { mirror: true }));
    const descriptor = glance.descriptor.map((value, i) => (value + mirrored[i]!) / 2);
    return { ...glance, presence, descriptor };
  }

  async #presence(image: Image, face: Face): Promise<number> {
    this.#mesh ??= this.#openMesh();
    this.#mesh.catch(() => (this.#mesh = undefined));
    return facePresence(await this.#mesh, image, face);
  }

  async #describe(chip: Image): Promise<Float32Array> {
    fillDescriptorInput(chip, this.#input);
    return descriptorOf((await this.#descriptor.run(this.#input, 1)).get("cells")!.values);
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#isDisposed) throw new SelfsameError("input", "the reader was disposed of. Open another.");
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
