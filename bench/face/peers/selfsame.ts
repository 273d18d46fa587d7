// Our chain as a contestant, on one thread: read, then decide before the owner of ten photos.
// Usage: see bench/face/speed.ts.

import {
  blazeFaceDetector,
  decide,
  decideRatio,
  detectFaces,
  faceChip,
  facePresence,
  DEFAULT_LEVEL,
  DESCRIPTOR_SIDE,
  fillDescriptorInput,
  findLandmarks,
  measureQuality,
} from "@selfsame/face";
import { openOwner } from "./chain.ts";
import { takeTurns } from "./turn.ts";

const OPENING = { threads: 1 };

await takeTurns(async (packages, photos) => {
  const { probe: photo } = photos;
  const { networks, reader, certainty, level } = await openOwner(packages, photos, DEFAULT_LEVEL);
  const [detector, landmarks, mesh, descriptor] = await Promise.all([
    networks.detector.open(OPENING),
    networks.landmarks.open(OPENING),
    networks.mesh.open(OPENING),
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
    decide: async () => (await decide(certainty, level, await reader.read(photo))).unlocked,
    async stages() {
      const [faces, detect] = await timed(() => detectFaces(blazeFaceDetector(detector), photo));
      const [points, find] = await timed(() => findLandmarks(landmarks, photo, faces[0]!));
      const [, presence] = await timed(() => facePresence(mesh, photo, faces[0]!));
      const [chip, align] = await timed(() => faceChip(photo, points));
      const [, quality] = await timed(() => measureQuality(photo, points, chip));
      const mirrored = faceChip(photo, points, { mirror: true });
      const [, describe] = await timed(async () => {
        for (const seen of [chip, mirrored]) {
          fillDescriptorInput(seen, input);
          await descriptor.run(input, 1);
        }
      });
      const [, decision] = await timed(async () => decideRatio((await certainty.ratios([reading]))[0], level, reading));
      return { detect, landmarks: find, presence, chip: align, quality, describe, certainty: decision };
    },
  };
});

async function timed<Result>(work: () => Promise<Result> | Result): Promise<readonly [Result, number]> {
  const start = performance.now();
  const result = await work();
  return [result, performance.now() - start];
}
