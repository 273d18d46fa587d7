// The report as one HTML file: nothing fetched, no script, and a content policy that says so.
// The plotting library is loaded here and not before, so that the command starts fast.

import { REPORT_MARK } from "../files/outputs.ts";
import { limits, worst } from "./limits.ts";
import { escape } from "./markup.ts";
import { opening } from "./opening.ts";
import type { Pen } from "./pen.ts";
import type { TrainingReport } from "./report.ts";
import { certainties, learning, thresholds } from "./sections.ts";
import { STYLE } from "./style.ts";
import { tables } from "./tables.ts";

const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/** The whole page as text. */
export async function htmlReport(report: TrainingReport): Promise<string> {
  const pen = await takePen();
  const { test } = report.parts;
  const body = [
    opening(report),
    ...(test === undefined ? [] : [certainties(pen, report, test), thresholds(pen, report, test)]),
    learning(pen, report),
    ...(test === undefined ? [] : [worst(test)]),
    limits(report, test),
    tables(report),
    footer(report),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${REPORT_MARK}
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(report.title)}: training report</title>
<style>${STYLE}</style>
</head>
<body>
${body.filter((part) => part !== "").join("\n")}
</body>
</html>
`;
}

function footer({ out, parts: { test } }: TrainingReport): string {
  const shown = test?.worst.some((photo) => photo.thumbnail !== undefined) ?? false;
  const care = shown ? " This page holds small copies of the photos above: share it as you would share them." : "";
  return `<footer>The model is in <bdi>${escape(out)}</bdi>.${care}</footer>`;
}

async function takePen(): Promise<Pen> {
  const [Plot, { parseHTML }] = await Promise.all([import("@observablehq/plot"), import("linkedom")]);
  return { Plot, document: parseHTML("<!doctype html><html><body></body></html>").document };
}
