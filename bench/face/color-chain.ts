// From a decoded color photo to the descriptor: do we say what the peer says? On the color photos that face-api carries: its
// own crops through our networks, number by number, and then chain against chain, face by face. Gray photos would show
// neither a swapped color channel nor a wrong scale; what those would give is in the table, too.
// Usage: node --import ./scripts/typescript.js bench/face/color-chain.ts [--packages DIR] [--photos 6]. DIR is a folder like
//   node_modules that holds the peers' packages; default: the root's.

import { join } from "node:path";
import { parseArgs } from "node:util";
import sharp from "sharp";
import type { Image } from "@selfsame/engine";
import {
  faceChip,
  fillDescriptorInput,
  fillLandmarksInput,
  findLandmarks,
  DESCRIPTOR_SIDE,
  LANDMARKS_SIDE,
  openFaceReader,
  warp,
  type Box,
  type Face,
} from "@selfsame/face";
import { textTable } from "../shared/table.ts";
import { openChain } from "./peers/chain.ts";
import { PACKAGES } from "./peers/photo.ts";
import { openPeerChain, type Noted, type PeerFace } from "./peers-chain.ts";
import { relativeDifference, toleranceOf } from "./tolerance.ts";

const { values } = parseArgs({
  options: { packages: { type: "string", default: PACKAGES }, photos: { type: "string", default: "6" } },
});
/** face-api's divisor; dlib's, which is ours, is 256. */
const PEERS_DIVISOR = 255;

type Fill = (chip: Image, into: Float32Array) => void;
const { networks } = await openChain(values.packages);
const reader = await openFaceReader(networks);
const finder = await networks.landmarks.open();
const peer = await openPeerChain(values.packages);

/** The peer's crop as one of ours. Its numbers lie between bytes, which our fillers read as they are. */
function chipOf({ crop }: Noted, side: number): Image {
  return { width: side, height: side, channels: 3, data: crop as unknown as Uint8Array };
}

function swapped(image: Image): Image {
  const data = image.data.slice();
  for (let i = 0; i < data.length; i += 3) [data[i], data[i + 2]] = [data[i + 2]!, data[i]!];
  return { ...image, data };
}

async function describe(chip: Image, fill: Fill): Promise<Float32Array> {
  const input = new Float32Array(DESCRIPTOR_SIDE * DESCRIPTOR_SIDE * 3);
  fill(chip, input);
  return (await networks.descriptor.forward(input)).get("descriptor")!.values as Float32Array;
}

async function landmarksOf(crop: Image): Promise<ArrayLike<number>> {
  const input = new Float32Array(LANDMARKS_SIDE * LANDMARKS_SIDE * 3);
  fillLandmarksInput(crop, input);
  return (await networks.landmarks.forward(input)).get("landmarks")!.values;
}

const FILLS = {
  "as the peer does": (chip, into) => fillDescriptorInput(chip, into, PEERS_DIVISOR),
  "divided by 256, as dlib and we do": (chip, into) => fillDescriptorInput(chip, into),
  "red and blue swapped": (chip, into) => fillDescriptorInput(swapped(chip), into, PEERS_DIVISOR),
  "divided by 1": (chip, into) => fillDescriptorInput(chip, into, 1),
} satisfies Record<string, Fill>;
type How = keyof typeof FILLS;
const HOWS = Object.keys(FILLS) as How[];

const distance = (a: Float32Array, b: Float32Array): number =>
  Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0));

/** Intersection over union. */
function overlap(a: Box, b: Box): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  const both = Math.max(across, 0) * Math.max(down, 0);
  return both / (a.width * a.height + b.width * b.height - both);
}
/** Two detectors' boxes of one face overlap more than this; those of two faces hardly do. */
const SAME = 0.3;

/** Of a face that we found, the mean of the chip's descriptor and its mirror image's, with dlib's mean of the cells. */
async function ownDescriptor(photo: Image, face: Face, fill: Fill): Promise<Float32Array> {
  const points = await findLandmarks(finder, photo, face);
  const [plain, mirror] = [
    await describe(faceChip(photo, points), fill),
    await describe(faceChip(photo, points, { mirror: true }), fill),
  ];
  return plain.map((value, i) => (value + mirror[i]!) / 2);
}

/** The peer crops boxes that stand upright, whatever the head does: beyond this many degrees its crop is another picture. */
const UPRIGHT = 15;
/** How much of the photo is turned upright for it: so many times the face's box, that its detector sees no giant. */
const AROUND = 6;

/** What the peer says of the face in a photo that is turned so that the eyes are level. */
async function peersTurned(
  photo: Image,
  { box, keypoints: { rightEye, leftEye } }: Face,
): Promise<Float32Array | undefined> {
  const [dx, dy] = [leftEye.x - rightEye.x, leftEye.y - rightEye.y];
  const [a, b] = [dx / Math.hypot(dx, dy), dy / Math.hypot(dx, dy)];
  const side = Math.round(AROUND * Math.max(box.width, box.height));
  const half = side / 2;
  const center = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  // From the turned photo to the photo: (a x - b y + x0, b x + a y + y0), its middle to the face's.
  const place = { a, b, x: center.x - (a - b) * half, y: center.y - (a + b) * half };
  const found = await peer.read(warp(photo, place, side, side));
  return found.find(
    (face) =>
      Math.hypot(face.box.x + face.box.width / 2 - half, face.box.y + face.box.height / 2 - half) < half / AROUND,
  )?.descriptor.answer;
}

