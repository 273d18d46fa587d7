// Where the parts of an upright, average face lie, in units of its size: (0, 0) is the upper left corner of the square
// that holds it from the brows to the lower lip, (1, 1) the lower right one. What a face is aligned to.

import { meanPoint, type Point } from "../geometry/point.ts";

/** How many landmarks the annotation of Multi-PIE and iBUG 300-W has, which dlib and face-api use. */
export const LANDMARK_COUNT = 68;
/** dlib's mean face leaves out 0 to 16, the line of the jaw. */
const FIRST = 17;

// The mean positions of landmarks 17 to 67, as published in dlib, dlib/image_transforms/interpolation.h
// (get_face_chip_details; Davis King, Boost Software License). The descriptor was trained on chips aligned to them.
// prettier-ignore
const MEAN_X = [
  0.000213256, 0.0752622, 0.18113, 0.29077, 0.393397, 0.586856, 0.689483, 0.799124, 0.904991, 0.98004, // brows
  0.490127, 0.490127, 0.490127, 0.490127, 0.36688, 0.426036, 0.490127, 0.554217, 0.613373, // nose
  0.121737, 0.187122, 0.265825, 0.334606, 0.260918, 0.182743, // eye at the left of the image
  0.645647, 0.714428, 0.793132, 0.858516, 0.79751, 0.719335, // eye at the right
  0.254149, 0.340985, 0.428858, 0.490127, 0.551395, 0.639268, 0.726104, 0.642159, 0.556721, 0.490127, 0.423532,
  0.338094, // lips, outside
  0.290379, 0.428096, 0.490127, 0.552157, 0.689874, 0.553364, 0.490127, 0.42689, // lips, inside
];
// prettier-ignore
const MEAN_Y = [
  0.106454, 0.038915, 0.0187482, 0.0344891, 0.0773906, 0.0773906, 0.0344891, 0.0187482, 0.038915, 0.106454,
  0.203352, 0.307009, 0.409805, 0.515625, 0.587326, 0.609345, 0.628106, 0.609345, 0.587326,
  0.216423, 0.178758, 0.179852, 0.231733, 0.245099, 0.244077,
  0.231733, 0.179852, 0.178758, 0.216423, 0.244077, 0.245099,
  0.780233, 0.745405, 0.727388, 0.742578, 0.727388, 0.745405, 0.780233, 0.864805, 0.902192, 0.909281, 0.902192,
  0.864805,
  0.784792, 0.778746, 0.785343, 0.778746, 0.784792, 0.824182, 0.831803, 0.824182,
];

/** Landmark 17 to 67 of the average face. */
export function averageLandmark(index: number): Point {
  return { x: MEAN_X[index - FIRST]!, y: MEAN_Y[index - FIRST]! };
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/**
 * The landmarks of 68 that hold still enough to align by, as dlib chooses them: nose (27 to 35), eyes (36 to 47) and
 * upper lip (48 to 54, 60 to 64). Brows and lower lip move with the expression.
 */
export const STEADY_LANDMARKS: readonly number[] = Object.freeze([...range(27, 54), ...range(60, 64)]);

/** Names what a source of landmarks gives, and where each of it lies on the average face. */
export type FaceTemplate = readonly Point[];

/** A template from groups of the 68 landmarks: each of its points is the middle of one group. */
const templateOf = (groups: readonly (readonly number[])[]): FaceTemplate =>
  Object.freeze(groups.map((group) => Object.freeze(meanPoint(group.map(averageLandmark)))));

const RIGHT_EYE = range(36, 41); // the person's right: at the left of the image
const LEFT_EYE = range(42, 47);
const MOUTH = [...range(48, 54), ...range(60, 64)];

/** For STEADY_LANDMARKS, in their order. */
export const STEADY_TEMPLATE: FaceTemplate = templateOf(STEADY_LANDMARKS.map((index) => [index]));

/** Five points: middle of the eye at the image's left, of the eye at its right, tip of the nose, the mouth's corners. */
export const FIVE_POINTS: FaceTemplate = templateOf([RIGHT_EYE, LEFT_EYE, [30], [48], [54]]);

/** Four points: middle of the eye at the image's left, of the eye at its right, tip of the nose, middle of the mouth. */
export const FOUR_POINTS: FaceTemplate = templateOf([RIGHT_EYE, LEFT_EYE, [30], MOUTH]);
