// The evaluation as one HTML file: nothing fetched, no script, and a content policy that says so. It holds small copies
// of the photos in its worst mistakes.

import { attemptsOf, detCurve, reliabilityOf, seenRatios, SUSPECT_RULES, type Figures } from "@selfsame/face";
import { REPORT_MARK } from "../files/outputs.ts";
import { displayed } from "../files/paths.ts";
import { integer, plural } from "../report/format.ts";
import { escape, section, table, unbroken } from "../report/markup.ts";
import type { Pen } from "../report/pen.ts";
import { STYLE } from "../report/style.ts";
import { detChart, ratioChart, reliabilityChart } from "./charts.ts";
import { mistakeSections } from "./mistakes.ts";
import { inFolder, suspectFiles, type EvaluationResult } from "./result.ts";
import {
  calibrationWords,
  headline,
  peopleWords,
  rateRows,
  RULE_WORDS,
  thresholdWords,
  trainedOnWords,
} from "./words.ts";

const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

const PAIRS = `
.pairs { display: grid; gap: 1.5rem 2rem; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); margin-top: 1.5rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; align-content: start; }
.pair img { display: block; width: 100%; height: auto; border-radius: 4px; background: var(--raised); }
.pair figcaption { font-size: var(--small); line-height: 1.4; color: var(--dim); overflow-wrap: anywhere; }
.pair p { grid-column: 1 / -1; margin: 0; }
.warning { border-left: 4px solid var(--light); padding-left: 1rem; margin-top: 1.5rem; }
`;

/** The whole page as text. */
export async function evaluationPage(result: EvaluationResult): Promise<string> {
  const pen = await takePen();
  const title = `Evaluation of ${displayed(result.folder)}`;
  const body = [
    opening(result),
    pictures(pen, result),
    suspects(result),
    await mistakeSections(result),
    limits(result.evaluation.figures),
    `<footer>${holdsPhotos(result) ? "This page holds small copies of photos, in its worst mistakes: share it as you would share them." : "This page holds no photo."} The file is readable by you alone (mode 0600).</footer>`,
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${REPORT_MARK}
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${STYLE}${PAIRS}</style>
</head>
<body>
${body.filter((part) => part !== "").join("\n")}
</body>
</html>
`;
}

/** Whether the page shows photos: those of mistakes. */
export function holdsPhotos({ mistakes }: EvaluationResult): boolean {
  return mistakes.accepted.length + mistakes.refused.length > 0;
}

function opening(result: EvaluationResult): string {
  const { figures } = result.evaluation;
  const [head, ...rows] = rateRows(figures);
  const warning = trainedOnWords(result);
  return (
    `<header><p class="eyebrow">Evaluation · <bdi>${escape(displayed(result.folder))}</bdi></p>` +
    `<h1>${unbroken(escape(headline(figures)))}</h1><p>${unbroken(escape(peopleWords(result)))}</p>` +
    `<p>${unbroken(escape(thresholdWords(figures)))}</p>` +
    (warning === undefined ? "" : `<p class="warning"><b>Not to be quoted.</b> ${escape(warning)}</p>`) +
    `</header><section>${table(head!, rows, 6, "One threshold for all owners")}</section>`
  );
}

function pictures(pen: Pen, { people, evaluation: { scored, figures, level } }: EvaluationResult): string {
  const [genuine, impostor] = [seenRatios(scored.genuine), seenRatios(scored.impostor)];
  const det = (score: Parameters<typeof attemptsOf>[2]) => detCurve(attemptsOf(people, scored, score));
  return [
    section(
      "Every other threshold",
      "<p>Down and to the left is better. The axes are those of normal deviates, on which the rates of normal scores lie on a straight line. Both rules saw the same attempts and the same descriptors. Where a line ends on the left, there are no more attempts.</p>",
      detChart(
        pen,
        det(({ ratio }) => ratio),
        det(({ distance }) => -distance),
      ),
    ),
    section(
      "Do certainties mean what they say?",
      `<p>${escape(calibrationWords(figures))}</p><p>On the dotted line they do. Owners and strangers weigh half each; attempts without a face are left out.</p>`,
      reliabilityChart(pen, reliabilityOf(genuine, impostor)),
    ),
    section(
      "Where the ratios lie",
      "<p>How much likelier a photo is if it shows the owner than if it shows a stranger, as a natural logarithm. The lowest 0.1% are in the first bar.</p>",
      ratioChart(pen, genuine, impostor, -level.offset),
    ),
  ].join("\n");
}

function suspects(result: EvaluationResult): string {
  const { clear } = result.evaluation;
  const { times, far, near } = SUSPECT_RULES;
  const rules =
    `A stranger's photo whose likelihood ratio is more than ${times} times what unlocks, before one owner in all shuffles, while no other owner accepts it; ` +
    `or a photo at least ${far} from every other photo of its person and at most ${near} from one of somebody else.`;
  if (clear === undefined)
    return `<section><h2>Photos in the wrong folder</h2><p>None is suspect. The rules: ${rules}</p></section>`;
  const files = suspectFiles(result).map(({ image, like, rule }) => [inFolder(result, image), like, RULE_WORDS[rule]]);
  const [head, ...rows] = rateRows(clear);
  return (
    `<section><h2>${plural(files.length, "photo")} may lie in the wrong folder</h2><p>${rules} Look at each. ` +
    "Without them the figures can only look better, since some of the worst attempts are gone; what they enrolled stays.</p>" +
    `${table(["photo", "looks like", "why"], files, 3)}${table(head!, rows, 6, `Without attempts of ${files.length === 1 ? "this photo" : `these ${integer(files.length)} photos`}`)}` +
    `<p>${escape(thresholdWords(clear))}</p></section>`
  );
}

function limits({ impostorAttempts, impostorPairs }: Figures): string {
  const paragraphs = [
    "They hold for people and photos like these. Relatives and twins are strangers only where the folder has them, and nothing here was a photo held before a camera.",
    `Intervals are by bootstrap over people, owners and strangers, since photos of one person are alike: ${integer(impostorAttempts)} impostor attempts are those of ${plural(impostorPairs, "pair")} of an owner and a stranger, each with several photos and shuffles. A rate with fewer than 3 impostor attempts for each one that it would let in is not printed.`,
    "Every attempt is one photo. A camera that takes many is measured by other means.",
  ];
  return section("What the figures do not mean", "", paragraphs.map((text) => `<p>${text}</p>`).join(""));
}

async function takePen(): Promise<Pen> {
  const [Plot, { parseHTML }] = await Promise.all([import("@observablehq/plot"), import("linkedom")]);
  return { Plot, document: parseHTML("<!doctype html><html><body></body></html>").document };
}
