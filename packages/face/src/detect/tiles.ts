// Squares that cover a photo, for faces too small to be seen in the whole: each is shown to the detector by itself.

import type { Point } from "../geometry/point.ts";

/** Share of a tile that the next one shows again, so that a face on the seam is whole in one of them. */
const OVERLAP = 0.25;

/** Starts of tiles along an axis: evenly spread, first and last flush with the ends; one centered tile if that holds all. */
function starts(length: number, side: number): number[] {
  if (length <= side) return [(length - side) / 2];
  const count = Math.ceil((length - side) / (side * (1 - OVERLAP))) + 1;
  return Array.from({ length: count }, (_, i) => (i * (length - side)) / (count - 1));
}

/** Centers of the tiles of `side` pixels that cover width x height pixels, row by row. */
export function tileCenters(width: number, height: number, side: number): Point[] {
  const columns = starts(width, side);
  return starts(height, side).flatMap((top) => columns.map((left) => ({ x: left + side / 2, y: top + side / 2 })));
}
