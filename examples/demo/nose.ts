// The nose: a shadow on the side away from the lamp, the line of the nostrils, and light on the tip.

import type { Character } from "./characters.ts";
import { darker, lighter } from "./color.ts";
import { shape, stroke } from "./curve.ts";
import type { Point } from "./curve.ts";
import type { Placer } from "./pose.ts";

/** `lightX` is where the lamp stands: negative on the left. */
export function drawNose(character: Character, place: Placer, lightX: number): string {
  const { width, length } = character.nose;
  const shade = darker(character.skin, 0.42);
  const side = lightX > 0 ? -1 : 1;
  // Each point: x, y, and how far it stands out from the face.
  const at = (points: readonly (readonly number[])[]): Point[] => points.map(([x, y, out]) => place.front(x!, y!, out));
  const ridge = [-4, length * 0.6, length].map((y, i) => [side * (4 - i), y, [6, 16, 22][i]!]);
  const wing = [1.05, 0.8, 0.7].map((share, i) => [
    side * width * share,
    [length + 2, length * 0.62, 8][i]!,
    [6, 5, 2][i]!,
  ]);
  const nostril = (to: -1 | 1) =>
    [1, 0.75, 0.25].map((share, i) => [to * width * share, length + (i ? 4 : -4), [7, 10, 17][i]!]);
  const base = at([...nostril(-1), [0, length + 6, 21], ...nostril(1).reverse()]);
  const [x, y] = place.front(-side * 2, length - 6, 26);
  const tip = `<ellipse cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" rx="${(width * 0.4).toFixed(1)}" ry="4" fill="${lighter(character.skin, 0.6)}" opacity=".55"/>`;
  return shape(at([...ridge, ...wing]), shade, 'opacity=".3"') + stroke(base, shade, 2.8, 'opacity=".85"') + tip;
}
