// The mouth: two lips around an inside that shows when they part.

import type { Character } from "./characters.ts";
import { darker, lighter } from "./color.ts";
import { closed, shape, stroke } from "./curve.ts";
import type { Expression } from "./expression.ts";
import type { Placer } from "./pose.ts";

export function drawMouth(character: Character, place: Placer, { smile, parted }: Expression): string {
  const { fullness, color } = character.mouth;
  const half = character.mouth.width * (1 + smile * 0.16 - parted * 0.06);
  const y = character.nose.length + 29;
  const corner = y - smile * 8;
  const top = y + smile * 3 - parted * 5;
  const bottom = y + smile * 4 + parted * 14;
  // Lips stay high, or low, for most of their width and bend near the corners.
  const topSide = top * 0.8 + corner * 0.2;
  const bottomSide = bottom * 0.78 + corner * 0.22;

  const at = (share: number, height: number) => place.front(half * share, height, 4);
  const left = place.front(-half, corner);
  const right = place.front(half, corner);
  const upperIn = [at(0.5, topSide), at(0, top), at(-0.5, topSide)];
  const lowerIn = [at(-0.5, bottomSide), at(0, bottom), at(0.5, bottomSide)];
  const bow = 5.5 * fullness;
  const upperOut = [at(-0.42, topSide - bow), at(0, top - bow * 0.65), at(0.42, topSide - bow)];
  const below = 6.5 * fullness;
  const lowerOut = [at(0.5, bottomSide + below), at(0, bottom + below * 1.4), at(-0.5, bottomSide + below)];

  const inside = [left, ...lowerIn, right, ...upperIn];
  const rim = (top + corner) / 2 + 2;
  const teeth = parted > 0.25 ? stroke([at(-0.66, rim), at(0, top + 2.5), at(0.66, rim)], "#f8efe2", 5.5) : "";
  const dimples = ([-1, 1] as const).map((side) => {
    const line = [-5, 1, 6].map((dy, i) => place.front(side * (half + (i === 1 ? 6 : 4)), corner + dy));
    return stroke(line, darker(character.skin, 0.4), 2, `opacity="${Math.max(0, smile * 0.6).toFixed(2)}"`);
  });
  return `${dimples.join("")}${shape([left, ...upperOut, right, ...upperIn], darker(color, 0.12))}${shape([left, ...lowerIn, right, ...lowerOut], lighter(color, 0.1))}
<clipPath id="mouth"><path d="${closed(inside)}"/></clipPath>${shape(inside, "#4a1a22")}<g clip-path="url(#mouth)">${teeth}</g>
${stroke([left, ...[...upperIn].reverse(), right], darker(color, 0.55), 2)}`;
}
