// Places in a photo. Coordinates are continuous, in pixels: pixel (i, j) covers [i, i + 1) x [j, j + 1), its center is at
// (i + 0.5, j + 0.5), x runs right and y runs down. (A library that counts pixel centers from 0 is off by half a pixel.)

/** A place in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An upright rectangle in pixels; may reach beyond the photo. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function distance(a: Point, b: Point): number {
  const x = b.x - a.x;
  const y = b.y - a.y;
  return Math.sqrt(x * x + y * y);
}

/** The middle of the points; there must be at least one. */
export function meanPoint(points: readonly Point[]): Point {
  let x = 0;
  let y = 0;
  for (const point of points) {
    x += point.x;
    y += point.y;
  }
  return { x: x / points.length, y: y / points.length };
}

/** The middle of a box. */
export function boxCenter({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** The smallest box that holds all points; there must be at least one. */
export function boxAround(points: readonly Point[]): Box {
  let left = Infinity;
  let right = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  for (const { x, y } of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}
