// Lettering by strokes of one width, so that the sheet looks the same on a machine without fonts.
// Lowercase, digits (all equally wide, so that columns stand still) and the few marks that the sheet uses.

/** The bowl that a, b, d, g, o, p and q share. The baseline is y = 0 and small letters are 10 high. */
const BOWL = "M10-5a5 5 0 1 0-10 0a5 5 0 1 0 10 0";
const DIGIT = 9;

/** Each: width of the ink, and path. */
const GLYPHS: Readonly<Record<string, readonly [width: number, path: string]>> = {
  a: [10, `${BOWL}M10-10V0`],
  b: [10, `${BOWL}M0-16V0`],
  c: [9, "M9-8A5 5 0 1 0 9-2"],
  d: [10, `${BOWL}M10-16V0`],
  e: [10, "M0-5H10A5 5 0 1 0 8.5-1.5"],
  f: [6, "M7-15.6Q2.8-16.8 2.8-12V0M0-10H6.5"],
  g: [10, `${BOWL}M10-10V0A5 5 0 0 1 .7 2.5`],
  h: [9, "M0-16V0M0-5.5A4.5 4.5 0 0 1 9-5.5V0"],
  i: [0, "M0-10V0M0-14.4v.01"],
  j: [3, "M3-10V1Q3 4.6-1 4.4M3-14.4v.01"],
  k: [8, "M0-16V0M8-10L0-3.6M3-6L8.6 0"],
  l: [0, "M0-16V0"],
  m: [15, "M0-10V0M0-6.2A3.75 3.75 0 0 1 7.5-6.2V0M7.5-6.2A3.75 3.75 0 0 1 15-6.2V0"],
  n: [9, "M0-10V0M0-5.5A4.5 4.5 0 0 1 9-5.5V0"],
  o: [10, BOWL],
  p: [10, `${BOWL}M0-10V5`],
  q: [10, `${BOWL}M10-10V5`],
  r: [5, "M0-10V0M0-5A5 5 0 0 1 5.5-10"],
  s: [7.6, "M7.2-8.6Q6-10 3.8-10Q.5-10 .5-7.5Q.5-5.7 3.8-5.1Q7.6-4.5 7.6-2.6Q7.6 0 3.8 0Q1.3 0 0-1.6"],
  t: [6, "M2.8-14V-3Q2.8 0 6.3-.2M0-10H6.3"],
  u: [9, "M0-10V-4.5A4.5 4.5 0 0 0 9-4.5V-10M9-10V0"],
  v: [9, "M0-10L4.5 0L9-10"],
  w: [14, "M0-10L3.5 0L7-9.6L10.5 0L14-10"],
  x: [8, "M0-10L8 0M8-10L0 0"],
  y: [9, "M0-10L4.6-.4M9-10L3.4 2.8Q2.4 5-.4 4.8"],
  z: [8, "M.3-10H8L0 0H8.3"],
  "0": [DIGIT, "M9-7.5a4.5 7.5 0 1 0-9 0a4.5 7.5 0 1 0 9 0"],
  "1": [DIGIT, "M1.8-12.2L5.4-15V0"],
  "2": [DIGIT, "M.3-11.3A4.3 4.3 0 1 1 7.8-8L.2 0H9"],
  "3": [DIGIT, "M.7-12.7A4 3.7 0 1 1 4.2-8.1A4.4 4 0 1 1 .2-2.5"],
  "4": [DIGIT, "M7 0V-15L0-4.4H9.4"],
  "5": [DIGIT, "M8-15H1.7L1-8.4A4.6 4.7 0 1 1 .2-2"],
  "6": [DIGIT, "M6.8-15L1-7.4M9-4.7a4.5 4.7 0 1 0-9 0a4.5 4.7 0 1 0 9 0"],
  "7": [DIGIT, "M0-15H9L3.2 0"],
  "8": [DIGIT, "M8.2-11.4a3.7 3.6 0 1 0-7.4 0a3.7 3.6 0 1 0 7.4 0M9-3.9a4.5 3.9 0 1 0-9 0a4.5 3.9 0 1 0 9 0"],
  "9": [DIGIT, "M2.2 0L8-7.6M9-10.3a4.5 4.7 0 1 0-9 0a4.5 4.7 0 1 0 9 0"],
  "%": [13.5, "M5-12a2.5 3 0 1 0-5 0a2.5 3 0 1 0 5 0M13.5-3a2.5 3 0 1 0-5 0a2.5 3 0 1 0 5 0M11.2-15L2.3 0"],
  "<": [7, "M7-11.5L0-7L7-2.5"],
  ">": [7, "M0-11.5L7-7L0-2.5"],
  ".": [0.4, "M.2-.2v.01"],
  ",": [1, "M1-.4L0 3"],
  "?": [8, "M.2-11.6A3.9 3.9 0 1 1 5.4-8Q3.9-7 3.9-4.4M3.9-.2v.01"],
  " ": [3, ""],
};

const GAP = 4.2;

export interface Lettering {
  readonly x: number;
  /** The baseline. */
  readonly y: number;
  /** Pixels per unit: small letters are ten units high. */
  readonly scale: number;
  readonly color: string;
  /** Which end `x` is; start by default. */
  readonly anchor?: "start" | "end";
}

/** One line of text as an SVG fragment. Letters that have no glyph here are left out. */
export function drawText(text: string, { x, y, scale, color, anchor = "start" }: Lettering): string {
  let pen = 0;
  const paths = [...text.toLowerCase()].flatMap((letter) => {
    const glyph = GLYPHS[letter];
    if (!glyph) return [];
    const drawn = glyph[1] ? `<path transform="translate(${pen.toFixed(1)})" d="${glyph[1]}"/>` : "";
    pen += glyph[0] + GAP;
    return [drawn];
  });
  const left = anchor === "end" ? x - (pen - GAP) * scale : x;
  // Large letters take thinner strokes for their size, as in type.
  const width = (1.5 / scale + 0.75) * 0.8;
  return `<g transform="translate(${left.toFixed(1)} ${y}) scale(${scale})" fill="none" stroke="${color}" stroke-width="${width.toFixed(2)}" stroke-linecap="round" stroke-linejoin="round">${paths.join("")}</g>`;
}
