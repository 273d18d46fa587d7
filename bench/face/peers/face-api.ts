// @vladmandic/face-api as a contestant, on TensorFlow.js' WebAssembly: tiny detector at 320, 68 landmarks, descriptor, and
// its matcher before the descriptors of ten photos.
// Usage: see bench/face/speed.ts, which says where it finds TensorFlow.js (NODE_PATH).

import { createRequire } from "node:module";
import { join } from "node:path";
import type { Image } from "@selfsame/engine";
import { wasmFolder, type Tensor, type TensorFlow } from "./tensorflow.ts";
import { takeTurns } from "./turn.ts";

interface Described {
  readonly descriptor: Float32Array;
}
interface Detecting {
  withFaceLandmarks(): { withFaceDescriptor(): Promise<Described | undefined> };
}
interface FaceApi {
  readonly tf: TensorFlow;
  readonly version: string;
  readonly nets: Readonly<Record<string, { loadFromDisk(folder: string): Promise<void> }>>;
  readonly TinyFaceDetectorOptions: new (options: { inputSize: number }) => object;
  readonly LabeledFaceDescriptors: new (label: string, descriptors: Float32Array[]) => object;
  readonly FaceMatcher: new (people: object[]) => { findBestMatch(descriptor: Float32Array): { label: string } };
  detectSingleFace(input: Tensor, options: object): Detecting;
}

const NETWORKS = ["tinyFaceDetector", "faceLandmark68Net", "faceRecognitionNet"];
const OWNER = "owner";

await takeTurns(async (packages, { probe, enrolled }) => {
  const require = createRequire(import.meta.url);
  const { setWasmPaths } = require("@tensorflow/tfjs-backend-wasm") as { setWasmPaths(folder: string): void };
  setWasmPaths(wasmFolder(require));
  const folder = join(packages, "@vladmandic/face-api");
  const faceapi = require(join(folder, "dist/face-api.node-wasm.js")) as FaceApi;
  const { tf } = faceapi;
  if (!(await tf.setBackend("wasm"))) throw new Error("its WebAssembly backend did not start");
  await tf.ready();
  for (const name of NETWORKS) await faceapi.nets[name]!.loadFromDisk(join(folder, "model"));
  const options = new faceapi.TinyFaceDetectorOptions({ inputSize: 320 });

  async function describe({ data, height, width }: Image): Promise<Float32Array> {
    const input = tf.tensor(data, [height, width, 3], "int32");
    const found = await faceapi.detectSingleFace(input, options).withFaceLandmarks().withFaceDescriptor();
    input.dispose();
    if (found === undefined) throw new Error("it finds no face");
    return found.descriptor;
  }

  const descriptors: Float32Array[] = [];
  for (const photo of enrolled) descriptors.push(await describe(photo));
  const matcher = new faceapi.FaceMatcher([new faceapi.LabeledFaceDescriptors(OWNER, descriptors)]);
  const { version } = require(join(folder, "package.json")) as { version: string };
  return {
    hello: {
      name: `face-api ${version}, Node ${process.versions.node.split(".").slice(0, 2).join(".")}`,
      threads: 1,
      detail: (await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT")) ? "SIMD" : "no SIMD",
      versions: { "face-api": version, "tensorflow.js": tf.version_core },
    },
    decide: async () => matcher.findBestMatch(await describe(probe)).label === OWNER,
  };
});
