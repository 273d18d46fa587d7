// Whether what was found is a face at all: in the color photos that a package carries, faces and the places beside them.

import type { Image } from "@selfsame/engine";
import { UNLOCK_PRESENCE, type Face, type FaceReader } from "@selfsame/face";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openInstalledReader } from "../src/face/networks.ts";
import { decodePhoto } from "../src/photos/decode.ts";
import { groupPhoto } from "./support/face-photos.ts";

const PHOTOS = [1, 3, 4];
const SLOW = 60_000;

let reader: FaceReader;
beforeAll(async () => void (reader = await openInstalledReader()), SLOW);
afterAll(() => reader.dispose());

function inLight(image: Image, gains: readonly number[]): Image {
  const data = new Uint8Array(image.data);
  for (let at = 0; at < data.length; at++) data[at]! *= gains[at % 3]!;
  return { ...image, data };
}

/** The same face elsewhere in the photo, so many of its own widths and heights away. */
function moved({ box, keypoints, ...face }: Face, across: number, down: number): Face {
  const [x, y] = [across * box.width, down * box.height];
  const points = Object.entries(keypoints).map(([name, point]) => [name, { x: point.x + x, y: point.y + y }]);
  return {
    ...face,
    box: { ...box, x: box.x + x, y: box.y + y },
    keypoints: Object.fromEntries(points) as Face["keypoints"],
  };
}

test(
  "a face is one in white, green and blue light",
  async () => {
    for (const number of PHOTOS) {
      const photo = await decodePhoto(groupPhoto(number));
      const faces = await reader.detect(photo);
      expect(faces.length).toBeGreaterThan(1);
      for (const gains of [
        [1, 1, 1],
        [0.2, 1, 0.2],
        [0.2, 0.2, 1],
      ]) {
        const lit = inLight(photo, gains);
        for (const face of faces) expect(await reader.presence(lit, face)).toBeGreaterThan(UNLOCK_PRESENCE);
      }
    }
  },
  SLOW,
);

test(
  "what is beside a face is hardly ever taken for one",
  async () => {
    let [places, taken] = [0, 0];
    for (const number of PHOTOS) {
      const photo = await decodePhoto(groupPhoto(number));
      const faces = await reader.detect(photo);
      const isFree = ({ box }: Face) =>
        box.x >= 0 &&
        box.y >= 0 &&
        box.x + box.width <= photo.width &&
        box.y + box.height <= photo.height &&
        faces.every(
          ({ box: other }) =>
            Math.abs(other.x + other.width / 2 - box.x - box.width / 2) >= (other.width + box.width) / 2 ||
            Math.abs(other.y + other.height / 2 - box.y - box.height / 2) >= (other.height + box.height) / 2,
        );
      for (const face of faces)
        for (const across of [-3, -2, -1, 0, 1, 2, 3])
          for (const down of [-2, -1, 0, 1, 2, 3]) {
            const place = moved(face, across, down);
            if (!isFree(place)) continue;
            places++;
            if ((await reader.presence(photo, place)) >= UNLOCK_PRESENCE) taken++;
          }
    }
    expect(places).toBeGreaterThan(100);
    expect(taken / places).toBeLessThan(0.04);
  },
  SLOW,
);
