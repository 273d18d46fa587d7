// The camera: one decision a touch, whatever comes, and a wait after five refusals.

import { PURPOSE, stream } from "@selfsame/engine";
import { expect, test } from "vitest";
import {
  frame,
  fuseFrames,
  newTransaction,
  tick,
  touch,
  TRANSACTION,
  type Transaction,
  type TransactionEvent,
  type TransactionStep,
} from "../src/decide/transaction.ts";
import { goodQuality, readingOf, strictest } from "./support/people.ts";

const OWNER = 12;
const STRANGER = -3;
const reading = readingOf(1, 0);

/** Frames from `now` on, `every` milliseconds, until something happens or `count` are through. */
function look(state: Transaction, now: number, ratios: readonly number[], every = 100): TransactionStep {
  let step: TransactionStep = { state, event: { kind: "nothing" } };
  ratios.forEach((ratio, i) => {
    if (step.event.kind === "nothing") step = frame(step.state, now + every * (i + 1), reading, ratio, strictest);
  });
  return step;
}

const many = (ratio: number, count = 10): number[] => new Array<number>(count).fill(ratio);
const attempt = (state: Transaction, now: number, ratio: number): TransactionStep =>
  look(touch(state, now, strictest).state, now, many(ratio));

test("ten good frames after a touch make one decision", () => {
  const step = attempt(newTransaction(), 1000, OWNER);
  expect(step.event).toMatchObject({ kind: "decided", frames: 10, decision: { unlocked: true, ratio: OWNER } });
  expect(look(step.state, 3000, many(OWNER)).event.kind).toBe("nothing");
});

test("frames without a touch decide nothing", () => {
  expect(look(newTransaction(), 0, many(OWNER, 30)).event.kind).toBe("nothing");
});

test("when time is up, three good frames are enough and two are not", () => {
  const started = touch(newTransaction(), 0, strictest).state;
  const three = tick(look(started, 0, many(OWNER, 3)).state, 5001, strictest);
  expect(three.event).toMatchObject({ kind: "decided", frames: 3, decision: { unlocked: true } });
  const two = tick(look(started, 0, many(OWNER, 2)).state, 5001, strictest);
  expect(two.event).toMatchObject({ kind: "expired" });
  expect(two.state.refusals).toBe(0);
});

test("a frame that comes too late ends the touch without being looked at", () => {
  const state = look(touch(newTransaction(), 0, strictest).state, 0, many(STRANGER, 3)).state;
  const late = frame(state, 6000, reading, OWNER, strictest);
  expect(late.event).toMatchObject({ kind: "decided", frames: 3, decision: { unlocked: false } });
});

test("a touch after the time of the one before was up first ends that one: its refusal counts, and nothing is lost", () => {
  let state = newTransaction();
  for (let i = 0; i < TRANSACTION.refusals; i++) {
    const now = 100_000 * i;
    state = look(touch(state, now, strictest).state, now, many(STRANGER, 9)).state;
    const ended = touch(state, now + 50_000, strictest);
    expect(ended.event).toMatchObject({ kind: "decided", frames: 9, decision: { unlocked: false } });
    state = ended.state;
    if (i < TRANSACTION.refusals - 1) expect(touch(state, now + 50_001, strictest).event.kind).toBe("started");
  }
  expect(touch(state, state.latest + 1, strictest).event).toEqual({ kind: "locked-out", wait: 29_999 });
  // Where there was nothing to decide it just begins.
  const idle = look(touch(newTransaction(), 0, strictest).state, 0, many(STRANGER, 2)).state;
  const again = touch(idle, 9000, strictest);
  expect(again).toMatchObject({ event: { kind: "started" }, state: { since: 9000, frames: [] } });
});

test("what the owner showed lets nobody in who comes much later", () => {
  const { state } = look(touch(newTransaction(), 0, strictest).state, 0, many(OWNER, 9));
  expect(tick(state, 6000, strictest).event).toMatchObject({ kind: "decided", decision: { unlocked: true } });
  for (const step of [tick(state, 6001, strictest), frame(state, 3_600_000, reading, STRANGER, strictest)])
    expect(step.event).toEqual({ kind: "expired", reason: "its time was up before anything was decided" });
  expect(touch(state, 3_600_000, strictest)).toMatchObject({ event: { kind: "started" }, state: { frames: [] } });
});

