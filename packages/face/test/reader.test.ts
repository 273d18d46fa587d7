// A reader's own affairs: its turns, what it refuses, and that it gives back what it opened.

import type { Image } from "@selfsame/engine";
import type { ForwardNetwork, ForwardSession } from "@selfsame/engine/forward";
import { expect, test } from "vitest";
import { BlazeFaceDetector } from "../src/detect/detector.ts";
import { SQUARE } from "../src/detect/shape.ts";
import { DETECTOR_OUTPUTS } from "../src/networks/mediapipe.ts";
import { openFaceReader } from "../src/reader/reader.ts";
import { readingOf } from "./support/people.ts";

const wall: Image = { width: 8, height: 8, channels: 1, data: new Uint8Array(64) };

/** A network that sees nothing anywhere, and tells what became of its sessions; `gate` holds back its opening or runs. */
function blind(gate: { readonly opens?: Promise<unknown>; readonly runs?: Promise<unknown> } = {}) {
  const told: string[] = [];
  const { fineLogits, coarseLogits, fineBoxes, coarseBoxes } = DETECTOR_OUTPUTS;
  const shape = { height: 1, width: 1, channels: 1 };
  const answers = new Map([
    [fineLogits, { shape, values: new Float32Array(512).fill(-99) }],
    [coarseLogits, { shape, values: new Float32Array(384).fill(-99) }],
    [fineBoxes, { shape, values: new Float32Array(512 * 16) }],
    [coarseBoxes, { shape, values: new Float32Array(384 * 16) }],
  ]);
  const session: ForwardSession = {
    facts: { name: "reference", kernels: "float64", threads: 1, notes: [] },
    async run() {
      await gate.runs;
      if (told.at(-1) !== "ran") told.push("ran");
      return answers;
    },
    dispose: () => void told.push("disposed"),
  };
  const network = {
    structure: { input: { ...SQUARE, channels: 3 }, layers: [], outputs: [] },
    open: async () => (await gate.opens, session),
  } as unknown as ForwardNetwork;
  return { told, network };
}

/** Lets everything happen that waits for nothing. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

function opener(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

test("a reader that was disposed of answers what was asked before, gives back its sessions, and takes nothing more", async () => {
  const gate = opener();
  const parts = [blind({ runs: gate.opened }), blind(), blind(), blind()] as const;
  const [detector, landmarks, mesh, descriptor] = parts;
  const reader = await openFaceReader({
    detector: detector.network,
    landmarks: landmarks.network,
    mesh: mesh.network,
    descriptor: descriptor.network,
  });
  const asked = reader.detect(wall);
  await settled();
  reader.dispose();
  await settled();
  expect(parts.map(({ told }) => told)).toEqual([[], [], [], []]);
  gate.open();
  expect(await asked).toEqual([]);
  await settled();
  expect(parts.map(({ told }) => told)).toEqual([["ran", "disposed"], ["disposed"], [], ["disposed"]]);

  const reading = readingOf(1, 0, { presence: undefined });
  for (const late of [
    () => reader.detect(wall),
    () => reader.read(wall),
    () => reader.glance(wall),
    () => reader.lookAgain(wall, reading),
    () => reader.presence(wall, reading.face),
  ])
    await expect(late()).rejects.toMatchObject({
      code: "input",
      message: "the reader was disposed of. Open another.",
    });
  reader.dispose();
  await settled();
  expect(parts.flatMap(({ told }) => told)).toHaveLength(4);
});

test("where one network does not open, the other is given back", async () => {
  const gate = opener();
  const [good, slow] = [blind(), blind({ opens: gate.opened })];
  const broken = blind({ opens: Promise.reject(new Error("no memory")) });
  for (const [landmarks, descriptor, other] of [
    [good, broken, good],
    [broken, slow, slow],
  ] as const) {
    const { network: detector } = blind();
    const networks = { detector, landmarks: landmarks.network, mesh: detector, descriptor: descriptor.network };
    await expect(openFaceReader(networks)).rejects.toThrow("no memory");
    gate.open();
    await settled();
    expect(other.told).toEqual(["disposed"]);
  }
});

test("a face is looked at again once", async () => {
  const { network } = blind();
  const reader = await openFaceReader({ detector: network, landmarks: network, mesh: network, descriptor: network });
  await expect(reader.lookAgain(wall, readingOf(1, 0))).rejects.toMatchObject({
    code: "input",
    message: "lookAgain: expected a reading of `glance`, got one that was looked at twice.",
  });
});

test("a detector that was disposed of ends its run, gives back what was on its way, and opens nothing more", async () => {
  const gate = opener();
  const { told, network } = blind({ opens: gate.opened });
  const detector = new BlazeFaceDetector(network);
  const run = detector.run(new Float32Array(3 * SQUARE.height * SQUARE.width), SQUARE);
  detector.dispose();
  gate.open();
  expect((await run).logits).toHaveLength(896);
  await settled();
  expect(told).toEqual(["ran", "disposed"]);
  await expect(detector.open(SQUARE)).rejects.toMatchObject({ code: "input" });
  await expect(detector.run(new Float32Array(3), SQUARE)).rejects.toThrow("disposed of. Make another.");
});
