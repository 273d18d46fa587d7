// A camera makes many attempts, a person one: a transaction takes the good frames after a touch, makes one decision of
// them, and waits for the next touch. A state machine over plain values; the time is passed in.
//
// The fusion is the lower median of the frames' ratios, taken once. When it is taken does not depend on what the ratios
// are (at the tenth good frame, or when time is up), so that no stranger gets ten chances. It needs no assumption on how
// frames hang together: for the lower median of n to fire, at least n - floor((n - 1) / 2) frames must, and if the share
// of a stranger's frames that would is f, then by Markov's inequality the median does with probability at most
// f n / (n - floor((n - 1) / 2)): below 2 f, and f itself where the frames are all alike. One frame that was misread, to
// either side, does not decide.

import { SelfsameError } from "@selfsame/engine";
import type { FaceReading } from "../reader/reading.ts";
import { checkRead, decideRatio, obstacleOf, type Decision } from "./decide.ts";
import type { LevelOffset } from "./level.ts";

/** Times in milliseconds. */
export const TRANSACTION = Object.freeze({
  window: 5000, // a touch is good for so long
  late: 1000, // later than this after it, nobody is let in by what was seen before
  most: 10, // good frames, then it decides
  least: 3, // good frames, or it does not decide at all
  refusals: 5, // in a row, then it waits
  lockout: 30_000,
});

interface GoodFrame {
  readonly reading: FaceReading;
  readonly ratio: number;
}

/** Where a camera stands; times in milliseconds. Plain data: who keeps it over a restart keeps the lockout too. */
export interface Transaction {
  /** The time of the touch whose frames are looked at; undefined while it waits for one. */
  readonly since: number | undefined;
  /** At most 10, dropped as soon as it has decided. */
  readonly frames: readonly GoodFrame[];
  /** What was wrong with the last frame that was not good. */
  readonly trouble: string;
  /** Decisions against the one before the camera, in a row. */
  readonly refusals: number;
  /** Touches before this time are not taken. */
  readonly lockedUntil: number;
  /** The time of the last event. */
  readonly latest: number;
}

/** What an event led to, besides the next state. */
export type TransactionEvent =
  | { readonly kind: "nothing" }
  | { readonly kind: "started" }
  /** `wait` in milliseconds. */
  | { readonly kind: "locked-out"; readonly wait: number }
  | { readonly kind: "decided"; readonly decision: Decision; readonly frames: number }
  /** Too few good frames: no decision, and no refusal either, since nobody was looked at. */
  | { readonly kind: "expired"; readonly reason: string };

export interface TransactionStep {
  readonly state: Transaction;
  readonly event: TransactionEvent;
}

const NOTHING: TransactionEvent = { kind: "nothing" };
const TOO_LATE: TransactionEvent = { kind: "expired", reason: "its time was up before anything was decided" };

/** A camera that waits for its first touch. */
export function newTransaction(): Transaction {
  return { since: undefined, frames: [], trouble: "no frame came", refusals: 0, lockedUntil: 0, latest: 0 };
}

/** Puts the state at `now`. A clock set back ends what was under way, and shortens no lockout. */
function at(state: Transaction, now: number): Transaction {
  if (!Number.isFinite(now))
    throw new SelfsameError(
      "input",
      `transaction: expected the time in milliseconds, got ${now}. Pass a steady clock's.`,
    );
  if (now >= state.latest) return { ...state, latest: now };
  const left = Math.max(state.lockedUntil - state.latest, 0);
  return { ...state, since: undefined, frames: [], lockedUntil: now + left, latest: now };
}

/**
 * Someone asks to be let in. Frames before the first touch, and after a decision, count for nothing. Where the time of
 * the touch before was up and nobody had called `tick`, what that came to is decided first, so that no refusal is lost:
 * the step then says so, and the new touch is not taken. What would have let someone in is dropped: who touches now may
 * be another.
 * Throws SelfsameError `input` for a time (milliseconds) that is no number.
 */