interface Pair {
  readonly peer: PeerFace;
  /** How far the head is turned in the plane, in degrees. */
  readonly roll: number;
  /** The peer's descriptor of the same face in a photo that is turned so that the head is upright; of turned heads. */
  readonly turned: Float32Array | undefined;
  /** By how the chip was filled in. */
  readonly own: ReadonlyMap<How, Float32Array>;
}

const crops = new Map<How, number[]>(HOWS.map((how) => [how, []]));
const landmarkCrops: Record<"as the peer does" | "red and blue swapped", number[]> = {
  "as the peer does": [],
  "red and blue swapped": [],
};
const photos: Pair[][] = [];
let unmatched = 0;
for (let number = 1; number <= Number(values.photos); number++) {
  const path = join(values.packages, `@vladmandic/face-api/demo/sample${number}.jpg`);
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const photo: Image = { width: info.width, height: info.height, channels: 3, data };
  const theirs = await peer.read(photo);
  const ours = await reader.detect(photo);
  const pairs: Pair[] = [];
  for (const face of theirs) {
    const chip = chipOf(face.descriptor, DESCRIPTOR_SIDE);
    for (const how of HOWS)
      crops.get(how)!.push(relativeDifference(await describe(chip, FILLS[how]), face.descriptor.answer));
    const crop = chipOf(face.landmarks, LANDMARKS_SIDE);
    const { answer } = face.landmarks;
    landmarkCrops["as the peer does"].push(relativeDifference(await landmarksOf(crop), answer));
    landmarkCrops["red and blue swapped"].push(relativeDifference(await landmarksOf(swapped(crop)), answer));
    const same = ours.find(({ box }) => overlap(box, face.box) > SAME);
    if (same === undefined) {
      unmatched++;
      continue;
    }
    const own = new Map<How, Float32Array>();
    for (const how of HOWS) own.set(how, await ownDescriptor(photo, same, FILLS[how]));
    const turned = Math.abs(same.roll) > UPRIGHT ? await peersTurned(photo, same) : undefined;
    pairs.push({ peer: face, roll: same.roll, turned, own });
  }
  photos.push(pairs);
  console.error(`photo ${number}: face-api finds ${theirs.length} faces, we find ${ours.length}`);
}

const most = (numbers: readonly number[]) => Math.max(...numbers);
const rows = [["the peer's crops through our networks", "crops", "largest difference", "tolerance", ""]];
function compare(name: string, differences: readonly number[], tolerance: number, mustBe: boolean): void {
  const isEqual = most(differences) <= tolerance;
  if (isEqual !== mustBe || differences.length === 0) process.exitCode = 1;
  const figures = [most(differences), tolerance].map((value) => value.toExponential(1));
  rows.push([name, String(differences.length), ...figures, isEqual ? "equal" : "differs"]);
}
const tolerance = toleranceOf(networks.descriptor);
for (const how of HOWS) compare(`descriptor, ${how}`, crops.get(how)!, tolerance, how === "as the peer does");
for (const [how, differences] of Object.entries(landmarkCrops))
  compare(`landmarks, ${how}`, differences, toleranceOf(networks.landmarks), how === "as the peer does");
console.log(`${textTable(rows)}\n`);

/** Two faces are at least so many times as far apart as two chains' descriptors of one face. */
const CLEARLY = 1.5;
const OURS: How = "divided by 256, as dlib and we do";
const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;

const chains = [
  [
    "our chain against the peer's, distances",
    "faces",
    "median",
    "largest",
    "two faces, smallest",
    "nearer than swapped",
    "",
  ],
];
function compareChains(
  name: string,
  how: How,
  belongs: (pair: Pair) => boolean,
  mustBeApart: boolean,
  answerOf = (pair: Pair) => pair.peer.descriptor.answer,
): void {
  const between = (own: Pair, other: Pair, by = how) => distance(own.own.get(by)!, answerOf(other));
  const chosen = photos.flat().filter(belongs);
  const same = chosen.map((pair) => between(pair, pair));
  // Two faces of one photo are two people; who is in two photos is not told.
  const different = photos.flatMap((pairs) =>
    pairs
      .filter(belongs)
      .flatMap((pair) => pairs.filter((other) => other !== pair).map((other) => between(pair, other))),
  );
  const nearer = chosen.filter((pair) => between(pair, pair) < between(pair, pair, "red and blue swapped")).length;
  const [largest, smallest] = [most(same), Math.min(...different)];
  const isApart = CLEARLY * largest < smallest;
  if (mustBeApart && !(isApart && chosen.length > 0 && nearer === chosen.length)) process.exitCode = 1;
  const figures = [median(same), largest, smallest].map((value) => value.toFixed(3));
  const share = how === "red and blue swapped" ? "" : `${nearer} of ${chosen.length}`;
  chains.push([name, String(chosen.length), ...figures, share, isApart ? "apart" : "not apart"]);
}
const isUpright = ({ roll }: Pair) => Math.abs(roll) <= UPRIGHT;
for (const how of HOWS) compareChains(`upright, ${how}`, how, isUpright, how === OURS);
compareChains(`turned by more than ${UPRIGHT} degrees`, OURS, (pair) => !isUpright(pair), false);
const turned = ({ turned, peer }: Pair) => turned ?? peer.descriptor.answer;
compareChains("the same, turned upright for the peer", OURS, (pair) => pair.turned !== undefined, true, turned);
console.log(textTable(chains));
console.log(
  `\n${photos.flat().length} faces in ${photos.length} photos${unmatched > 0 ? `, ${unmatched} that only face-api finds` : ""}. TensorFlow.js ${peer.version}, cpu backend. Differences are relative to the largest number of the answer.`,
);
reader.dispose();
finder.dispose();
