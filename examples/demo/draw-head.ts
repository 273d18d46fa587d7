// One head as SVG: everything of a face, in the order in which it is painted.

import type { Character } from "./characters.ts";
import { darker, lighter } from "./color.ts";
import { closed, shape, stroke } from "./curve.ts";
import type { Expression } from "./expression.ts";
import { drawEyes } from "./eyes.ts";
import { drawHair } from "./hair.ts";
import { drawAge, drawBeard, drawFreckles } from "./marks.ts";
import { drawMouth } from "./mouth.ts";
import { drawNose } from "./nose.ts";
import type { Placer } from "./pose.ts";
import { symmetric } from "./route.ts";

/** The light of a picture: unit direction toward the lamp (y down), and strength in [0, 1]. */
export interface Light {
  readonly x: number;
  readonly y: number;
  readonly strength: number;
}

/** SVG fragments; shoulders and neck belong between the two. */
export interface Head {
  readonly back: string;
  readonly front: string;
}

const SIDES = [-1, 1] as const;

/** The right half of the silhouette, from the crown to the chin. */
function outline({ face: { width, jaw, chin, length } }: Character): string {
  const jawline = `${jaw} ${length * 0.66} 24, ${chin} ${length - 6} 42, 0 ${length} 46`;
  return `0 -106 0, 45 -97 0, 72 -66 2, ${width} -16 6, ${width - 2} 26 12, ${jawline}`;
}

function ear({ ears, skin, face, earrings }: Character, place: Placer, side: -1 | 1): string {
  if (ears === 0) return "";
  const at = (dx: number, dy: number) => place.edge(side * (face.width + 2 + dx * ears), 8 + dy * ears, -16);
  const [x, y] = at(5, 27);
  const jewel = {
    hoop: `<circle cx="${x.toFixed(1)}" cy="${(y + 11).toFixed(1)}" r="11" fill="none" stroke="#d9a441" stroke-width="3.4"/>`,
    pearl: `<circle cx="${x.toFixed(1)}" cy="${(y + 2).toFixed(1)}" r="5" fill="#f6ecdc"/>`,
  };
  return (
    shape([at(-6, -20), at(8, -23), at(16, -10), at(12, 10), at(5, 24), at(-6, 20)], darker(skin, 0.12)) +
    stroke([at(2, -12), at(9, -8), at(6, 8)], darker(skin, 0.4), 2.4, 'opacity=".6"') +
    (earrings ? jewel[earrings] : "")
  );
}

function gradients({ skin }: Character, { x, y, strength }: Light): string {
  const [lampX, lampY] = [(x * 95).toFixed(1), (y * 95).toFixed(1)];
  const [farX, farY] = [(x * -95).toFixed(1), (y * -95).toFixed(1)];
  const glow = lighter(skin, 0.5);
  return `<linearGradient id="skin" gradientUnits="userSpaceOnUse" x1="${lampX}" y1="${lampY}" x2="${farX}" y2="${farY}">
<stop offset="0" stop-color="${lighter(skin, 0.4 * strength)}"/><stop offset=".45" stop-color="${skin}"/><stop offset="1" stop-color="${darker(skin, 0.5 * strength)}"/></linearGradient>
<radialGradient id="blush"><stop offset="0" stop-color="#c8452f" stop-opacity=".3"/><stop offset="1" stop-color="#c8452f" stop-opacity="0"/></radialGradient>
<radialGradient id="glow"><stop offset="0" stop-color="${glow}"/><stop offset="1" stop-color="${glow}" stop-opacity="0"/></radialGradient>`;
}

/** A head with the middle of its eyes at the origin of a grid in which it is about 210 tall. */
export function drawHead(character: Character, place: Placer, expression: Expression, light: Light): Head {
  const hair = drawHair(character, place);
  const head = symmetric(place, outline(character));
  const [glowX, glowY] = place.front(light.x * 20, 10 + light.y * 20);
  const blush = SIDES.map((side) => {
    const [x, y] = place.front(side * 48, 30);
    return `<ellipse cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" rx="20" ry="14" fill="url(#blush)"/>`;
  });
  const front = `${gradients(character, light)}<clipPath id="head"><path d="${closed(head)}"/></clipPath>
${hair.under ?? ""}${SIDES.map((side) => ear(character, place, side)).join("")}
${shape(head, "url(#skin)")}
<g clip-path="url(#head)"><ellipse cx="${glowX.toFixed(1)}" cy="${glowY.toFixed(1)}" rx="70" ry="90" fill="url(#glow)" opacity="${(0.25 + 0.35 * light.strength).toFixed(2)}"/>${blush.join("")}
<g transform="translate(${(-light.x * 4).toFixed(1)} 9)" opacity=".3" filter="url(#shadow)">${hair.front}</g></g>
${drawFreckles(character, place)}${drawAge(character, place)}${drawBeard(character, place)}
${drawMouth(character, place, expression)}${drawNose(character, place, light.x)}${drawEyes(character, place, expression)}
${hair.front}`;
  return { back: hair.back, front };
}
