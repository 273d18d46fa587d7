// Hair in two parts: what lies behind the head, and what lies over it. The numbers are traced by eye.

import type { Character, HairStyle } from "./characters.ts";
import { darker, lighter } from "./color.ts";
import { closed, shape, stroke } from "./curve.ts";
import type { Point } from "./curve.ts";
import type { Placer } from "./pose.ts";
import { route, symmetric } from "./route.ts";

export interface Hair {
  readonly back: string;
  readonly front: string;
  /** Cloth before the neck, behind the face. */
  readonly under?: string;
}

type Cut = (color: string, place: Placer, character: Character) => Hair;

const SIDES = [-1, 1] as const;

/** Strands that catch the light. */
function strands(color: string, lines: readonly (readonly Point[])[]): string {
  return lines.map((line) => stroke(line, lighter(color, 0.3), 2.4, 'opacity=".35"')).join("");
}

const behind = (color: string, place: Placer, right: string) => shape(symmetric(place, right), darker(color, 0.3));

/** The top of the head, `lift` pixels above the skull and down to `temple`, closed below by a hairline from right to left. */
function cap(color: string, place: Placer, lift: number, temple: number, hairline: string): string {
  const arc = (side: -1 | 1) =>
    route(
      place,
      `46 ${-100 - lift} -6, ${76 + lift * 0.6} ${-68 - lift * 0.3} -4, ${83 + lift * 0.7} ${temple} 0`,
      side,
    );
  const top = place.edge(0, -108 - lift, -6);
  return shape([...arc(-1).reverse(), top, ...arc(1), ...route(place, hairline)], color);
}

