// The aligned chip: the face upright, in the middle, always of the same size, as the descriptor network was trained to
// see it. After dlib's get_face_chip_details (dlib/image_transforms/interpolation.h): a least-squares similarity from
// the average face to the landmarks. dlib's extract_image_chip then stretches the result a little, so that the corners'
// pixel centers meet (half a pixel of the chip at its edge for a face twice its size); that is not done here.

import { SelfsameError, type Image } from "@selfsame/engine";
import type { Point } from "../geometry/point.ts";
import { similarity, type Similarity } from "../geometry/similarity.ts";
import { warp } from "../geometry/warp.ts";
import { mirrored } from "../image/mirror.ts";
import { LANDMARK_COUNT, STEADY_LANDMARKS, STEADY_TEMPLATE, type FaceTemplate } from "./templates.ts";

/** The defaults: what dlib's face recognition network was trained with. */
export const CHIP_DEFAULTS = Object.freeze({ size: 150, padding: 0.25 });

/** How large a chip is and how much it shows. */
export interface ChipFrame {
  /** The side of the chip, in pixels. */
  readonly size?: number;
  /** What is shown around the face on each side, as a part of the face's size. */
  readonly padding?: number;
}

/** A chip's frame, and whether it is seen in a mirror. */
export interface ChipOptions extends ChipFrame {
  readonly mirror?: boolean;
}

/** A place of the average face (units of the face's size) in the chip, in pixels. */
export function placeInChip(place: Point, frame: ChipFrame = {}): Point {
  const { size, padding } = { ...CHIP_DEFAULTS, ...frame };
  const unit = size / (1 + 2 * padding);
  return { x: (place.x + padding) * unit, y: (place.y + padding) * unit };
}

/**
 * From places in the chip to places in the photo, both in pixels; `points` (in the photo) in the order of `template`.
 * Throws SelfsameError("input") where their numbers differ, or the points are not finite or all the same.
 */
export function chipTransform(points: readonly Point[], template: FaceTemplate, frame: ChipFrame = {}): Similarity {
  if (points.length !== template.length) {
    throw new SelfsameError(
      "input",
      `chipTransform: expected the ${template.length} points of the template, got ${points.length}.`,
    );
  }
  return similarity(
    template.map((place) => placeInChip(place, frame)),
    points,
  );
}

/** Of 68 landmarks, those that align a face; throws SelfsameError("input") for another number. */
export function steadyPoints(landmarks: readonly Point[]): Point[] {
  if (landmarks.length !== LANDMARK_COUNT) {
    throw new SelfsameError("input", `align: expected ${LANDMARK_COUNT} landmarks, got ${landmarks.length}.`);
  }
  return STEADY_LANDMARKS.map((index) => landmarks[index]!);
}

/** `chipTransform` for 68 landmarks. */
export function faceTransform(landmarks: readonly Point[], frame: ChipFrame = {}): Similarity {
  return chipTransform(steadyPoints(landmarks), STEADY_TEMPLATE, frame);
}

/**
 * The chip of a face by the points of a template (FIVE_POINTS, say), which must come in its order.
 * (size, size, 3) RGB bytes; black beyond the photo. Throws as `chipTransform` and `warp` do.
 */
export function chipFrom(
  image: Image,
  points: readonly Point[],
  template: FaceTemplate,
  { mirror = false, ...frame }: ChipOptions = {},
): Image {
  const { size } = { ...CHIP_DEFAULTS, ...frame };
  const chip = warp(image, chipTransform(points, template, frame), size, size);
  return mirror ? mirrored(chip) : chip;
}

/**
 * The chip of a face by its 68 landmarks (pixels of the photo), as the descriptor network expects it: (150, 150, 3) RGB
 * bytes unless told otherwise. Throws SelfsameError("input") for another number of landmarks, and as `chipFrom` does.
 */
export function faceChip(image: Image, landmarks: readonly Point[], options: ChipOptions = {}): Image {
  return chipFrom(image, steadyPoints(landmarks), STEADY_TEMPLATE, options);
}
