// Eyes, brows and glasses.

import type { Character } from "./characters.ts";
import { darker, lighter, mix } from "./color.ts";
import { closed, shape, stroke } from "./curve.ts";
import type { Point } from "./curve.ts";
import type { Expression } from "./expression.ts";
import type { Placer } from "./pose.ts";

const LID_STEPS = 10;

function eye(character: Character, place: Placer, expression: Expression, side: -1 | 1): string {
  const { apart, size, slant, color, lashes } = character.eyes;
  const half = 16.5 * size;
  const height = 11 * size * expression.openness;
  // Around the eye, starting at the outer corner and going over the top.
  const around = (step: number): Point => {
    const angle = (2 * Math.PI * step) / LID_STEPS;
    const x = half * Math.cos(angle);
    const y = -height * Math.sin(angle) * (Math.sin(angle) > 0 ? 1 : 0.72);
    return place.front(side * (apart + x), y - slant * x, 2);
  };
  const all = Array.from({ length: LID_STEPS }, (_, step) => around(step));
  const upper = Array.from({ length: LID_STEPS / 2 + 1 }, (_, step) => around(step));
  const ink = darker(mix(character.hair.color, character.skin, 0.15), 0.65);
  // Closed lids meet where the lower one was.
  const shut = expression.openness < 0.2;
  const lid = stroke(
    shut ? upper.map(([x, y], i) => [x, y + 7 * size * Math.sin((Math.PI * i) / (upper.length - 1))] as const) : upper,
    ink,
    2.6 + lashes * 0.7,
  );
  const wing =
    lashes > 2 ? stroke([around(0), place.front(side * (apart + half + 6), -slant * half - 4.5)], ink, lashes) : "";
  if (shut) return lid + wing;
  const [x, y] = place.front(side * apart + expression.gaze[0] * 5, expression.gaze[1] * 3 - 0.6, 3);
  const radius = 9.2 * (0.6 + 0.4 * size);
  const fold = Array.from({ length: 5 }, (_, i) => {
    const [foldX, foldY] = around(0.6 + i * 0.95);
    return [foldX, foldY - 5 * size] as Point;
  });
  const clip = `eye${side}`;
  return `<clipPath id="${clip}"><path d="${closed(all)}"/></clipPath>
${shape(all, mix("#f7eee2", character.skin, 0.12))}
<g clip-path="url(#${clip})"><circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(1)}" fill="${color}"/>
<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${(radius - 0.8).toFixed(1)}" fill="none" stroke="${darker(color, 0.5)}" stroke-width="1.8"/>
<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${(radius * 0.52).toFixed(1)}" fill="#1a0f12"/>
<circle cx="${(x + 3).toFixed(1)}" cy="${(y - 3.4).toFixed(1)}" r="2.5" fill="#fffaf0"/>
${stroke(upper, ink, 9, 'opacity=".22"')}</g>
${stroke(fold, darker(character.skin, 0.4), 1.6, 'opacity=".55"')}${lid}${wing}`;
}

function brow(character: Character, place: Placer, expression: Expression, side: -1 | 1): string {
  const { apart } = character.eyes;
  const { thickness, arch, height } = character.brows;
  const base = -height - expression.brows * 6;
  const at = (x: number, y: number) => place.front(side * x, y, 5);
  const inner = base + expression.frown * 7;
  const top: Point[] = [
    at(apart - 17, inner - thickness * 0.4),
    at(apart + 4, base - arch - thickness * 0.5),
    at(apart + 22, base + 3),
  ];
  const bottom: Point[] = [at(apart + 5, base - arch + thickness * 0.55), at(apart - 17, inner + thickness * 0.55)];
  const color =
    character.age > 0.9
      ? lighter(character.hair.color, 0.1)
      : darker(character.hair.style === "scarf" ? "#3a2420" : character.hair.color, 0.25);
  return shape([...top, ...bottom], color);
}

function glasses(character: Character, place: Placer): string {
  const { apart } = character.eyes;
  const round = character.glasses === "round";
  const frame = round ? "#8d6a2f" : "#2b2226";
  const width = round ? 3.2 : 4.6;
  // A superellipse: exponent 1 is a circle, smaller is squarer.
  const power = round ? 1 : 0.45;
  const rim = (side: -1 | 1) => {
    const points = Array.from({ length: 16 }, (_, i) => {
      const angle = (2 * Math.PI * i) / 16;
      const bent = (value: number) => Math.sign(value) * Math.abs(value) ** power;
      return place.front(side * apart + 25 * bent(Math.cos(angle)), 2 + (round ? 25 : 18) * bent(Math.sin(angle)), 12);
    });
    const glint = stroke(
      [place.front(side * apart - 12, -8, 12), place.front(side * apart - 4, -14, 12)],
      "#fff6e4",
      3,
      'opacity=".45"',
    );
    const temple = stroke(
      [place.front(side * (apart + 25), -2, 12), place.edge(side * character.face.width, -6, 0)],
      frame,
      width,
    );
    return `<path d="${closed(points)}" fill="#fff3dc" fill-opacity=".1" stroke="${frame}" stroke-width="${width}"/>${glint}${temple}`;
  };
  const bridge = stroke(
    [place.front(-apart + 24, 0, 12), place.front(0, -5, 16), place.front(apart - 24, 0, 12)],
    frame,
    width,
  );
  return rim(-1) + rim(1) + bridge;
}

/** Everything around the eyes, drawn over the face. */
export function drawEyes(character: Character, place: Placer, expression: Expression): string {
  const sides = [-1, 1] as const;
  const parts = sides.map((side) => eye(character, place, expression, side) + brow(character, place, expression, side));
  return parts.join("") + (character.glasses ? glasses(character, place) : "");
}
