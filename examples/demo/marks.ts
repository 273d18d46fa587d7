// What life leaves on a face: freckles, lines, a beard.

import type { Character } from "./characters.ts";
import { darker, lighter, mix } from "./color.ts";
import { shape, stroke } from "./curve.ts";
import type { Point } from "./curve.ts";
import type { Placer } from "./pose.ts";
import { route, symmetric } from "./route.ts";

const CHEEK = "46 22, 38 27, 31 21, 25 28, 40 33, 52 28";
const BRIDGE = "-8 16, 0 20, 7 15";

/** Over cheeks and nose. */
export function drawFreckles(character: Character, place: Placer): string {
  if (!character.freckles) return "";
  const spots = [...route(place, CHEEK), ...route(place, CHEEK, -1), ...route(place, BRIDGE)];
  const circles = spots.map(([x, y]) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="1.9"/>`);
  return `<g fill="${mix(character.skin, "#8a3a1c", 0.55)}" opacity=".75">${circles.join("")}</g>`;
}

/** The lines of age: none for the young, more and deeper for the old. */
export function drawAge(character: Character, place: Placer): string {
  const { age, nose, eyes, mouth } = character;
  if (age < 0.4) return "";
  const line = (points: readonly Point[], width: number) =>
    stroke(points, darker(character.skin, 0.4), width, `opacity="${(age * 0.6).toFixed(2)}"`);
  const sides = ([-1, 1] as const).map((side) => {
    const fold = `${nose.width + 5} ${nose.length - 2}, ${nose.width + 15} ${nose.length + 14}, ${mouth.width + 9} ${nose.length + 28}`;
    const bag = `${eyes.apart - 12} 15, ${eyes.apart} 18.5, ${eyes.apart + 12} 15`;
    const crow = [0, 1].map((i) => `${eyes.apart + 21} ${2 + i * 5}, ${eyes.apart + 28} ${i * 9}`);
    const deep = line(route(place, fold, side), 2.2) + line(route(place, bag, side), 1.8);
    return deep + (age > 0.8 ? crow.map((text) => line(route(place, text, side), 1.5)).join("") : "");
  });
  const worries = ["-26 -52, 0 -55, 26 -52", "-26 -61, 0 -64, 26 -61"].map((text) => line(route(place, text), 1.8));
  return sides.join("") + (character.hair.style === "bald" ? worries.join("") : "");
}

/** A moustache, or a full beard with one. */
export function drawBeard(character: Character, place: Placer): string {
  if (!character.beard) return "";
  const { width, jaw, chin, length } = character.face;
  const color = character.age > 0.9 ? lighter(character.hair.color, 0.15) : character.hair.color;
  const lip = character.nose.length + 15;
  const half = character.mouth.width;
  const hang = `0 ${lip - 2}, ${half * 0.6} ${lip - 5}, ${half + 15} ${lip + 15}, ${half * 0.6} ${lip + 13}, 0 ${lip + 9}`;
  const moustache = shape(symmetric(place, hang), color);
  if (character.beard === "moustache") return moustache;
  const jawline = `${width + 2} -6 4, ${width + 2} 30 10, ${jaw + 7} ${length * 0.68} 22, ${chin + 8} ${length + 6} 42`;
  const cheeks = `-68 16, -56 44, -38 ${lip - 2}, 0 ${lip - 1}, 38 ${lip - 2}, 56 44, 68 16`;
  const right = route(place, jawline);
  const left = route(place, jawline, -1).reverse();
  return shape([...right, place.edge(0, length + 14, 46), ...left, ...route(place, cheeks)], color) + moustache;
}
