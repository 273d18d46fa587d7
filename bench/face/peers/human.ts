// Human as a contestant, on TensorFlow.js' WebAssembly: detector, mesh and description, everything else off, nothing kept
// from one photo to the next, and its matcher before the descriptors of ten photos.
// Usage: see bench/face/speed.ts, which says where it finds TensorFlow.js (NODE_PATH).

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Image } from "@selfsame/engine";
import { wasmFolder, type Tensor, type TensorFlow } from "./tensorflow.ts";
import { takeTurns } from "./turn.ts";

interface HumanLibrary {
  readonly version: string;
  readonly tf: TensorFlow;
  readonly match: {
    find(descriptor: readonly number[], enrolled: readonly (readonly number[])[]): { similarity: number };
  };
  load(): Promise<void>;
  detect(input: Tensor): Promise<{ error: string | null; face: readonly { embedding?: number[] }[] }>;
}

/** From its own documentation: above it, two photos are taken to show one person. */
const SAME = 0.5;
const off = { enabled: false };
/** Nothing is skipped: every photo is looked at as if it were the first. */
const always = { enabled: true, skipFrames: 0, skipTime: 0 };

await takeTurns(async (packages, { probe, enrolled }) => {
  // It reads its networks by `fetch`, which in Node does not know files.
  const { fetch } = globalThis;
  globalThis.fetch = async (address, ...rest) =>
    String(address as string).startsWith("file:")
      ? new Response(new Uint8Array(await readFile(fileURLToPath(String(address as string)))))
      : fetch(address, ...rest);
  const require = createRequire(import.meta.url);
  const folder = join(packages, "@vladmandic/human");
  const { Human } = require(join(folder, "dist/human.node-wasm.js")) as { Human: new (config: object) => HumanLibrary };
  const human = new Human({
    backend: "wasm",
    wasmPath: wasmFolder(require),
    modelBasePath: pathToFileURL(join(folder, "models")).href,
    warmup: "none",
    cacheSensitivity: 0,
    filter: off,
    face: {
      enabled: true,
      detector: always,
      mesh: { enabled: true },
      description: always,
      ...{ iris: off, emotion: off, antispoof: off, liveness: off, attention: off },
    },
    ...{ body: off, hand: off, object: off, gesture: off, segmentation: off },
  });
  await human.load();

  async function describe({ data, height, width }: Image): Promise<readonly number[]> {
    const input = human.tf.tensor(data, [1, height, width, 3], "float32");
    const { face, error } = await human.detect(input);
    input.dispose();
    const descriptor = face[0]?.embedding;
    if (descriptor === undefined) throw new Error(error ?? "it finds no face");
    return descriptor;
  }

  const descriptors: (readonly number[])[] = [];
  for (const photo of enrolled) descriptors.push(await describe(photo));
  return {
    hello: {
      name: `Human ${human.version}, Node ${process.versions.node.split(".").slice(0, 2).join(".")}`,
      threads: 1,
      detail: (await human.tf.env().getAsync("WASM_HAS_SIMD_SUPPORT")) ? "SIMD" : "no SIMD",
      versions: { human: human.version, "tensorflow.js": human.tf.version_core },
    },
    decide: async () => human.match.find(await describe(probe), descriptors).similarity > SAME,
  };
});
