// From a photo to faces. One look at the whole photo finds nearly all; what it is not sure of is looked at again, closer
// and upright; and only where that leaves nothing is the photo searched further. Whether a face is good enough to unlock
// anything is decided elsewhere: a face that is found here may still be a drawing.

import { type Image, SelfsameError } from "@selfsame/engine";
import type { Point } from "../geometry/point.ts";
import { checkImage } from "../image/check.ts";
import { Pyramid } from "../image/pyramid.ts";
import { INPUT_SIDE } from "./anchors.ts";
import { type Candidate, eyesLine } from "./candidate.ts";
import { decodeDetections } from "./decode.ts";
import type { Detector } from "./detector.ts";
import { type Face, faceOf } from "./face.ts";
import { bordered, candidateToPhoto, fillInput, letterbox, type View, viewOf } from "./letterbox.ts";
import { intersectionOverUnion, suppress } from "./suppress.ts";
import { tileCenters } from "./tiles.ts";

/** Scores in [0, 1] and counts, chosen by what they let through of faces and of what is none; written once, here. */
export const DETECT_DEFAULTS = {
  /** A face that scores this much at first sight is believed. */
  sureScore: 0.8,
  /** Below it a place is not worth a second look. */
  weakScore: 0.35,
  /** What the first look and a second, closer one must score on average. */
  leastScore: 0.6,
  /** At most so many second looks after one round of first looks, the best first. */
  secondLooks: 8,
  /** Search further (with a border, in tiles) where the whole photo shows no face. */
  searchFurther: true,
} as const;

export interface DetectOptions {
  readonly sureScore?: number;
  readonly weakScore?: number;
  readonly leastScore?: number;
  readonly secondLooks?: number;
  readonly searchFurther?: boolean;
  /**
   * The width in pixels of the smallest face to look for. Without it faces from 8% of the photo's long side are found,
   * and from 4% where there are none so large. Smaller ones take time: the photo is searched in tiles, however many.
   * Faces of less than 10 pixels are not found.
   */
  readonly smallestFace?: number;
}

/** Candidates that overlap by this much (intersection over union) are one face; MediaPipe's value. */
const SAME_FACE = 0.3;
/** The closer look's side in face widths, and how much wider than the photo the look with a border is. */
const CLOSER = 4.5;
const BORDER = 2;
/** The smallest face that one look finds, as a share of its side. */
const SMALLEST_SHARE = 0.08;
/** A tile shows at least so many photo pixels: enlarging them more adds nothing. */
const SMALLEST_TILE = INPUT_SIDE / 2;

/** The side of the tiles in which faces are looked for where the whole showed none: half the photo, less in a panorama. */
function furtherTile({ width, height }: Image): number {
  const long = Math.max(width, height);
  return Math.max(SMALLEST_TILE, long / 8, Math.min(long / 2, width, height));
}

/**
 * All faces in a photo, by falling score; an empty list where there is none. Calls `detector.run` one after another,
 * once for most photos. The image: any size that `checkImage` takes, upright; gray, RGB, or either with alpha.
 * Throws SelfsameError("input") for an image that is not what it says it is, and for options out of range.
 *
 * @example
 * const faces = await detectFaces(new BlazeFaceDetector(network), { width, height, channels: 4, data });
 * faces.length === 0 ? "no face" : faces[0].box;
 */
export async function detectFaces(detector: Detector, photo: Image, options: DetectOptions = {}): Promise<Face[]> {
  checkImage(photo, "detectFaces");
  const image = photo instanceof Pyramid ? photo : new Pyramid(photo);
  const settings = { ...DETECT_DEFAULTS, ...options };
  checkSettings(settings);
  const input = new Float32Array(INPUT_SIDE * INPUT_SIDE * 3);
  const inside = ({ center: { x, y } }: Candidate): boolean => x >= 0 && y >= 0 && x < image.width && y < image.height;

  const look = async (view: View): Promise<Candidate[]> => {
    const { height, width } = view.shape;
    const pixels = input.subarray(0, height * width * 3);
    fillInput(image, view, pixels);
    const candidates = decodeDetections(await detector.run(pixels, view.shape), view.shape, settings.weakScore);
    return suppress(candidates, SAME_FACE).map((candidate) => candidateToPhoto(view, candidate));
  };

  /** The candidate as seen from near, its eyes level, with the mean of both scores; undefined if that is too little. */
  const lookCloser = async (candidate: Candidate): Promise<Candidate | undefined> => {
    const side = CLOSER * Math.max(candidate.width, candidate.height);
    const seen = await look(viewOf(candidate.center, side, levelOf(candidate)));
    const same = seen.find((one) => inside(one) && intersectionOverUnion(one, candidate) >= SAME_FACE);
    if (same === undefined) return undefined;
    const score = (candidate.score + same.score) / 2;
    return score >= settings.leastScore ? { ...same, score } : undefined;
  };

  const search = async (views: readonly View[]): Promise<Candidate[]> => {
    const seen: Candidate[] = [];
    for (const view of views) seen.push(...(await look(view)).filter(inside));
    const places = suppress(seen, SAME_FACE);
    const faces = places.filter(({ score }) => score >= settings.sureScore);
    for (const weak of places.slice(faces.length, faces.length + settings.secondLooks)) {
      const face = await lookCloser(weak);
      if (face !== undefined) faces.push(face);
    }
    return suppress(faces, SAME_FACE);
  };

  const long = Math.max(image.width, image.height);
  const tiles = (side: number): View[] =>
    tileCenters(image.width, image.height, side).map((center) => viewOf(center, side));

  const views = [letterbox(image)];
  if (settings.smallestFace !== undefined) {
    const side = Math.max(SMALLEST_TILE, settings.smallestFace / SMALLEST_SHARE);
    if (side < long) views.push(...tiles(side));
  }
  let faces = await search(views);
  if (faces.length === 0 && settings.searchFurther) faces = await search([bordered(image, BORDER)]);
  if (faces.length === 0 && settings.searchFurther) {
    const side = furtherTile(image);
    if (side < long) faces = await search(tiles(side));
  }
  return faces.map(faceOf);
}

function checkSettings(settings: Required<Omit<DetectOptions, "smallestFace">> & DetectOptions): void {
  for (const name of ["sureScore", "weakScore", "leastScore"] as const) {
    const score = settings[name];
    if (!(score > 0 && score < 1)) {
      throw new SelfsameError("input", `detectFaces: expected ${name} between 0 and 1, got ${score}.`);
    }
  }
  const { smallestFace, secondLooks } = settings;
  if (smallestFace !== undefined && !(smallestFace > 0)) {
    throw new SelfsameError("input", `detectFaces: expected smallestFace above 0 pixels, got ${smallestFace}.`);
  }
  if (!Number.isSafeInteger(secondLooks) || secondLooks < 0) {
    throw new SelfsameError("input", `detectFaces: expected secondLooks as a whole number from 0, got ${secondLooks}.`);
  }
}

/** The eyes' line, or level where the eyes coincide. */
function levelOf(candidate: Candidate): Point {
  const line = eyesLine(candidate);
  return line.x === 0 && line.y === 0 ? { x: 1, y: 0 } : line;
}
