// 2,000 seeded corruptions of the files that the networks of the chain are read from. The command, which knows their
// digests, refuses every one. The library, which does not, ends in words or in a network that can run; a number that is
// another number is beyond what it can tell.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isSelfsameError, PURPOSE, stream } from "@selfsame/engine";
import type { ForwardNetwork, ForwardStructure } from "@selfsame/engine/forward";
import {
  descriptorNetwork,
  detectorNetwork,
  landmarksNetwork,
  meshNetwork,
  FACE_FILES,
  type FaceFile,
  type FaceNetworks,
} from "@selfsame/face";
import { describe, expect, test } from "vitest";
import { readInstalledFile } from "../packages/cli/src/face/networks.ts";
import { temporaryFolder } from "../packages/cli/test/support/files.ts";
import { damaged, DAMAGES, spoil } from "./weights-files/corrupt.ts";

type Name = keyof FaceNetworks;
type Make = (description: unknown, shard: Uint8Array, address: string) => ForwardNetwork;
const MAKE: Readonly<Record<Name, Make>> = {
  detector: detectorNetwork,
  landmarks: landmarksNetwork,
  mesh: meshNetwork,
  descriptor: descriptorNetwork,
};
const names = Object.keys(MAKE) as Name[];
/** Milliseconds; a busy machine may take its time. */
const PATIENCE = 120_000;

const bytesOf = async (file: FaceFile): Promise<Uint8Array> => Uint8Array.from((await readInstalledFile(file)).bytes);

describe("the command refuses every damaged file by its name", () => {
  const folder = temporaryFolder();
  /** How many of each file: few of the large ones, which take long to write and to hash. 1,000 in all. */
  const count = (length: number) => (length < 100_000 ? 175 : length < 1_000_000 ? 100 : length < 2_000_000 ? 60 : 40);

  test.each(Object.values(FACE_FILES).flat())("$path", { timeout: PATIENCE }, async (file) => {
    const whole = await bytesOf(file);
    const place = join(folder, file.package, file.path);
    await mkdir(dirname(place), { recursive: true });
    for (let seed = 0; seed < count(whole.length); seed++) {
      const damage = DAMAGES[seed % DAMAGES.length]!;
      await writeFile(place, damaged(whole, damage, stream(seed, PURPOSE.drawing)));
      const error = await readInstalledFile(file, [folder]).catch((thrown: unknown) => thrown);
      if (!isSelfsameError(error, "model-file") || !error.message.includes(file.path))
        throw new Error(`seed ${seed}, ${damage}: ${String(error)}`);
    }
    await writeFile(place, whole);
    expect((await readFile(place)).equals((await readInstalledFile(file, [folder])).bytes)).toBe(true);
  });
});

