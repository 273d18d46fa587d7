// The training report: what it must say, and what a hostile file name must not be able to do in it.

import { parseHTML } from "linkedom";
import sharp from "sharp";
import { expect, test } from "vitest";
import { printable } from "../src/report/format.ts";
import { htmlReport } from "../src/report/html.ts";
import { pngDataUri } from "../src/report/png.ts";
import { mostWrong } from "../src/report/report.ts";
import type { TestResult, TrainingReport } from "../src/report/report.ts";
import { textReport } from "../src/report/text.ts";

const HOSTILE = "others/<img src=x onerror=1>.jpg";

const photos = [
  { image: "me/1.jpg", isYes: true, certainty: 0.98 },
  { image: "me/2.jpg", isYes: true, certainty: 0.31 },
  { image: HOSTILE, isYes: false, certainty: 0.9 },
  { image: "others/2.jpg", isYes: false, certainty: 0.2 },
  { image: "others/3.jpg", isYes: false, certainty: 0.00001 },
];

const tested: TestResult = {
  loss: 0.7421,
  auc: 5 / 6,
  accuracy: 0.6,
  falseAcceptRate: 1 / 3,
  falseRejectRate: 0.5,
  yes: 2,
  no: 3,
  falseAccepts: 1,
  falseRejects: 1,
  intervals: { accuracy: [0.2307, 0.8824], falseAcceptRate: [0.0615, 0.7923], falseRejectRate: [0.0945, 0.9055] },
  roc: [
    { threshold: 0.98, falseAcceptRate: 0, trueAcceptRate: 0 },
    { threshold: 0.9, falseAcceptRate: 0, trueAcceptRate: 0.5 },
    { threshold: 0.31, falseAcceptRate: 1 / 3, trueAcceptRate: 0.5 },
    { threshold: 0.2, falseAcceptRate: 1 / 3, trueAcceptRate: 1 },
    { threshold: -Infinity, falseAcceptRate: 1, trueAcceptRate: 1 },
  ],
  photos,
  worst: mostWrong(photos, 0.5),
};

const untested: TrainingReport = {
  title: "me",
  out: "me.safetensors",
  classes: { yes: ["me"], no: ["others", "more"] },
  threshold: 0.5,
  skipped: 1,
  parts: {
    train: {
      loss: 0.0005,
      auc: 1,
      accuracy: 1,
      falseAcceptRate: 0,
      falseRejectRate: 0,
      yes: 8,
      no: 1200,
      falseAccepts: 0,
      falseRejects: 0,
    },
  },
  parameters: 4983297,
  layers: [{ layer: "dense-1 · relu", shape: "4,096 × 1,024", parameters: 4195328 }],
  settings: [["optimizer", "sgd, momentum 0.9"]],
  backend: "wasm",
  kernels: "simd",
  threads: 1,
  epochs: { done: 3, planned: 20 },
  bestEpoch: 2,
  prior: "both classes weigh half",
  history: [
    { epoch: 1, loss: 0.71, accuracy: 0.5, validationLoss: 0.69, validationAccuracy: 0.5, learningRate: 0.02 },
    { epoch: 2, loss: 0.31, accuracy: 0.9, validationLoss: 0.42, validationAccuracy: 0.75, learningRate: 0.02 },
    { epoch: 3, loss: 0.11, accuracy: 1, validationLoss: 0.55, validationAccuracy: 0.75, learningRate: 0.01 },
  ],
  samplesPerSecond: 512.4,
  seconds: 192.3,
};

const report: TrainingReport = { ...untested, parts: { ...untested.parts, test: tested } };

const parsed = async (of: TrainingReport) => parseHTML(await htmlReport(of)).document;

/** The words of a page as a reader sees them, spaces made one. */
const words = (element: { textContent: string | null }) => (element.textContent ?? "").replace(/\s+/g, " ");

