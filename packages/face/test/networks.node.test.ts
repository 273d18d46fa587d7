// The networks of the installed packages answer as TensorFlow.js does. oracle/networks.json holds some numbers of what it
// answers to a chip of seeded noise, by `bench/face/networks.ts --store`.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PURPOSE, stream, type Image } from "@selfsame/engine";
import type { ForwardNetwork } from "@selfsame/engine/forward";
import {
  descriptorNetwork,
  detectorNetwork,
  DETECTOR_OUTPUTS,
  fillDescriptorInput,
  fillDetectorInput,
  fillLandmarksInput,
  fillMeshInput,
  landmarksNetwork,
  meshNetwork,
} from "../src/networks/index.ts";
import { reshapedDetector } from "../src/networks/reshaped.ts";

interface Stored {
  /** Derived in bench/face/networks.ts; relative to the largest number of an output. */
  readonly tolerance: number;
  /** Every k-th number, for k = ceil(length / 32). */
  readonly outputs: Readonly<Record<string, { readonly largest: number; readonly some: readonly number[] }>>;
}

const oracle = JSON.parse(readFileSync(join(import.meta.dirname, "oracle/networks.json"), "utf8")) as Record<
  string,
  Stored
>;
const packages = join(import.meta.dirname, "../../../node_modules/@vladmandic");
const STORED = 32;

type Open = (json: Uint8Array, shard: Uint8Array, address: string) => ForwardNetwork;
type Fill = (chip: Image, into: Float32Array) => void;
const FACE_API = "face-api/model";
const cases: [name: string, json: string, shard: string, side: number, open: Open, fill: Fill][] = [
  ["detector", "human/models/blazeface.json", "human/models/blazeface.bin", 256, detectorNetwork, fillDetectorInput],
  ["mesh", "human/models/facemesh.json", "human/models/facemesh.bin", 192, meshNetwork, fillMeshInput],
  [
    "landmarks",
    `${FACE_API}/face_landmark_68_model-weights_manifest.json`,
    `${FACE_API}/face_landmark_68_model.bin`,
    112,
    landmarksNetwork,
    fillLandmarksInput,
  ],
  [
    "landmarks-tiny",
    `${FACE_API}/face_landmark_68_tiny_model-weights_manifest.json`,
    `${FACE_API}/face_landmark_68_tiny_model.bin`,
    112,
    (json, shard, address) => landmarksNetwork(json, shard, address, "tiny"),
    fillLandmarksInput,
  ],
  [
    "descriptor",
    `${FACE_API}/face_recognition_model-weights_manifest.json`,
    `${FACE_API}/face_recognition_model.bin`,
    150,
    descriptorNetwork,
    (chip, into) => fillDescriptorInput(chip, into, 255), // as face-api scales
  ],
];

function noise(side: number): Image {
  const random = stream(1, PURPOSE.drawing, side);
  const data = Uint8Array.from({ length: side * side * 3 }, () => random.below(256));
  return { width: side, height: side, channels: 3, data };
}

test.each(cases)(
  "the %s network answers as TensorFlow.js does with the same weights",
  async (name, json, shard, side, open, fill) => {
    const network = open(readFileSync(join(packages, json)), readFileSync(join(packages, shard)), json);
    const input = new Float32Array(side * side * 3);
    fill(noise(side), input);
    const { tolerance, outputs } = oracle[name]!;
    const answers = await network.forward(input);
    // Of "cells" the peer says their mean.
    expect(network.structure.outputs.filter((output) => output !== "cells")).toEqual(Object.keys(outputs));
    for (const [output, { largest, some }] of Object.entries(outputs)) {
      const { values } = answers.get(output)!;
      const step = Math.ceil(values.length / STORED);
      const ours = values.filter((_: number, i: number) => i % step === 0);
      expect(ours.length).toBe(some.length);
      some.forEach((value, i) => expect(Math.abs(ours[i]! - value)).toBeLessThanOrEqual(tolerance * largest));
    }
    network.dispose();
  },
);

test("the detector answers for inputs that are not square, as its definition does", async () => {
  const [, json, shard] = cases[0]!;
  const square = detectorNetwork(readFileSync(join(packages, json)), readFileSync(join(packages, shard)), json);
  expect(reshapedDetector(square, { height: 256, width: 256 })).toBe(square);
  const network = reshapedDetector(square, { height: 64, width: 96 });
  const random = stream(2, PURPOSE.drawing);
  const input = Float32Array.from({ length: 64 * 96 * 3 }, () => 2 * random.uniform() - 1);
  const [fast, slow] = [await network.forward(input), await network.forward(input, { backend: "reference" })];
  // (64 / 16) (96 / 16) 2 fine anchors, (64 / 32) (96 / 32) 6 coarse ones.
  const sizes = Object.values(DETECTOR_OUTPUTS).map((name) => fast.get(name)!.values.length);
  expect(sizes).toEqual([48, 36, 48 * 16, 36 * 16]);
  for (const name of Object.values(DETECTOR_OUTPUTS)) {
    const expected = Array.from(slow.get(name)!.values);
    const largest = Math.max(...expected.map(Math.abs));
    const { tolerance } = oracle["detector"]!;
    fast.get(name)!.values.forEach((value: number, i: number) => {
      expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(tolerance * largest);
    });
  }
  expect(() => reshapedDetector(square, { height: 100, width: 96 })).toThrow(/expected a whole number/);
  network.dispose();
});