describe("the library refuses a damaged file in words, or makes a network that can run", () => {
  /** More than all copies that are made of the largest network's numbers, and far less than a lie about a shape asks for. */
  const MOST_BYTES = 256 * 2 ** 20;
  /** How many of each network; with those below 250 each. */
  const [DESCRIPTIONS, LIES, SHARDS] = [125, 85, 40];

  /** How many of the loaded networks of each kind of damage are run; they differ in their numbers. */
  const RUNS = 3;

  interface Outcome {
    readonly refused: number;
    readonly loaded: number;
    /** The first RUNS of those that loaded. */
    readonly sample: readonly ForwardNetwork[];
  }

  /** Runs networks once; fails where one does not answer with as many numbers as its structure says. */
  async function runAll(networks: readonly ForwardNetwork[]): Promise<void> {
    for (const network of networks) {
      const { structure, plan } = network;
      const { height, width, channels } = structure.input;
      const session = await network.open();
      try {
        const answers = await session.run(new Float32Array(height * width * channels).fill(0.5), 1);
        expect([...answers.keys()]).toEqual(structure.outputs);
        for (const [name, { shape, values }] of answers) {
          expect(shape).toEqual(plan.layers.find(({ layer }) => layer.name === name)!.shape);
          expect(values.length).toBe(shape.height * shape.width * shape.channels);
        }
      } finally {
        session.dispose();
      }
    }
  }

  /** Imports once for each seed; fails on any other end than the two. */
  function importAll(
    name: Name,
    sound: ForwardStructure,
    seeds: number,
    filesOf: (seed: number) => readonly [description: unknown, shard: Uint8Array],
  ): Outcome {
    let [refused, loaded] = [0, 0];
    const sample: ForwardNetwork[] = [];
    for (let seed = 0; seed < seeds; seed++) {
      const [description, shard] = filesOf(seed);
      const before = process.memoryUsage().arrayBuffers;
      try {
        const network = MAKE[name](description, shard, "files/description.json");
        expect(asSets(network.structure), `seed ${seed}`).toEqual(asSets(sound));
        loaded++;
        if (sample.length < RUNS) sample.push(network);
      } catch (error) {
        if (!isSelfsameError(error, "model-file") || !error.message.startsWith("files/"))
          throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
        refused++;
      }
      expect(process.memoryUsage().arrayBuffers - before, `seed ${seed}`).toBeLessThan(MOST_BYTES);
    }
    return { refused, loaded, sample };
  }

  /** A graph that has lost its signature answers by the same layers in another order. */
  const asSets = ({ input, layers, outputs }: ForwardStructure) => ({
    input,
    layers: new Set(layers.map((layer) => JSON.stringify(layer))),
    outputs: new Set(outputs),
  });

  test.each(names)("%s", { timeout: PATIENCE }, async (name) => {
    const [description, shard] = [await bytesOf(FACE_FILES[name][0]), await bytesOf(FACE_FILES[name][1])];
    const { structure } = MAKE[name](description, shard, "files/description.json");
    const json = new TextDecoder().decode(description);
    const random = (seed: number) => stream(seed, PURPOSE.drawing, 1);

    const inDescription = importAll(name, structure, DESCRIPTIONS, (seed) => [
      damaged(description, DAMAGES[seed % DAMAGES.length]!, random(seed)),
      shard,
    ]);
    expect(inDescription.refused).toBeGreaterThan(DESCRIPTIONS / 2);

    const inValues = importAll(name, structure, LIES, (seed) => {
      const value = JSON.parse(json) as object;
      spoil(value, random(seed));
      return [value, shard];
    });
    expect(inValues.refused).toBeGreaterThan(5);
    expect(inValues.loaded).toBeGreaterThan(0);

    // Of another length it is refused; where only numbers changed, nothing but a digest can tell.
    const inShard = importAll(name, structure, SHARDS, (seed) => [
      description,
      damaged(shard, DAMAGES[seed % DAMAGES.length]!, random(seed)),
    ]);
    expect(inShard.refused).toBeGreaterThanOrEqual((2 * SHARDS) / DAMAGES.length);
    expect(inShard.loaded).toBeGreaterThan(0);

    await runAll([inDescription, inValues, inShard].flatMap(({ sample }) => sample));
  });
});

describe("lies that a network could come of are refused", () => {
  interface Described {
    modelTopology: { node: { op: string; attr: Record<string, unknown> }[] };
  }
  type Manifest = { weights: { name: string; shape: number[]; quantization: { scale: number; min: number } }[] }[];

  async function parsed<T>(file: FaceFile): Promise<T> {
    return JSON.parse(new TextDecoder().decode(await bytesOf(file))) as T;
  }

  test("a shape of a billion numbers, before any of them is made", async () => {
    for (const name of ["landmarks", "descriptor"] as const) {
      const manifest = await parsed<Manifest>(FACE_FILES[name][0]);
      manifest[0]!.weights[0]!.shape = [1e9];
      const shard = await bytesOf(FACE_FILES[name][1]);
      expect(() => MAKE[name](manifest, shard, "m.json")).toThrow(/its manifest describes 1\d{9}\. It is cut short/);
    }
  });

  test("a bias that no operation is said to add", async () => {
    for (const name of ["detector", "mesh"] as const) {
      const model = await parsed<Described>(FACE_FILES[name][0]);
      const shard = await bytesOf(FACE_FILES[name][1]);
      delete model.modelTopology.node.find(({ attr }) => attr?.["fused_ops"] !== undefined)!.attr["fused_ops"];
      expect(() => MAKE[name](model, shard, "m.json")).toThrow(/it has [34] inputs, of which its fused_ops \[\] use 2/);
    }
  });

  test("quantized weights whose products are no numbers", async () => {
    const manifest = await parsed<Manifest>(FACE_FILES.descriptor[0]);
    manifest[0]!.weights.find(({ name }) => name === "conv256_down_out/conv1/conv/filters")!.quantization.min = 1e38;
    const shard = await bytesOf(FACE_FILES.descriptor[1]);
    expect(() => descriptorNetwork(manifest, shard, "m.json")).toThrow(/m\.json: weight .* and min 1e\+38; expected/);
  });
});
