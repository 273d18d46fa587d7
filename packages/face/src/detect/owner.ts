// Whose face a photo is about, where it shows several.

import type { Image } from "@selfsame/engine";
import { boxCenter, distance } from "../geometry/point.ts";
import type { Face } from "./face.ts";

/** The one face that a photo is taken to be about, and how many others it shows. */
export interface OwnerCandidate {
  readonly face: Face;
  readonly others: number;
  /** How prominent the most prominent of the others is, as a part of this one's: 1 where nobody can tell who is meant. */
  readonly rival: number;
}

/**
 * sqrt(box area) * (1 - d / 2), with d the distance of the face's middle from the photo's, 1 at the corners: a face in a
 * corner must be twice as large as one in the middle to stand out as much. In pixels.
 */
export function prominence({ box }: Face, { width, height }: Image): number {
  const corner = Math.sqrt(width * width + height * height) / 2;
  const away = Math.min(1, distance(boxCenter(box), { x: width / 2, y: height / 2 }) / corner);
  return Math.sqrt(box.width * box.height) * (1 - away / 2);
}

/** The most prominent face (the first of equals); undefined for an empty list. */
export function ownerCandidate(faces: readonly Face[], image: Image): OwnerCandidate | undefined {
  const ranked = faces.map((face) => ({ face, stands: prominence(face, image) })).sort((a, b) => b.stands - a.stands);
  const [best, next] = ranked;
  if (best === undefined) return undefined;
  return { face: best.face, others: faces.length - 1, rival: next === undefined ? 0 : next.stands / best.stands };
}
