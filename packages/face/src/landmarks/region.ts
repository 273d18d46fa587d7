// The part of a photo that a landmark network looks at: a square around a face that was found, its eyes level.

import type { Face } from "../detect/face.ts";
import type { Similarity } from "../geometry/similarity.ts";
import { boxCenter } from "../geometry/point.ts";

/** From pixels of a crop of `size` x `size` to pixels of the photo: the face's box, `wider` times as wide, upright by the eyes. */
export function faceRegion({ box, keypoints: { rightEye, leftEye } }: Face, wider: number, size: number): Similarity {
  const across = { x: leftEye.x - rightEye.x, y: leftEye.y - rightEye.y };
  const length = Math.sqrt(across.x * across.x + across.y * across.y);
  const level = length > 0 ? { x: across.x / length, y: across.y / length } : { x: 1, y: 0 };
  const step = (Math.max(box.width, box.height) * wider) / size;
  const [a, b] = [level.x * step, level.y * step];
  const center = boxCenter(box);
  const half = size / 2;
  return { a, b, x: center.x - (a - b) * half, y: center.y - (b + a) * half };
}
