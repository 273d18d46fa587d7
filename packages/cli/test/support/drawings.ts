// Drawn things that look like a face, somewhat, and are nobody's.

import sharp from "sharp";

const SIDE = 480;

const CARTOON = `<rect width="480" height="480" fill="#bfe3ff"/><ellipse cx="240" cy="250" rx="140" ry="170" fill="#f2c29b"/>
<path d="M100 220Q110 70 240 70T380 220Q330 130 240 135T100 220" fill="#5a3a22"/>
<ellipse cx="185" cy="230" rx="26" ry="16" fill="#fff"/><ellipse cx="295" cy="230" rx="26" ry="16" fill="#fff"/>
<circle cx="187" cy="231" r="11" fill="#2b4a6b"/><circle cx="297" cy="231" r="11" fill="#2b4a6b"/>
<path d="M150 195q35-18 68-2M262 193q35-16 68 2" stroke="#5a3a22" stroke-width="10" fill="none"/>
<path d="M240 240l-16 62q16 12 34 0" stroke="#c98d66" stroke-width="7" fill="none"/>
<path d="M180 345q60 44 120 0q-60 16-120 0" fill="#b5493f"/>`;

const DOG = `<rect width="480" height="480" fill="#9fc58a"/><ellipse cx="240" cy="240" rx="130" ry="140" fill="#a8743f"/>
<path d="M120 160Q40 150 70 320Q120 340 140 230zM360 160Q440 150 410 320Q360 340 340 230z" fill="#6b4423"/>
<ellipse cx="240" cy="310" rx="85" ry="70" fill="#d9b183"/><ellipse cx="240" cy="275" rx="34" ry="24" fill="#1e1510"/>
<circle cx="185" cy="205" r="20" fill="#1e1510"/><circle cx="295" cy="205" r="20" fill="#1e1510"/>
<circle cx="191" cy="198" r="6" fill="#fff"/><circle cx="301" cy="198" r="6" fill="#fff"/>
<path d="M240 300v30M240 330q-30 30-60 5M240 330q30 30 60 5" stroke="#1e1510" stroke-width="7" fill="none"/>`;

/** Writes a drawing, turned and lit a little differently by its number: the same character, another picture. */
export async function putDrawing(path: string, what: "cartoon" | "dog", number: number): Promise<void> {
  const tilt = `rotate(${5 * (number % 5) - 10} 240 240)`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"><g transform="${tilt}">${what === "dog" ? DOG : CARTOON}</g></svg>`;
  await sharp(Buffer.from(svg))
    .flatten({ background: "#d0d0d0" })
    .modulate({ brightness: 0.8 + 0.07 * number })
    .toFile(path);
}
