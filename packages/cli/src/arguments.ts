// Values on the command line: parsed strictly, refused with what was expected.

import { parseSchedule } from "@selfsame/engine";
import { InvalidArgumentError } from "commander";

const MOST_IN_A_BATCH = 65_536;
const MOST_THREADS = 256;

function number(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

/** A whole number within the limits. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = number(text);
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** A finite number above 0. */
export function aboveZero(text: string): number {
  const value = number(text);
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError("Expected a finite number above 0.");
  return value;
}

/** A finite number of at least 0, which means "none". */
export function zeroOrMore(text: string): number {
  const value = number(text);
  if (!(value >= 0 && value < Infinity)) throw new InvalidArgumentError("Expected a finite number of at least 0.");
  return value;
}

/** A number from 0 to below 1. */
export function share(text: string): number {
  const value = number(text);
  if (!(value >= 0 && value < 1)) throw new InvalidArgumentError("Expected a number from 0 to below 1, such as 0.1.");
  return value;
}

/** Widths of hidden layers, such as 1024,768. */
export function layerWidths(text: string): number[] {
  const widths = text.split(",").map(number);
  if (!widths.every((width) => Number.isSafeInteger(width) && width >= 1)) {
    throw new InvalidArgumentError("Expected whole numbers of at least 1 with commas between, such as 1024,768.");
  }
  return widths;
}

/** Batch sizes, such as 1,8,32. */
export function batchSizes(text: string): number[] {
  const sizes = text.split(",").map(number);
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 1 && size <= MOST_IN_A_BATCH)) {
    throw new InvalidArgumentError(
      `Expected whole numbers from 1 to ${MOST_IN_A_BATCH} with commas between, such as 1,8,32.`,
    );
  }
  return sizes;
}

/** A number of threads, or "auto": as many as pay on this machine. */
export function threadCount(text: string): number | "auto" {
  const value = number(text);
  if (text === "auto") return "auto";
  if (!Number.isSafeInteger(value) || value < 1 || value > MOST_THREADS) {
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${MOST_THREADS}, or auto.`);
  }
  return value;
}

/** One of some words. */
export function choice<Word extends string>(...words: Word[]): (text: string) => Word {
  return (text) => {
    const word = words.find((one) => one === text);
    if (word === undefined) throw new InvalidArgumentError(`Expected one of ${words.join(", ")}.`);
    return word;
  };
}

/** A learning rate schedule: what the engine reads is right. */
export function scheduleText(text: string): string {
  try {
    parseSchedule(text);
  } catch {
    throw new InvalidArgumentError(
      "Expected constant, step:EVERY:FACTOR (such as step:10:0.5), cosine or cosine:WARMUP (such as cosine:2).",
    );
  }
  return text;
}

/** How each setting of a run with a value is read, from the command line and from a checkpoint alike. */
export const SETTING_PARSERS = {
  size: wholeNumber(1, 1024),
  hidden: layerWidths,
  epochs: wholeNumber(1, 1_000_000),
  batch: wholeNumber(1, MOST_IN_A_BATCH),
  optimizer: choice("sgd", "adam"),
  learningRate: aboveZero,
  momentum: share,
  weightDecay: zeroOrMore,
  schedule: scheduleText,
  validation: share,
  test: share,
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  backend: choice("auto", "wasm", "reference"),
} as const;
