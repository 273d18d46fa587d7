// Smooth curves through points, as SVG path data: every shape of a face is drawn with these two.
// Catmull and Rom 1974, as cubic Béziers: the handles at a point are a sixth of the way between its neighbors.

/** In pixels of the head's own grid, y down. */
export type Point = readonly [x: number, y: number];

const short = (value: number) => String(Math.round(value * 10) / 10);
const pair = ([x, y]: Point) => `${short(x)} ${short(y)}`;

function bezier(before: Point, from: Point, to: Point, after: Point): string {
  const first: Point = [from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6];
  const second: Point = [to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6];
  return `C${pair(first)} ${pair(second)} ${pair(to)}`;
}

/** A closed curve through all points. */
export function closed(points: readonly Point[]): string {
  const at = (index: number) => points[(index + points.length) % points.length]!;
  return `M${pair(at(0))}${points.map((point, i) => bezier(at(i - 1), point, at(i + 1), at(i + 2))).join("")}Z`;
}

/** An open curve from the first point to the last. */
export function open(points: readonly Point[]): string {
  const at = (index: number) => points[Math.min(points.length - 1, Math.max(0, index))]!;
  const parts = points.slice(1).map((point, i) => bezier(at(i - 1), at(i), point, at(i + 2)));
  return `M${pair(at(0))}${parts.join("")}`;
}

/** A filled shape. */
export function shape(points: readonly Point[], fill: string, extra = ""): string {
  return `<path d="${closed(points)}" fill="${fill}" ${extra}/>`;
}

/** A line with round ends; `width` in pixels of the head's grid. */
export function stroke(points: readonly Point[], color: string, width: number, extra = ""): string {
  return `<path d="${open(points)}" fill="none" stroke="${color}" stroke-width="${short(width)}" stroke-linecap="round" ${extra}/>`;
}
