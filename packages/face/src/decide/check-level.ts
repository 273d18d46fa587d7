// A level is promised only where enough impostor attempts stand behind it.

import { SelfsameError } from "@selfsame/engine";
import type { LevelOffset } from "./level.ts";

/**
 * With none of n attempts passing, the rate is below 3 / n with 95% confidence (the rule of three: Hanley and
 * Lippman-Hand, "If nothing goes wrong, is everything all right?", JAMA 1983). A level needs n >= 3 / level.
 */
const RULE_OF_THREE = 3;

/** 174960 as "174,960". */
export function grouped(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** The attempts that support a level: 30,000 for 1e-4. Rounded, so that 3 / 1e-5 is not 300,001. */
export function attemptsFor(level: number): number {
  return Math.ceil(RULE_OF_THREE / level - 1e-6);
}

/**
 * The offset of a security level, from those that the certainty network was measured at.
 * Throws SelfsameError `input` for a level that is none of them, saying what it would take to support it.
 *
 * @example checkLevel(1e-4, profile.certainty.levels).far; // 0.000097
 */
export function checkLevel(level: number, levels: readonly LevelOffset[]): LevelOffset {
  const supported = levels.filter((entry) => entry.impostorAttempts >= attemptsFor(entry.level));
  const found = supported.find((entry) => entry.level === level);
  if (found !== undefined) return found;
  const choice = supported.map((entry) => entry.level.toExponential()).join(", ");
  const expected = choice === "" ? "this certainty network supports none" : `expected one of ${choice}`;
  if (!(level > 0 && level < 1))
    throw new SelfsameError("input", `level: ${expected}, got ${level}. It is the share of strangers that may pass.`);
  const attempts = levels.reduce((most, entry) => Math.max(most, entry.impostorAttempts), 0);
  const needed = attemptsFor(level);
  throw new SelfsameError(
    "input",
    needed > attempts
      ? `level: ${expected}, got ${level.toExponential()}. It would take ${grouped(needed)} impostor attempts to support it (3 / level); there were ${grouped(attempts)}.`
      : `level: ${expected}, got ${level.toExponential()}. Choose the next smaller one.`,
  );
}
