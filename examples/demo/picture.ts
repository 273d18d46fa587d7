// One picture as SVG text: a pure function of (seed, character, picture number).

import { PURPOSE, stream } from "@selfsame/engine";
import { drawBackground } from "./background.ts";
import type { Character } from "./characters.ts";
import { darker, lighter, mix } from "./color.ts";
import { shape, stroke } from "./curve.ts";
import { drawHead } from "./draw-head.ts";
import { placer } from "./pose.ts";

/** The side of a picture, in pixels. */
export const SIDE = 256;

/** Cells of noise per unit of the grid. One cell a pixel would show none: Perlin's noise is 0 at its lattice points. */
const GRAIN = 0.57;

const CLOTHES = ["#7b3f38", "#39485c", "#a8763e", "#4d5b47", "#d0b596", "#5a4560", "#2d2b33", "#8f5a4a"];

/** Shoulders and neck stay upright when the head turns; the neck follows it a little. */
function body(skin: string, cloth: string, lean: number, crew: boolean): string {
  const neck = shape(
    [
      [-36 + lean, 40],
      [-38, 120],
      [-52, 160],
      [0, 200],
      [52, 160],
      [38, 120],
      [36 + lean, 40],
    ],
    darker(skin, 0.34),
  );
  const shoulders = shape(
    [
      [-190, 260],
      [-150, 172],
      [-96, 146],
      [-46, 134],
      [0, crew ? 150 : 186],
      [46, 134],
      [96, 146],
      [150, 172],
      [190, 260],
      [0, 330],
    ],
    cloth,
  );
  const collar = stroke(
    [
      [-50, 133],
      [-24, crew ? 148 : 166],
      [0, crew ? 153 : 189],
      [24, crew ? 148 : 166],
      [50, 133],
    ],
    lighter(cloth, 0.22),
    6,
  );
  return neck + shoulders + collar;
}

/** Draws picture `number` of `character` (its place in the cast is `index`): 256 x 256 pixels, drawn on a grid of 320. */
export function drawPicture(seed: number, character: Character, index: number, number: number): string {
  const random = stream(seed, PURPOSE.drawing, index, number);
  const swing = (reach: number) => reach * (2 * random.uniform() - 1);
  const pose = { yaw: swing(0.4), pitch: swing(0.2), roll: swing(0.16) };
  const angle = swing(1.1) - Math.PI / 2;
  const light = { x: Math.cos(angle), y: Math.sin(angle), strength: 0.35 + 0.6 * random.uniform() };
  const warmth = swing(1);
  const exposure = swing(1);
  const blinks = random.uniform() < 0.05;
  const expression = {
    smile: -0.2 + 1.2 * random.uniform(),
    parted: Math.max(0, 1.6 * random.uniform() - 0.75),
    openness: blinks ? 0.08 : 0.8 + 0.35 * random.uniform(),
    brows: swing(1),
    frown: swing(0.4),
    gaze: [swing(1), swing(0.7)] as const,
  };
  const zoom = 1 + swing(0.1);
  const [left, top] = [160 + swing(12) - 26 * Math.sin(pose.yaw), 157 + swing(10) - 20 * Math.sin(pose.pitch)];
  const cloth = CLOTHES[random.below(CLOTHES.length)]!;
  const neckline = random.uniform() < 0.6;
  const background = drawBackground(random, "blur");
  const head = drawHead(character, placer(pose), expression, light);
  const tilt = `rotate(${((pose.roll * 180) / Math.PI).toFixed(1)} 0 90)`;
  const tint = mix("#6f86b8", "#ffb259", (warmth + 1) / 2);
  const [lampX, lampY] = [160 + light.x * 170, 150 + light.y * 170];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}" viewBox="0 0 320 320">
<filter color-interpolation-filters="sRGB" id="blur" filterUnits="userSpaceOnUse" x="0" y="0" width="320" height="320"><feGaussianBlur stdDeviation="3.5" edgeMode="duplicate"/></filter>
<filter color-interpolation-filters="sRGB" id="shadow"><feColorMatrix values="0 0 0 0 .16 0 0 0 0 .06 0 0 0 0 .08 0 0 0 1 0"/><feGaussianBlur stdDeviation="4"/></filter>
<filter color-interpolation-filters="sRGB" id="grain" x="0" y="0" width="100%" height="100%"><feTurbulence width="128" height="128" type="fractalNoise" baseFrequency="${GRAIN}" numOctaves="1" seed="${random.below(10000)}"/><feTile/><feColorMatrix values=".33 .33 .33 0 0 .33 .33 .33 0 0 .33 .33 .33 0 0 0 0 0 0 1"/></filter>
${background}
<g transform="translate(${left.toFixed(1)} ${top.toFixed(1)}) scale(${zoom.toFixed(3)})">
<g transform="${tilt}">${head.back}</g>
${body(character.skin, cloth, pose.yaw * 20, neckline)}
<g transform="${tilt}">${head.front}</g></g>
<radialGradient id="beam" gradientUnits="userSpaceOnUse" cx="${lampX.toFixed(1)}" cy="${lampY.toFixed(1)}" r="330"><stop offset="0" stop-color="${lighter(tint, 0.4)}" stop-opacity="${(0.75 * light.strength).toFixed(2)}"/><stop offset=".55" stop-color="#808080" stop-opacity="0"/><stop offset="1" stop-color="#120c18" stop-opacity="${(0.8 * light.strength).toFixed(2)}"/></radialGradient>
<rect width="320" height="320" fill="${tint}" style="mix-blend-mode:soft-light" opacity="${(0.12 + 0.3 * Math.abs(warmth)).toFixed(2)}"/>
<rect width="320" height="320" fill="url(#beam)" style="mix-blend-mode:soft-light"/>
<rect width="320" height="320" fill="${exposure > 0 ? "#fff" : "#0d0812"}" style="mix-blend-mode:soft-light" opacity="${(0.4 * Math.abs(exposure)).toFixed(2)}"/>
<rect width="320" height="320" filter="url(#grain)" style="mix-blend-mode:overlay" opacity=".16"/>
</svg>`;
}
