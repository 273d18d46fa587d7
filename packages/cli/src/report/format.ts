// How the report writes its numbers and names, in the terminal and on the page alike.

import type { Interval, TrainingReport } from "./report.ts";

/** What stands where nothing could be measured. */
const NOT_MEASURED = "–";

/** A share in [0, 1] as percent. Rounding never makes a rare error vanish: 0% and 100% mean none and all. */
export function percent(share: number | undefined): string {
  if (share === undefined || Number.isNaN(share)) return NOT_MEASURED;
  if (share === 0) return "0%";
  if (share === 1) return "100%";
  if (share < 0.0001) return "< 0.01%";
  if (share > 0.9999) return "> 99.99%";
  return `${(share * 100).toFixed(share < 0.01 || share > 0.99 ? 2 : 1)}%`;
}

export function interval([low, high]: Interval): string {
  return `${percent(low)} to ${percent(high)}`;
}

/** A loss to four places; very small ones by their power of ten. */
export function loss(value: number): string {
  return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(1) : value.toFixed(4);
}

/** An area under the curve; 1 means perfect, so 0.99996 is not written as 1. */
export function area(value: number | undefined): string {
  if (value === undefined) return NOT_MEASURED;
  return value < 1 && value > 0.9999 ? "> 0.9999" : value.toFixed(4);
}

export function integer(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${integer(count)} ${count === 1 ? one : many}`;
}

/** Folder names as a phrase: "me", "me and us", "a, b and 7 more". */
export function names(folders: readonly string[]): string {
  if (folders.length > 3) return `${folders[0]}, ${folders[1]} and ${folders.length - 2} more`;
  return folders.length < 2 ? folders.join("") : `${folders.slice(0, -1).join(", ")} and ${folders.at(-1)}`;
}

/** A name from outside, made harmless to a terminal: no control characters and no reversal of the writing direction. */
export function printable(name: string): string {
  return name.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

/** The honest result in one sentence. */
export function headline({ parts: { test } }: TrainingReport): string {
  if (test === undefined)
    return "No photos were withheld, so nothing here says how it does on photos it has never seen.";
  const photos = test.yes + test.no;
  const right = photos - test.falseAccepts - test.falseRejects;
  const errors = `${plural(test.falseAccepts, "false accept")}, ${plural(test.falseRejects, "false reject")}`;
  const noFace =
    test.noFace === undefined || test.noFace === 0 ? "" : `; no face found in ${integer(test.noFace)} more`;
  return `In ${plural(photos, "photo")} it had never seen: ${integer(right)} right, ${errors}${noFace}.`;
}
