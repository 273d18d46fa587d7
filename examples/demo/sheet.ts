// The contact sheet: pictures the network has never seen, and under each how certain it was and what it decided.

import { drawText } from "./letters.ts";

export interface Answer {
  /** A JPEG file. */
  readonly photo: Uint8Array;
  /** Whether the picture really shows the owner. */
  readonly owner: boolean;
  /** In [0, 1]. */
  readonly certainty: number;
  readonly fires: boolean;
}

const COLUMNS = 6;
const WIDTH = 1200;
const MARGIN = 48;
const GAP = 20;
const CELL = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS;
const CAPTION = 76;
const HEADER = 124;
const LABEL = 34;
const THRESHOLD = 0.5; // where `predict` draws the line unless told otherwise

const PAPER = "#16120f";
const INK = "#ece2d3";
const GRAY = "#8f8578";
const TRACK = "#332b25";
const LIGHT = "#ffb454"; // the one warm accent: certainty
const MISTAKE = "#e2725b";

/** As `predict` prints it: never 100% or 0% of something in between. */
function percent(certainty: number): string {
  const rounded = (certainty * 100).toFixed(1);
  if (rounded === "0.0" && certainty > 0) return "<0.1%";
  return rounded === "100.0" && certainty < 1 ? ">99.9%" : `${rounded}%`;
}

function cell(answer: Answer, owner: string, index: number, x: number, y: number): string {
  const { certainty, fires, photo } = answer;
  const right = x + CELL;
  const bar = y + CELL + 40;
  const data = Buffer.from(photo).toString("base64");
  const wrong = fires === answer.owner ? "" : fires ? "a stranger got in" : `${owner} was kept out`;
  return `<clipPath id="photo${index}"><rect x="${x}" y="${y}" width="${CELL}" height="${CELL}" rx="12"/></clipPath>
<image x="${x}" y="${y}" width="${CELL}" height="${CELL}" clip-path="url(#photo${index})" href="data:image/jpeg;base64,${data}"/>
<rect x="${x}" y="${y}" width="${CELL}" height="${CELL}" rx="12" fill="none" stroke="${fires ? LIGHT : TRACK}" stroke-width="2.5"/>
${drawText(percent(certainty), { x, y: y + CELL + 27, scale: 0.95, color: INK })}
${drawText(fires ? "unlocked" : "refused", { x: right, y: y + CELL + 27, scale: 0.8, color: fires ? LIGHT : GRAY, anchor: "end" })}
<rect x="${x}" y="${bar}" width="${CELL}" height="5" rx="2.5" fill="${TRACK}"/>
<rect x="${x}" y="${bar}" width="${Math.max(5, CELL * certainty).toFixed(1)}" height="5" rx="2.5" fill="${LIGHT}"/>
<rect x="${x + CELL * THRESHOLD - 1}" y="${bar - 4}" width="2" height="13" rx="1" fill="${GRAY}"/>
${wrong && drawText(wrong, { x, y: bar + 26, scale: 0.66, color: MISTAKE })}`;
}

/** A sheet as SVG text, 1200 pixels wide: the owner's pictures first, then the others'. */
export function drawSheet(answers: readonly Answer[], owner: string): string {
  const groups = [
    { label: owner, answers: answers.filter((answer) => answer.owner) },
    { label: "other people", answers: answers.filter((answer) => !answer.owner) },
  ].filter((group) => group.answers.length > 0);
  let y = HEADER;
  let body = "";
  for (const [group, { label, answers: shown }] of groups.entries()) {
    body += drawText(label, { x: MARGIN, y: y + 14, scale: 0.8, color: GRAY });
    y += LABEL;
    body += shown
      .map((answer, i) =>
        cell(
          answer,
          owner,
          group * answers.length + i,
          MARGIN + (i % COLUMNS) * (CELL + GAP),
          y + Math.floor(i / COLUMNS) * (CELL + CAPTION),
        ),
      )
      .join("");
    y += Math.ceil(shown.length / COLUMNS) * (CELL + CAPTION) + 14;
  }
  const right = answers.filter((answer) => answer.fires === answer.owner).length;
  const height = Math.round(y + 22);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">
<radialGradient id="lamp" gradientUnits="userSpaceOnUse" cx="${WIDTH * 0.2}" cy="-80" r="${WIDTH * 0.75}"><stop offset="0" stop-color="#4a3320"/><stop offset="1" stop-color="${PAPER}"/></radialGradient>
<rect width="${WIDTH}" height="${height}" fill="url(#lamp)"/>
${drawText(`is it ${owner}?`, { x: MARGIN, y: 78, scale: 2.1, color: INK })}
${drawText(`${right} of ${answers.length} told right, none seen before`, { x: WIDTH - MARGIN, y: 78, scale: 0.8, color: GRAY, anchor: "end" })}
${body}</svg>`;
}
