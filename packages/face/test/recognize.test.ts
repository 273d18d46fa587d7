// One look or two: what each costs, and that a second look is taken where the first leaves a doubt.

import type { Image } from "@selfsame/engine";
import { expect, test } from "vitest";
import type { Certainty } from "../src/certainty/certainty.ts";
import { CLEAR, recognize } from "../src/decide/recognize.ts";
import type { FaceReader } from "../src/reader/reader.ts";
import type { FaceReading } from "../src/reader/reading.ts";
import { readingOf, strictest } from "./support/people.ts";

const photo: Image = { width: 2, height: 2, channels: 1, data: new Uint8Array(4) };

/** A reader whose looks are told, and a certainty network whose ratio is the descriptor's first number. */
function staged(first: number | undefined, second: number, presence = 0.9) {
  const looks: string[] = [];
  const seeing = (ratio: number, changes: Partial<FaceReading>) =>
    readingOf(1, 0, { descriptor: Float32Array.of(ratio), ...changes });
  const glance = first === undefined ? undefined : seeing(first, { presence: undefined });
  const reader: FaceReader = {
    detect: () => Promise.resolve([]),
    read: () => Promise.reject(new Error("not asked")),
    glance: () => (looks.push("glance"), Promise.resolve(glance)),
    lookAgain: (image, seen) => {
      expect([image, seen]).toEqual([photo, glance]);
      looks.push("second look");
      return Promise.resolve(seeing(second, { presence }));
    },
    presence: () => (looks.push("presence"), Promise.resolve(presence)),
    dispose: () => undefined,
  };
  const certainty: Certainty = {
    ratios: (probes) => Promise.resolve(Float64Array.from(probes, ({ descriptor }) => descriptor[0]!)),
    dispose: () => undefined,
  };
  return { looks, decision: recognize(reader, certainty, strictest, photo) };
}

const threshold = -strictest.offset;

test("an owner beyond doubt is let in at first look", async () => {
  const { looks, decision } = staged(threshold + CLEAR.above + 0.1, -100);
  expect(await decision).toMatchObject({ unlocked: true, ratio: Math.fround(threshold + CLEAR.above + 0.1) });
  expect(looks).toEqual(["glance"]);
});

test("in doubt a second look decides, either way", async () => {
  for (const [first, second, unlocked] of [
    [threshold + CLEAR.above, threshold - 1, false],
    [threshold - CLEAR.below, threshold + 1, true],
    [threshold + 1, threshold + 2, true],
  ] as const) {
    const { looks, decision } = staged(first, second);
    expect(await decision).toMatchObject({ unlocked, ratio: second });
    expect(looks).toEqual(["glance", "second look"]);
  }
});

test("a stranger beyond doubt is not looked at again, but what is no face at all is told apart", async () => {
  const stranger = staged(threshold - CLEAR.below - 1, 100);
  expect(await stranger.decision).toMatchObject({ unlocked: false, outcome: "stranger" });
  expect(stranger.looks).toEqual(["glance", "presence"]);
  const wall = staged(threshold - CLEAR.below - 1, 100, 0.01);
  expect(await wall.decision).toMatchObject({ unlocked: false, outcome: "no-face" });
});

test("no face, and numbers that are none, open nothing and ask nothing further", async () => {
  const empty = staged(undefined, 100);
  expect(await empty.decision).toMatchObject({ unlocked: false, outcome: "no-face" });
  expect(empty.looks).toEqual(["glance"]);
  const broken = staged(NaN, 100);
  expect(await broken.decision).toMatchObject({ unlocked: false, outcome: "unreadable" });
  expect(broken.looks).toEqual(["glance"]);
});
