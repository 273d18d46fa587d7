// How the learning rate changes on the way, as a factor on the one that was asked for.

import { power } from "../backends/optimizer.ts";
import { SelfsameError } from "../errors.ts";
import { cos } from "../numbers/elementary.ts";

/** The factor at `step` (counted from 0) of `steps` in all, `stepsPerEpoch` of them an epoch. */
export type Schedule = (step: number, steps: number, stepsPerEpoch: number) => number;

/**
 * "constant"; "step:EVERY:FACTOR", times FACTOR after each EVERY epochs (torch's StepLR); "cosine", down to 0 along half
 * a cosine, step by step (Loshchilov, Hutter 2017, eq. 5; torch's CosineAnnealingLR); "cosine:WARMUP", the same after
 * rising linearly for WARMUP epochs. Throws `input` on anything else.
 */
export function parseSchedule(text: string): Schedule {
  const [kind, ...parts] = String(text).split(":");
  const numbers = parts.map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (kind === "constant" && parts.length === 0) return () => 1;
  if (kind === "step" && parts.length === 2) {
    const [every, factor] = numbers as [number, number];
    if (Number.isSafeInteger(every) && every >= 1 && factor > 0 && factor <= 1) {
      return (step, _, stepsPerEpoch) => power(factor, Math.floor(step / stepsPerEpoch / every));
    }
  }
  if (kind === "cosine" && (parts.length === 0 || (parts.length === 1 && numbers[0]! >= 0 && numbers[0]! < Infinity))) {
    const warmup = numbers[0] ?? 0;
    return (step, steps, stepsPerEpoch) => {
      const rise = Math.min(Math.round(warmup * stepsPerEpoch), steps);
      if (step < rise) return (step + 1) / rise;
      return 0.5 * (1 + cos((Math.PI * (step - rise)) / Math.max(1, steps - rise)));
    };
  }
  throw new SelfsameError(
    "input",
    `train: schedule: expected "constant", "step:EVERY:FACTOR" (such as step:10:0.5), "cosine" or "cosine:WARMUP" (such as cosine:2), got "${String(text)}".`,
  );
}
