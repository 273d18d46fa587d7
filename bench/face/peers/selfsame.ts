// Our chain as a contestant, on one thread: a photo recognized before the owner of ten photos.
// Usage: see bench/face/speed.ts.

import {
  BlazeFaceDetector,
  decideRatio,
  detectFaces,
  faceChip,
  DEFAULT_LEVEL,
  DESCRIPTOR_SIDE,
  fillDescriptorInput,
  findLandmarks,
  measureQuality,
  recognize,
} from "@selfsame/face";
import { openOwner } from "./chain.ts";
import { takeTurns } from "./turn.ts";

const OPENING = { threads: 1 };

await takeTurns(async (packages, photos) => {
  const { probe: photo } = photos;
  const { networks, reader, certainty, level } = await openOwner(packages, photos, DEFAULT_LEVEL);
  const detector = new BlazeFaceDetector(networks.detector, OPENING);
  const [landmarks, descriptor] = await Promise.all([
    networks.landmarks.open(OPENING),
    networks.descriptor.open(OPENING),
  ]);
  const reading = (await reader.read(photo))!;
  const input = new Float32Array(DESCRIPTOR_SIDE * DESCRIPTOR_SIDE * 3);
  const node = process.versions.node.split(".").slice(0, 2).join(".");
  return {
    hello: {
      name: `Selfsame, Node ${node}`,
      threads: descriptor.facts.threads,
      detail: `${descriptor.facts.kernels} kernels`,
      versions: { [`node ${node}`]: process.versions.node },
    },
    decide: async () => (await recognize(reader, certainty, level, photo)).unlocked,
    async stages() {
      const [faces, detect] = await timed(() => detectFaces(detector, photo));
      const [points, find] = await timed(() => findLandmarks(landmarks, photo, faces[0]!));
      const [chip, align] = await timed(() => faceChip(photo, points));
      const [, quality] = await timed(() => measureQuality(photo, points, chip));
      const [, describe] = await timed(async () => {
        fillDescriptorInput(chip, input);
        await descriptor.run(input, 1);
      });
      const [, decision] = await timed(async () => decideRatio((await certainty.ratios([reading]))[0], level, reading));
      return { detect, landmarks: find, chip: align, quality, describe, certainty: decision };
    },
  };
});

async function timed<Result>(work: () => Promise<Result> | Result): Promise<readonly [Result, number]> {
  const start = performance.now();
  const result = await work();
  return [result, performance.now() - start];
}