export function touch(state: Transaction, now: number, level: LevelOffset): TransactionStep {
  const ended = endBefore(state, now, level);
  if (ended.event.kind === "decided") return ended;
  const next = ended.state;
  if (next.lockedUntil > now) return { state: next, event: { kind: "locked-out", wait: next.lockedUntil - now } };
  if (next.since !== undefined && now - next.since <= TRANSACTION.window) return { state: next, event: NOTHING };
  return { state: { ...next, since: now, frames: [], trouble: "no frame came" }, event: { kind: "started" } };
}

/**
 * A frame at `now`, milliseconds: what was read in it (undefined: no face) and the ratio of that, a natural logarithm. It
 * may decide, once a touch; but one that comes after the touch's time was up lets nobody in by what was seen before.
 * Throws SelfsameError `input` for a time that is no number, and for a reading of `glance`.
 */
export function frame(
  state: Transaction,
  now: number,
  reading: FaceReading | undefined,
  ratio: number | undefined,
  level: LevelOffset,
): TransactionStep {
  checkRead(reading);
  const ended = endBefore(state, now, level);
  if (ended.event.kind !== "nothing" || ended.state.since === undefined) return ended;
  const obstacle = obstacleOf(reading);
  if (reading === undefined || obstacle !== undefined || ratio === undefined || !Number.isFinite(ratio))
    return { state: { ...ended.state, trouble: obstacle?.reason ?? "the ratio is not finite" }, event: NOTHING };
  const next = { ...ended.state, frames: [...ended.state.frames, { reading, ratio }] };
  return next.frames.length < TRANSACTION.most ? { state: next, event: NOTHING } : settle(next, level);
}

/** `tick` for whoever comes after it: what was seen before may refuse, but lets in nobody who shows up only now. */
function endBefore(state: Transaction, now: number, level: LevelOffset): TransactionStep {
  const { state: next, event } = tick(state, now, level);
  return event.kind === "decided" && event.decision.unlocked
    ? { state: { ...next, refusals: state.refusals }, event: TOO_LATE }
    : { state: next, event };
}

/**
 * Time passes: to be called now and then, so that a touch ends even where no frames come. It may decide. It alone lets
 * someone in after the touch's time is up, and nobody more than a second after, since who stands there now may be another.
 * Throws SelfsameError `input` for a time (milliseconds) that is no number.
 */
export function tick(state: Transaction, now: number, level: LevelOffset): TransactionStep {
  const next = at(state, now);
  if (next.since === undefined || now - next.since <= TRANSACTION.window) return { state: next, event: NOTHING };
  return settle(next, level);
}

function settle(state: Transaction, level: LevelOffset): TransactionStep {
  const waiting: Transaction = { ...state, since: undefined, frames: [] };
  const count = state.frames.length;
  if (count < TRANSACTION.least) {
    const reason = count === 0 ? state.trouble : `only ${count} good frames of ${TRANSACTION.least}; ${state.trouble}`;
    return { state: waiting, event: { kind: "expired", reason } };
  }
  const { reading, ratio } = fuseFrames(state.frames);
  const decision = decideRatio(ratio, level, reading);
  if (decision.unlocked && state.latest - state.since! > TRANSACTION.window + TRANSACTION.late)
    return { state: waiting, event: TOO_LATE };
  const refusals = decision.unlocked ? 0 : state.refusals + 1;
  const isLocked = refusals >= TRANSACTION.refusals;
  return {
    state: {
      ...waiting,
      refusals: isLocked ? 0 : refusals,
      lockedUntil: isLocked ? state.latest + TRANSACTION.lockout : state.lockedUntil,
    },
    event: { kind: "decided", decision, frames: count },
  };
}

/**
 * The frame with the lower median of the ratios (natural logarithms, finite), of at least one: what stands for all.
 *
 * @example
 * fuseFrames([{ ratio: 9 }, { ratio: -3 }, { ratio: 2 }, { ratio: 4 }]); // { ratio: 2 }
 */
export function fuseFrames<Frame extends { readonly ratio: number }>(frames: readonly Frame[]): Frame {
  const sorted = [...frames].sort((a, b) => a.ratio - b.ratio);
  return sorted[Math.floor((sorted.length - 1) / 2)]!;
}