test("the terminal report says it all, aligned", () => {
  expect(textReport(report, { color: false })).toBe(
    `In 5 photos it had never seen: 3 right, 1 false accept, 1 false reject.

                     train     test
photos, yes              8        2
photos, no           1,200        3
loss                5.0e-4   0.7421
accuracy              100%    60.0%
false accept rate       0%    33.3%
false reject rate       0%    50.0%
area under ROC      1.0000   0.8333

test, fires above 0.5           photos   95% interval
accuracy                60.0%   3 of 5   23.1% to 88.2%
false accept rate       33.3%   1 of 3   6.2% to 79.2%
false reject rate       50.0%   1 of 2   9.4% to 90.5%

most wrong in the test
certainty   truth   photo
    90.0%   no      others/<img src=x onerror=1>.jpg
    31.0%   yes     me/2.jpg

yes      me
no       others and more
prior    both classes weigh half
network  4,983,297 parameters
epochs   3 of 20, kept epoch 2
speed    512 samples/s, 3 min 12 s in all
ran on   wasm (simd), 1 thread
skipped  1 photo that could not be read
model    me.safetensors
`,
  );
});

test("color adds codes and changes no word; without it there are none", () => {
  const plain = textReport(report, { color: false });
  const colored = textReport(report, { color: true });
  expect(plain).not.toContain("\u001b");
  expect(colored).toContain("\u001b[1m");
  expect(colored.replace(/\u001b\[\d+m/g, "")).toBe(plain);
});

test("without test photos both reports say that nothing is known of new photos", async () => {
  expect(textReport(untested, { color: false })).toMatch(/^No photos were withheld, so nothing here says/);
  const page = await parsed(untested);
  expect(words(page.querySelector("h1")!)).toMatch(/^No photos were withheld/);
  expect(page.querySelectorAll(".chart").length).toBe(1); // the loss alone
});

test("a file name cannot steer the terminal", () => {
  expect(printable("a\u001b[2Jb\n\u202ec\u009b.jpg")).toBe("a\ufffd[2Jb\ufffd\ufffdc\ufffd.jpg");
  const hostile = { ...tested, worst: [{ image: "x\u001b]0;\u0007.jpg", isYes: true, certainty: 0 }] };
  const text = textReport({ ...untested, parts: { ...untested.parts, test: hostile } }, { color: false });
  expect(text).not.toMatch(/[\u001b\u0007]/);
});

test("the page holds the figures with their counts and intervals", async () => {
  const page = await parsed(report);
  expect(words(page.querySelector("h1")!)).toBe(
    "In 5 photos it had never seen: 3 right, 1 false accept, 1 false reject.",
  );
  const figures = [...page.querySelectorAll(".figures > div")].map(words);
  expect(figures).toEqual([
    "False accept rate33.3%1 of 3 no photos fired; 95% interval 6.2% to 79.2%",
    "False reject rate50.0%1 of 2 yes photos did not fire; 95% interval 9.4% to 90.5%",
    "Accuracy60.0%3 of 5 photos decided rightly; 95% interval 23.1% to 88.2%",
    "Area under ROC0.8333The chance that a yes photo scores above a no photo",
  ]);
  const all = words(page.body);
  for (const said of [
    "4,983,297",
    "sgd, momentum 0.9",
    "4,096 × 1,024",
    "wasm (simd), 1 thread",
    "Both classes weigh half",
  ]) {
    expect(all).toContain(said);
  }
});

test("the page draws the certainties, the ROC curve and the loss, for phones and for screens", async () => {
  const page = await parsed(report);
  const labels = [...page.querySelectorAll(".chart svg")].map((svg) => svg.getAttribute("aria-label"));
  expect(labels).toEqual(
    ["Certainties of the test photos, by class", "ROC curve of the test photos", "Loss by epoch"].flatMap((l) => [
      l,
      l,
    ]),
  );
  const [certainties, , roc, , losses] = [...page.querySelectorAll(".chart svg")];
  expect(certainties!.querySelectorAll('[aria-label="dot"] circle').length).toBe(2); // the two wrong ones
  expect(words(certainties!)).toContain("fires above 0.5");
  expect(words(roc!)).toContain("threshold 0.5");
  expect(words(losses!)).toContain("kept: epoch 2");
  expect(page.toString()).not.toMatch(/NaN|Infinity|undefined/);
});

test("a file name is shown as it is written and never becomes markup", async () => {
  const html = await htmlReport(report);
  expect(html).not.toContain("<img");
  expect(html).not.toContain("<script");
  const page = parseHTML(html).document;
  expect(page.querySelectorAll("img, script, [onerror]").length).toBe(0);
  expect(page.querySelector(".photos bdi")!.textContent).toBe(HOSTILE);
  const titles = [...page.querySelectorAll("circle title")].map((title) => title.textContent);
  expect(titles).toContain(`${HOSTILE}: 90.0%`);
});

test("folder names, settings, layers and the title are escaped too", async () => {
  const bad = `</title><b onclick="1">'&`;
  const html = await htmlReport({
    ...report,
    title: bad,
    out: bad,
    classes: { yes: [bad], no: [bad] },
    settings: [[bad, bad]],
    layers: [{ layer: bad, shape: bad, parameters: 1 }],
    prior: bad,
    backend: bad,
  });
  expect(html).not.toContain("<b onclick");
  expect(parseHTML(html).document.querySelectorAll("[onclick]").length).toBe(0);
});

test("the page fetches nothing and its policy forbids it to", async () => {
  const thumbnail = { width: 2, height: 2, channels: 1, data: Uint8Array.of(0, 80, 160, 240) } as const;
  const shown = { ...tested, worst: [{ ...photos[1]!, thumbnail }] };
  const html = await htmlReport({ ...untested, parts: { ...untested.parts, test: shown } });
  const page = parseHTML(html).document;
  expect(page.querySelector('meta[http-equiv="Content-Security-Policy"]')!.getAttribute("content")).toBe(
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'",
  );
  expect(html.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:|\/\/\w|@import|url\(/);
  const sources = [...page.querySelectorAll("[src], [href]")].map(
    (e) => e.getAttribute("src") ?? e.getAttribute("href"),
  );
  expect(sources).toEqual([pngDataUri(thumbnail)]);
});

test("a thumbnail holds the pixels that it was given, gray and color", async () => {
  for (const channels of [1, 3] as const) {
    const data = Uint8Array.from({ length: 5 * 3 * channels }, (_, i) => (i * 37) % 256);
    const [head, body] = pngDataUri({ width: 5, height: 3, channels, data }).split(",");
    expect(head).toBe("data:image/png;base64");
    const png = sharp(Buffer.from(body!, "base64"));
    expect(await png.metadata()).toMatchObject({ format: "png", width: 5, height: 3, channels });
    const colorspace = channels === 1 ? "b-w" : "srgb";
    expect(new Uint8Array(await png.toColorspace(colorspace).raw().toBuffer())).toEqual(data);
  }
});

test("the most wrong photos are those on the wrong side, the surest first", () => {
  expect(mostWrong(photos, 0.5).map((photo) => photo.image)).toEqual([HOSTILE, "me/2.jpg"]);
  expect(mostWrong(photos, 0.5, 1).length).toBe(1);
  expect(mostWrong(photos, 0.1).map((photo) => photo.certainty)).toEqual([0.9, 0.2]);
});

test("a report of one class, one epoch or none still says what it knows", async () => {
  const alone: TestResult = { ...tested, no: 0, falseAccepts: 0, falseAcceptRate: undefined, auc: undefined, roc: [] };
  const page = await parsed({
    ...untested,
    history: [],
    bestEpoch: undefined,
    parts: { ...untested.parts, test: { ...alone, photos: photos.slice(0, 2), worst: [] } },
  });
  const labels = [...page.querySelectorAll(".chart svg")].map((svg) => svg.getAttribute("aria-label"));
  expect(new Set(labels)).toEqual(new Set(["Certainties of the test photos, by class"]));
  expect(words(page.body)).toContain("No epoch was finished.");
  expect(page.toString()).not.toMatch(/NaN|Infinity|undefined/);
  const one = await parsed({ ...untested, bestEpoch: 1, history: untested.history.slice(0, 1) });
  expect(words(one.querySelector(".chart svg")!)).toContain("kept: epoch 1");
  expect(one.toString()).not.toMatch(/NaN|Infinity|undefined/);
});

test("photos without a face are told beside the figures, which do not count them", async () => {
  const parts = { train: { ...untested.parts.train, noFace: 4 }, test: { ...tested, noFace: 2 } };
  const text = textReport({ ...untested, parts }, { color: false });
  expect(text).toMatch(/^In 5 photos it had never seen: 3 right, .*; no face found in 2 more\.$/m);
  expect(text).toMatch(/^no face found +4 +2$/m);
  const { document } = parseHTML(await htmlReport({ ...untested, parts }));
  expect(document.body.textContent).toContain("In 2 more photos withheld for the test no face was found.");

  const without = textReport(
    { ...untested, parts: { ...parts, train: untested.parts.train, test: tested } },
    { color: false },
  );
  expect(without).not.toContain("no face");
});
