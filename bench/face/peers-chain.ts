// face-api's own chain in TensorFlow.js on its plain backend ("cpu"), by its public calls: its detector, its crops, its
// landmarks, its descriptors. What its two networks are given and what they answer is noted on the way.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Image } from "@selfsame/engine";
import type { Box } from "@selfsame/face";

/** What a network was given and what it answered. */
export interface Noted {
  /** (side, side, 3), RGB from 0 to 255 as the peer resized them: not whole numbers. */
  readonly crop: Float32Array;
  readonly answer: Float32Array;
}

export interface PeerFace {
  /** In pixels of the photo. */
  readonly box: Box;
  /** (68) x and y in turn, in parts of its square crop. */
  readonly landmarks: Noted;
  /** (128) */
  readonly descriptor: Noted;
}

export interface PeerChain {
  readonly version: string;
  /** All faces of an RGB photo that its tiny detector finds. */
  read(photo: Image): Promise<PeerFace[]>;
}

interface Tensor {
  dataSync(): Float32Array;
  dispose(): void;
}
interface NetInput {
  toBatchTensor(side: number, isCentered: boolean): Tensor;
}
interface Net {
  loadFromWeightMap(map: object): void;
  forwardInput(input: NetInput): Tensor;
  runNet(input: NetInput): Tensor;
}
interface Found {
  readonly detection: { readonly box: Box };
  readonly descriptor: Float32Array;
}
interface FaceApi {
  readonly tf: {
    setBackend(name: string): Promise<boolean>;
    readonly version_core: string;
    tensor(values: Uint8Array | Uint8ClampedArray, shape: readonly number[], type: "int32"): Tensor;
    readonly io: { decodeWeights(bytes: ArrayBuffer, specs: unknown): object };
  };
  readonly nets: Readonly<Record<"tinyFaceDetector" | "faceLandmark68Net" | "faceRecognitionNet", Net>>;
  readonly TinyFaceDetectorOptions: new (options: { inputSize: number }) => object;
  detectAllFaces(
    input: Tensor,
    options: object,
  ): { withFaceLandmarks(): { withFaceDescriptors(): Promise<readonly Found[]> } };
}

/** A photo of 1,920 pixels is seen at this size: a face of 150 pixels is still 50 wide there. */
const DETECTOR_INPUT = 640;
const FILES = {
  tinyFaceDetector: "tiny_face_detector_model",
  faceLandmark68Net: "face_landmark_68_model",
  faceRecognitionNet: "face_recognition_model",
} as const;
const LANDMARKS_SIDE = 112;
const DESCRIPTOR_SIDE = 150;

/** `packages` is a folder like node_modules that holds @vladmandic/face-api. */
export async function openPeerChain(packages: string): Promise<PeerChain> {
  // The bundle is made for pages: without these it takes Node's way, parts of which the bundler has left out.
  Object.assign(globalThis, { window: globalThis, document: {} });
  const { warn } = console;
  console.warn = () => undefined; // hundreds of lines on kernels registered twice
  const folder = join(packages, "@vladmandic/face-api");
  const { tf, nets, ...faceapi } = (await import(pathToFileURL(join(folder, "dist/face-api.esm.js")).href)) as FaceApi;
  console.warn = warn;
  await tf.setBackend("cpu");
  for (const [name, file] of Object.entries(FILES)) {
    const at = join(folder, "model", file);
    const manifest = JSON.parse(readFileSync(`${at}-weights_manifest.json`, "utf8")) as { weights: object[] }[];
    const specs = manifest.flatMap(({ weights }) => weights);
    const bytes = new Uint8Array(readFileSync(`${at}.bin`)).buffer; // a copy: Node's buffers share memory
    nets[name as keyof typeof FILES].loadFromWeightMap(tf.io.decodeWeights(bytes, specs));
  }
  const landmarks = note(nets.faceLandmark68Net, "runNet", LANDMARKS_SIDE);
  const descriptors = note(nets.faceRecognitionNet, "forwardInput", DESCRIPTOR_SIDE);
  const options = new faceapi.TinyFaceDetectorOptions({ inputSize: DETECTOR_INPUT });
  return {
    version: tf.version_core,
    async read({ data, width, height }) {
      const input = tf.tensor(data, [height, width, 3], "int32");
      const found = await faceapi.detectAllFaces(input, options).withFaceLandmarks().withFaceDescriptors();
      input.dispose();
      const [seen, described] = [landmarks.splice(0), descriptors.splice(0)];
      return found.map(({ detection: { box }, descriptor }, index) => {
        // Its networks are asked in the order of its results: what it hands out is what was noted.
        if (descriptor.join() !== described[index]!.answer.join())
          throw new Error("face-api answered in another order");
        const { x, y, width: w, height: h } = box;
        return { box: { x, y, width: w, height: h }, landmarks: seen[index]!, descriptor: described[index]! };
      });
    },
  };
}

/** Notes what a network is given, at its own size, and what it answers, from now on. */
function note(net: Net, method: "runNet" | "forwardInput", side: number): Noted[] {
  const noted: Noted[] = [];
  const run = net[method].bind(net);
  net[method] = (input) => {
    const crop = input.toBatchTensor(side, true);
    const answer = run(input);
    noted.push({ crop: crop.dataSync().slice(), answer: answer.dataSync().slice() });
    crop.dispose();
    return answer;
  };
  return noted;
}
