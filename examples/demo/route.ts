// Shapes written as text, like the path data of SVG, so that a haircut is a few lines of numbers.
// "x y" is a point on the face; "x y depth" a point of the silhouette: see pose.ts.

import type { Point } from "./curve.ts";
import type { Placer } from "./pose.ts";

/** Hair and beard lie this far above the skin, in pixels. */
const ABOVE = 4;

const parse = (text: string) => text.split(",").map((point) => point.trim().split(" ").map(Number));

/** The points of `text` on a turned head; with side -1, their mirror image. */
export function route(place: Placer, text: string, side: -1 | 1 = 1): Point[] {
  return parse(text).map(([x, y, depth]) =>
    depth === undefined ? place.front(side * x!, y!, ABOVE) : place.edge(side * x!, y!, depth),
  );
}

/** A closed symmetric shape, from the points of its right half, top to bottom. */
export function symmetric(place: Placer, right: string): Point[] {
  const middle = (point: string) => Number(point.trim().split(" ")[0]) === 0;
  const left = right
    .split(",")
    .filter((point) => !middle(point))
    .reverse()
    .join(",");
  return [...route(place, right), ...route(place, left, -1)];
}
