// The photos it got most wrong, and what the figures do not mean.

import { percent, plural } from "./format.ts";
import { escape, section, sentence, tag } from "./markup.ts";
import { pngDataUri } from "./png.ts";
import type { TestResult, TrainingReport, WorstPhoto } from "./report.ts";

export function worst(test: TestResult): string {
  if (test.worst.length === 0) {
    const none = `None of the test photos. With ${plural(test.yes + test.no, "photo")} that does not mean never.`;
    return `<section><h2>What it got wrong</h2><p>${none}</p></section>`;
  }
  const words = "Worth a look: a photo in the wrong folder, a poor one, or something the network has yet to learn.";
  const photos = test.worst.map(photo).join("");
  return `<section><h2>What it got most wrong</h2><p>${words}</p><div class="photos">${photos}</div></section>`;
}

function photo({ image, isYes, certainty, thumbnail }: WorstPhoto): string {
  const picture =
    thumbnail === undefined
      ? ""
      : `<img alt="" width="${thumbnail.width}" height="${thumbnail.height}" src="${pngDataUri(thumbnail)}">`;
  const path = escape(image).replaceAll("/", "/<wbr>");
  const words = `${escape(percent(certainty))}, truly ${tag(isYes)}<bdi>${path}</bdi>`;
  return `<figure>${picture}<figcaption>${words}</figcaption></figure>`;
}

/** What the figures do not say. */
export function limits(report: TrainingReport, test: TestResult | undefined): string {
  const prior =
    `${escape(sentence(report.prior))}. Where ${tag(true)} is far rarer than that, ` +
    `most of what fires may be ${tag(false)} all the same.`;
  const paragraphs = [...(test === undefined ? [UNTESTED] : tested(test)), prior].map((text) => `<p>${text}</p>`);
  return section("What the figures do not mean", "", paragraphs.join(""));
}

const UNTESTED =
  "Accuracy on the photos it learned from says how well they were learned, not how well the next photo will be told.";

function tested(test: TestResult): string[] {
  const { yes, no, falseAccepts, intervals } = test;
  const counted =
    `They were counted on ${plural(yes, "photo")} of ${tag(true)} and ${no} of ${tag(false)}. Repeated with other photos ` +
    "like these, the rates would move about within their intervals; the fewer the photos, the wider.";
  const never =
    `No false accept in ${plural(no, "photo")} is compatible with a rate of up to ` +
    `${escape(percent(intervals.falseAcceptRate[1]))}.`;
  const alike =
    "They hold for photos taken like these. Other light, another camera, or what it saw nothing of may fare worse. " +
    "Photos of one moment that ended up both in training and in the test make the figures look better than they are.";
  const faceless =
    `In ${plural(test.noFace ?? 0, "more photo")} withheld for the test no face was found. They count neither as right nor as ` +
    "wrong; asked about such a photo, it answers that there is no face.";
  return [
    counted,
    ...(test.noFace === undefined || test.noFace === 0 ? [] : [faceless]),
    ...(falseAccepts === 0 && no > 0 ? [never] : []),
    alike,
  ];
}