const CUTS: Record<HairStyle, Cut> = {
  bob(color, place) {
    const lock = "70 -84 6, 88 -50 4, 96 20 4, 88 78 8, 72 80, 74 30, 70 -30";
    const bangs = "74 -28, 52 -32, 30 -37, 8 -36, -14 -40, -34 -34, -54 -33, -75 -27";
    const hairs = [-52, -34, -15, 6, 27, 48].map((x) => route(place, `${x} -42, ${x * 0.96} -71, ${x * 0.62} -103 6`));
    const sides = SIDES.map((side) => route(place, "72 -70 6, 84 -20 6, 83 60 8", side));
    return {
      back: behind(color, place, "0 -112 -30, 70 -94 -30, 98 -30 -34, 101 40 -34, 84 84 -30, 40 92 -30"),
      front:
        SIDES.map((side) => shape(route(place, lock, side), color)).join("") +
        cap(color, place, 7, -34, bangs) +
        strands(color, [...hairs, ...sides]),
    };
  },

  bald(color, place) {
    const tuft = "74 -58 -6, 91 -40 -14, 95 0 -16, 86 34 -12, 76 8 -2, 79 -24";
    return {
      back: behind(color, place, "0 -40 -40, 84 -46 -34, 92 10 -34, 60 50 -30"),
      front: SIDES.map((side) => shape(route(place, tuft, side), color)).join(""),
    };
  },

  curls(color, place) {
    const ball = ([x, y]: Point, radius: number) =>
      `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius}" fill="${color}"/>`;
    const around = Array.from({ length: 15 }, (_, i) => {
      const angle = Math.PI * (-0.2 + i / 10);
      return ball(place.edge(106 * Math.cos(angle), -46 - 92 * Math.sin(angle), -26), i % 2 ? 34 : 29);
    });
    const brim = [-62, -38, -13, 13, 38, 62].map((x, i) =>
      ball(place.front(x, -74 + Math.abs(x) * 0.36, 6), i % 2 ? 20 : 18),
    );
    const shine = Array.from({ length: 9 }, (_, i) => {
      const [x, y] = place.edge(-72 + i * 18, -112 + Math.abs(i - 4) * 7 + (i % 2) * 14, -10);
      return [-7, 0, 7].map((dx): Point => [x + dx, y + (dx === 0 ? -4 : 3)]);
    });
    return {
      back: behind(color, place, "0 -132 -26, 90 -110 -26, 112 -30 -26, 86 30 -26") + around.join(""),
      front:
        cap(color, place, 12, -34, "76 -34, 40 -60, 0 -68, -40 -60, -76 -34") + brim.join("") + strands(color, shine),
    };
  },

  fringe(color, place) {
    const hairline = "78 -16, 68 -44, 44 -40, 10 -48, -20 -62, -36 -74, -52 -58, -70 -46, -78 -14";
    const lines = ["-30 -76, 12 -61, 60 -50", "-24 -86, 20 -72, 64 -56"].map((line) => route(place, line));
    return {
      back: behind(color, place, "0 -110 -30, 80 -80 -30, 88 0 -30, 60 40 -30"),
      front: cap(color, place, 11, -20, hairline) + strands(color, lines),
    };
  },

  long(color, place) {
    const fall =
      "2 -110 4, 60 -98 2, 90 -44 2, 92 20 4, 100 80 4, 94 150 6, 74 150 10, 80 84 12, 75 30, 68 -26, 40 -62, 4 -84";
    const wave = "30 -98 6, 74 -52 6, 82 20 6, 90 84 6, 85 140 6";
    return {
      back: behind(
        color,
        place,
        "0 -112 -30, 74 -90 -30, 98 -20 -36, 100 50 -36, 110 110 -30, 104 165 -24, 50 180 -24",
      ),
      front:
        SIDES.map((side) => shape(route(place, fall, side), color)).join("") +
        strands(
          color,
          SIDES.map((side) => route(place, wave, side)),
        ),
    };
  },

  short(color, place) {
    const hairline = "76 10, 72 -36, 58 -64, 30 -71, 0 -68, -30 -71, -58 -64, -72 -36, -76 10";
    return {
      back: behind(color, place, "0 -104 -30, 80 -70 -30, 86 0 -26, 64 40 -26"),
      front: cap(color, place, 3, 4, hairline),
    };
  },

  bun(color, place) {
    const knot = shape(symmetric(place, "0 -148 -26, 30 -138 -26, 33 -112 -26, 0 -96 -26"), darker(color, 0.12));
    const spiral = route(place, "-17 -116 -26, -6 -135 -26, 17 -130 -26, 12 -117 -26, -2 -118 -26");
    const hairline = "75 -38, 62 -54, 42 -66, 20 -73, 0 -76, -20 -73, -42 -66, -62 -54, -75 -38";
    const lines = [-56, -30, 0, 30, 56].map((x) => route(place, `${x} ${-73 + Math.abs(x) * 0.2}, ${x * 0.6} -104 0`));
    return {
      back: knot + strands(color, [spiral]) + behind(color, place, "0 -104 -30, 78 -70 -30, 84 -6 -26, 60 40 -26"),
      front: cap(color, place, 5, -14, hairline) + strands(color, lines),
    };
  },

  tousled(color, place) {
    const spikes = Array.from({ length: 13 }, (_, i) => {
      const angle = Math.PI * (1.12 - (1.24 * i) / 12);
      const reach = i % 2 ? 106 : 91;
      return place.edge(reach * Math.cos(angle), -22 - reach * Math.sin(angle), 0);
    });
    const locks = "80 -14, 66 -46, 54 -34, 36 -58, 22 -38, 2 -60, -16 -42, -34 -60, -52 -40, -66 -50, -80 -14";
    const lines = [-40, -8, 24, 50].map((x) => route(place, `${x} -62, ${x * 0.8 - 8} -98 4`));
    return {
      back: behind(color, place, "0 -110 -30, 82 -76 -30, 90 -6 -30, 66 36 -30"),
      front: shape([...spikes, ...route(place, locks)], color) + strands(color, lines),
    };
  },

  scarf(color, place, { face }) {
    const outer = symmetric(
      place,
      `0 -114 -2, 48 -106 -2, 80 -74 0, 93 -14 4, 88 52 10, 64 104 22, 0 ${face.length + 36} 40`,
    );
    const opening = symmetric(place, `0 -64, 40 -56, 64 -24, 67 22, 54 62, 30 90, 0 ${face.length - 4}`);
    const drape = "0 84 0, 60 60 0, 84 40 0, 88 100 0, 104 150 0, 60 176 6, 0 186 10";
    const folds = [
      "-20 -76, -64 -46, -80 20, -62 96 24",
      "10 -82, 68 -58, 86 6, 74 76 20",
      `-52 108 26, 0 ${face.length + 22} 44, 58 98 26`,
    ];
    return {
      back: behind(color, place, "0 -116 -24, 72 -98 -24, 100 -30 -24, 98 50 -20, 70 110 -10"),
      front:
        `<path fill-rule="evenodd" fill="${color}" d="${closed(outer)}${closed(opening)}"/>` +
        strands(
          color,
          folds.map((fold) => route(place, fold)),
        ),
      under: shape(symmetric(place, drape), darker(color, 0.16)),
    };
  },
};

/** A character's hair, or scarf, on a head turned as `place` says. */
export function drawHair(character: Character, place: Placer): Hair {
  return CUTS[character.hair.style](character.hair.color, place, character);
}
