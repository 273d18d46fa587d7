// The room behind: five quiet evenings, so that no wall gives a person away.

import type { Stream } from "@selfsame/engine";
import { darker, lighter, mix } from "./color.ts";

const WALLS = ["#5b3a3c", "#3c4152", "#6d5140", "#46524a", "#7a5a52", "#2f3444", "#8a6f58", "#54434f"];

type Room = (wall: string, random: Stream) => string;

const between = (random: Stream, low: number, high: number) => Math.round(low + (high - low) * random.uniform());

const ROOMS: readonly Room[] = [
  function plain(wall) {
    return `<rect x="-40" y="250" width="400" height="110" fill="${darker(wall, 0.25)}"/>`;
  },
  function lamp(wall, random) {
    const x = random.uniform() < 0.5 ? between(random, 20, 70) : between(random, 250, 300);
    const y = between(random, 50, 90);
    return `<radialGradient id="lamp" gradientUnits="userSpaceOnUse" cx="${x}" cy="${y + 20}" r="170"><stop offset="0" stop-color="#ffcf87" stop-opacity=".85"/><stop offset="1" stop-color="#ffb968" stop-opacity="0"/></radialGradient>
<rect x="-40" y="-40" width="400" height="400" fill="url(#lamp)"/><path d="M${x} ${y + 30}V320" stroke="${darker(wall, 0.6)}" stroke-width="5"/><path d="M${x - 18} ${y - 22}H${x + 18}L${x + 32} ${y + 30}H${x - 32}Z" fill="#ffe2ad"/>`;
  },
  function window(wall, random) {
    const x = between(random, -20, 190);
    const y = between(random, -20, 30);
    const frame = lighter(wall, 0.35);
    return `<linearGradient id="dusk" x2="0" y2="1"><stop offset="0" stop-color="#23304f"/><stop offset=".7" stop-color="#8a5a6a"/><stop offset="1" stop-color="#e39a63"/></linearGradient>
<rect x="${x}" y="${y}" width="150" height="200" fill="url(#dusk)" stroke="${frame}" stroke-width="9"/><path d="M${x + 75} ${y}v200M${x} ${y + 96}h150" stroke="${frame}" stroke-width="6"/>`;
  },
  function shelf(wall, random) {
    let out = "";
    for (const y of [98, 214]) {
      for (let x = -6; x < 320;) {
        const width = between(random, 10, 22);
        const height = between(random, 52, 84);
        const color = mix(
          WALLS[random.below(WALLS.length)]!,
          ["#c98a4a", "#9c4a3c", "#d8b98c", "#486170"][random.below(4)]!,
          0.6,
        );
        out += `<rect x="${x}" y="${y - height}" width="${width - 1}" height="${height}" fill="${color}"/>`;
        x += width;
      }
      out += `<rect x="-40" y="${y}" width="400" height="9" fill="${darker(wall, 0.5)}"/>`;
    }
    return `<g opacity=".8">${out}</g>`;
  },
  function lights(_wall, random) {
    const spots = Array.from({ length: 14 }, () => {
      const color = ["#ffca7a", "#ff9d5c", "#ffe6b8", "#9fb4d8"][random.below(4)]!;
      return `<circle cx="${between(random, 0, 320)}" cy="${between(random, 0, 250)}" r="${between(random, 8, 26)}" fill="${color}" opacity="${(0.12 + 0.3 * random.uniform()).toFixed(2)}"/>`;
    });
    return spots.join("");
  },
];

/** A background on a grid of 320 x 320 as an SVG fragment; `blur` names the filter that puts it out of focus. */
export function drawBackground(random: Stream, blur: string): string {
  const wall = WALLS[random.below(WALLS.length)]!;
  const room = ROOMS[random.below(ROOMS.length)]!;
  return `<linearGradient id="wall" x2="0" y2="1"><stop offset="0" stop-color="${lighter(wall, 0.12)}"/><stop offset="1" stop-color="${darker(wall, 0.25)}"/></linearGradient>
<rect width="320" height="320" fill="url(#wall)"/><g filter="url(#${blur})">${room(wall, random)}</g>`;
}
