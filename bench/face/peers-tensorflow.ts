// The peers' networks in TensorFlow.js on its plain backend ("cpu"), as the bundle of @vladmandic/face-api carries it: what
// our outputs are compared with. Their own code runs, from the weights' bytes on.

import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Answers by name, flat. */
export type Answers = ReadonlyMap<string, Float32Array>;

interface Tensor {
  readonly name: string;
  data(): Promise<Float32Array>;
  dispose(): void;
}

interface GraphModel {
  readonly outputNodes: readonly string[];
  execute(input: Tensor, outputs: readonly string[]): Tensor | Tensor[];
  dispose(): void;
}

interface TensorFlow {
  setBackend(name: string): Promise<boolean>;
  readonly version_core: string;
  tensor(values: Float32Array | Uint8Array, shape: readonly number[], type?: string): Tensor;
  loadGraphModel(handler: { load(): Promise<object> }): Promise<GraphModel>;
  readonly io: { decodeWeights(bytes: ArrayBuffer, specs: unknown): object };
}

interface FaceApiNetwork {
  loadFromWeightMap(map: object): void;
  forwardInput(input: object): Tensor;
  /** Of landmark networks: the answer before it is moved to the photo. */
  runNet?(input: object): Tensor;
  dispose(): void;
}

interface FaceApi {
  readonly tf: TensorFlow;
  readonly version: unknown;
  toNetInput(tensor: Tensor): Promise<object>;
  readonly FaceRecognitionNet: new () => FaceApiNetwork;
  readonly FaceLandmark68Net: new () => FaceApiNetwork;
  readonly FaceLandmark68TinyNet: new () => FaceApiNetwork;
}

export type FaceApiName = "FaceRecognitionNet" | "FaceLandmark68Net" | "FaceLandmark68TinyNet";

export interface Peer {
  readonly version: string;
  /** A graph model, its answers by the keys of its signature. */
  graph(model: unknown, shard: Uint8Array, input: Float32Array, side: number): Promise<Answers>;
  /** A network of face-api on the RGB bytes of a chip; it subtracts the mean color and divides by 255 by itself. */
  faceApi(
    name: FaceApiName,
    manifest: unknown,
    shard: Uint8Array,
    chip: Uint8Array,
    side: number,
  ): Promise<Float32Array>;
}

/** `packages` is a folder like node_modules that holds @vladmandic/face-api. */
export async function openPeer(packages: string): Promise<Peer> {
  // The bundle is made for pages: without these it takes Node's way, parts of which the bundler has left out.
  Object.assign(globalThis, { window: globalThis, document: {} });
  const { warn } = console;
  console.warn = () => undefined; // hundreds of lines on kernels registered twice
  const path = join(packages, "@vladmandic/face-api/dist/face-api.esm.js");
  const faceapi = (await import(pathToFileURL(path).href)) as FaceApi;
  console.warn = warn;
  const { tf } = faceapi;
  await tf.setBackend("cpu");
  return {
    version: tf.version_core,
    async graph(model, shard, input, side) {
      const { modelTopology, weightsManifest, signature, userDefinedMetadata } = model as {
        modelTopology: object;
        weightsManifest: { weights: object[] }[];
        signature?: object;
        userDefinedMetadata?: object;
      };
      const artifacts = {
        modelTopology,
        weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
        weightData: bufferOf(shard),
        ...(signature && { signature }),
        ...(userDefinedMetadata && { userDefinedMetadata }),
      };
      const network = await tf.loadGraphModel({ load: () => Promise.resolve(artifacts) });
      const x = tf.tensor(input, [1, side, side, 3]);
      const names = network.outputNodes;
      const answered = network.execute(x, names);
      const tensors = Array.isArray(answered) ? answered : [answered];
      const values = await Promise.all(tensors.map((tensor) => tensor.data()));
      for (const tensor of [...tensors, x]) tensor.dispose();
      network.dispose();
      return new Map(names.map((name, index) => [name, values[index]!]));
    },
    async faceApi(name, manifest, shard, chip, side) {
      const network = new faceapi[name]();
      const specs = (manifest as { weights: object[] }[]).flatMap(({ weights }) => weights);
      network.loadFromWeightMap(tf.io.decodeWeights(bufferOf(shard), specs));
      const x = tf.tensor(Float32Array.from(chip), [1, side, side, 3]);
      const input = await faceapi.toNetInput(x);
      const answer = network.runNet?.(input) ?? network.forwardInput(input);
      const values = await answer.data();
      answer.dispose();
      network.dispose();
      return values;
    },
  };
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer; // a copy: Node's buffers share memory
}