test("what the owner showed lets in neither who touches next nor who shows up next, however soon", () => {
  const refused = attempt(newTransaction(), 0, STRANGER).state;
  const { state } = look(touch(refused, 2000, strictest).state, 2000, many(OWNER, 9));
  const next = frame(state, 7001, reading, STRANGER, strictest);
  expect(next.event).toEqual({ kind: "expired", reason: "its time was up before anything was decided" });
  expect(next.state).toMatchObject({ since: undefined, frames: [], refusals: 1 });
  const again = touch(state, 7001, strictest);
  expect(again).toMatchObject({ event: { kind: "started" }, state: { since: 7001, frames: [], refusals: 1 } });
  // Time alone brings nobody else.
  expect(tick(state, 7001, strictest).event).toMatchObject({ decision: { unlocked: true } });
});

test("a frame that was only glanced at is not taken", () => {
  const { state } = touch(newTransaction(), 0, strictest);
  const glance = readingOf(1, 0, { presence: undefined });
  expect(() => frame(state, 100, glance, OWNER, strictest)).toThrow("got one of `glance`; use `recognize`");
});

test("frames that show nothing do not count, and the reason says why there is no decision", () => {
  const dark = { ...reading, quality: { ...goodQuality, brightness: 4 } };
  let { state } = touch(newTransaction(), 0, strictest);
  for (const [i, seen] of [undefined, dark, dark, dark].entries())
    state = frame(state, 100 * i, seen, OWNER, strictest).state;
  expect(state.frames).toHaveLength(0);
  expect(tick(state, 6000, strictest).event).toEqual({
    kind: "expired",
    reason: "too dark (mean 4 of 255; 20 needed)",
  });
  for (const ratio of [NaN, Infinity, undefined])
    expect(frame(state, 500, reading, ratio, strictest).state.frames).toHaveLength(0);
});

test("one lucky frame opens nothing, one unlucky frame does not keep the owner out", () => {
  const lucky = look(touch(newTransaction(), 0, strictest).state, 0, [99, 99, 99, 99, ...many(STRANGER, 6)]);
  expect(lucky.event).toMatchObject({ kind: "decided", decision: { unlocked: false } });
  const unlucky = look(touch(newTransaction(), 0, strictest).state, 0, [-99, ...many(OWNER, 9)]);
  expect(unlucky.event).toMatchObject({ kind: "decided", decision: { unlocked: true } });
});

// For the lower median to fire, 6 of 10 must: with independent frames that is rarer than one frame, with frames that are
// all alike just as rare. 20,000 tries at a rate of 0.1 have a standard deviation of 0.002.
test("fused, a stranger's ten frames pass no more often than one of them", () => {
  const random = stream(11, PURPOSE.drawing);
  const limit = 1.2816; // a tenth of a normal distribution lies above
  for (const shared of [0, 0.5, 0.9, 1]) {
    let passed = 0;
    for (let i = 0; i < 20_000; i++) {
      const person = Math.sqrt(shared) * random.normal();
      const frames = Array.from({ length: 10 }, () => ({
        ratio: person + Math.sqrt(1 - shared) * random.normal(),
      }));
      if (fuseFrames(frames).ratio > limit) passed++;
    }
    expect(passed / 20_000).toBeLessThan(0.1 + 4 * 0.002);
  }
});

test("after five refusals in a row it waits 30 seconds, and then listens again", () => {
  let state = newTransaction();
  let now = 0;
  for (let i = 0; i < TRANSACTION.refusals; i++, now += 2000) {
    const step = attempt(state, now, STRANGER);
    expect(step.event).toMatchObject({ kind: "decided", decision: { unlocked: false } });
    state = step.state;
  }
  const last = state.latest;
  expect(touch(state, last + 1000, strictest).event).toEqual({ kind: "locked-out", wait: 29_000 });
  expect(attempt(state, last + 20_000, OWNER).event.kind).toBe("nothing");
  expect(touch(state, last + 29_999, strictest).event.kind).toBe("locked-out");
  expect(attempt(state, last + 30_000, OWNER).event).toMatchObject({ decision: { unlocked: true } });
});

test("letting someone in forgets the refusals before", () => {
  let state = newTransaction();
  for (const [i, ratio] of [...many(STRANGER, 4), OWNER, ...many(STRANGER, 4)].entries())
    state = attempt(state, 2000 * i, ratio).state;
  expect(touch(state, 100_000, strictest).event.kind).toBe("started");
  expect(state.refusals).toBe(4);
});

test("a clock set back ends what was under way, opens nothing and shortens no wait", () => {
  const nine = look(touch(newTransaction(), 10_000, strictest).state, 10_000, many(OWNER, 9)).state;
  const back = frame(nine, 9000, reading, OWNER, strictest);
  expect(back.event.kind).toBe("nothing");
  expect(back.state.since).toBeUndefined();
  let state = newTransaction();
  for (let i = 0; i < 5; i++) state = attempt(state, 10_000 + 2000 * i, STRANGER).state;
  expect(touch(state, 100, strictest).event).toEqual({ kind: "locked-out", wait: 30_000 });
  for (const now of [NaN, Infinity]) expect(() => touch(state, now, strictest)).toThrow("Pass a steady clock's");
});

/** A clock that may be set back: how much of the time went forward is what a lockout has to last. */
function play(seed: number, isSteady: boolean, check: (seen: Played) => void): void {
  const random = stream(seed, PURPOSE.drawing);
  let state = newTransaction();
  let now = 1000;
  let touches = 0;
  let decisions = 0;
  let refusals = 0;
  let lived = 0;
  let lockedAt = -Infinity;
  const owner = random.uniform() < 0.5;
  for (let i = 0; i < 400; i++) {
    const jump = random.uniform();
    const passed = jump < 0.85 ? 400 * random.uniform() : jump < 0.97 ? 6000 * random.uniform() : 40_000;
    const isBack = !isSteady && random.uniform() < 0.1;
    now += isBack ? -passed : passed;
    if (!isBack) lived += passed;
    const what = random.uniform();
    const ratio = (owner ? 6 : 2) + 5 * random.normal();
    const step =
      what < 0.25
        ? touch(state, now, strictest)
        : what < 0.9
          ? frame(state, now, random.uniform() < 0.9 ? reading : undefined, ratio, strictest)
          : tick(state, now, strictest);
    const { event } = step;
    state = step.state;
    if (event.kind === "started") touches++;
    if (event.kind === "decided") {
      decisions++;
      refusals = event.decision.unlocked ? 0 : refusals + 1;
    }
    check({ event, isBack, touches, decisions, lockedFor: lived - lockedAt, state });
    if (refusals === TRANSACTION.refusals) {
      lockedAt = lived;
      refusals = 0;
    }
  }
}

interface Played {
  readonly event: TransactionEvent;
  readonly state: Transaction;
  readonly isBack: boolean;
  readonly touches: number;
  readonly decisions: number;
  readonly lockedFor: number;
}

test("whatever happens: no more decisions than touches, none while it waits, none as time goes back", () => {
  const counts = { decided: 0, unlocked: 0, "locked-out": 0, expired: 0 };
  const broken: string[] = [];
  for (let seed = 0; seed < 200; seed++) {
    play(seed, seed % 2 === 0, ({ event, isBack, touches, decisions, lockedFor, state }) => {
      const isWaiting = lockedFor < TRANSACTION.lockout - 1e-6;
      if (decisions > touches) broken.push(`${seed}: ${decisions} decisions of ${touches} touches`);
      if (state.frames.length >= TRANSACTION.most) broken.push(`${seed}: it keeps ${state.frames.length} frames`);
      if (event.kind === "decided") {
        if (isBack) broken.push(`${seed}: a decision as time went back`);
        if (event.frames < TRANSACTION.least) broken.push(`${seed}: a decision of ${event.frames} frames`);
        if (event.decision.unlocked) counts.unlocked++;
      }
      if (isWaiting && (event.kind === "decided" || event.kind === "started"))
        broken.push(`${seed}: ${event.kind} while it waits`);
      if (event.kind !== "nothing" && event.kind !== "started") counts[event.kind]++;
    });
  }
  expect(broken).toEqual([]);
  // The sequences went everywhere.
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(50);
});
