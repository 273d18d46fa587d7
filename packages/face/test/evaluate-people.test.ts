// The ten-selfie protocol on imaginary people: who is an owner, what is counted, which labels are suspect.

import { expect, test } from "vitest";
import type { OpenCertainty } from "../src/certainty/model.ts";
import { evaluatePeople, type EvaluatePeopleOptions } from "../src/evaluate/evaluate.ts";
import { hashName } from "../src/evaluate/known.ts";
import { protocolOf } from "../src/evaluate/protocol.ts";
import { scoreAttempts, type EvaluatedPerson } from "../src/evaluate/score.ts";
import { worstMistakes } from "../src/evaluate/worst.ts";
import type { FaceReading } from "../src/reader/reading.ts";
import { goodQuality, readingOf, tinyModel } from "./support/people.ts";

const STRANGERS = 12;

/** Four owners with 14 photos, 12 strangers with three. `photos` may put others in their places. */
function folder(photos: Readonly<Record<string, FaceReading | undefined>> = {}): EvaluatedPerson[] {
  return Array.from({ length: 4 + STRANGERS }, (_, person) => ({
    name: `person ${person}`,
    photos: Array.from({ length: person < 4 ? 14 : 3 }, (_, photo) => {
      const place = `${person}/${photo}`;
      return place in photos ? photos[place] : readingOf(person, photo);
    }),
  }));
}

/** The distance to the mean of the enrolled descriptors, on the scale of a log-likelihood ratio: owners about 18. */
const byDistance: OpenCertainty = async (_, enrolled) => ({
  ratios: async (probes) =>
    Float64Array.from(probes, ({ descriptor }) => {
      let squares = 0;
      descriptor.forEach((value, i) => {
        const mean = enrolled.reduce((sum, photo) => sum + photo.descriptor[i]! / enrolled.length, 0);
        squares += (value - mean) ** 2;
      });
      return 80 * (0.5 - Math.sqrt(squares));
    }),
  dispose: () => undefined,
});

const options: EvaluatePeopleOptions = { model: tinyModel, open: byDistance };

test("photos that enroll are never attempts, and no one owner decides the figure", async () => {
  const { trials, strangers } = await protocolOf([
    { name: "many", photos: 60 },
    { name: "few", photos: 12 },
    { name: "fewer", photos: 11 },
  ]);
  expect(trials.map(({ owner, seed }) => [owner, seed])).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  expect(strangers).toEqual([2]);
  for (const { enrolled, genuine } of trials) {
    expect(enrolled).toHaveLength(10);
    expect(new Set([...enrolled, ...genuine]).size).toBe(enrolled.length + genuine.length);
  }
  expect(trials.map(({ genuine }) => genuine.length)).toEqual([20, 20, 2, 2]);
  expect(trials[0]!.enrolled).not.toEqual(trials[1]!.enrolled);
});

test("a person's shuffles and part follow from the name alone", async () => {
  const ada = { name: "Ada_Lovelace", photos: 15 };
  const alone = await protocolOf([ada]);
  const among = await protocolOf([{ name: "Bob", photos: 13 }, ada]);
  expect(among.trials[2]).toEqual({ ...alone.trials[0], owner: 1 });
  expect(among.parts[1]).toBe(alone.parts[0]);
  // The first 32 bits of its SHA-256: printf Ada_Lovelace | sha256sum
  expect(alone.parts[0]).toBe(0xc3a610cf % 3);
});

test("imaginary people are told apart without an error, and everything is counted", async () => {
  const { owners, strangers, noFace, figures, suspects, clear, level } = await evaluatePeople(folder(), options);
  expect([owners, strangers, noFace]).toEqual([4, STRANGERS, 0]);
  expect(figures.genuineAttempts).toBe(4 * 2 * 4);
  expect(figures.impostorAttempts).toBe(4 * 2 * STRANGERS * 3);
  expect(figures.impostorPairs).toBe(4 * STRANGERS); // the same people again are no new evidence
  expect(figures.rates.map(({ far, frr, measurable }) => [far, frr, measurable])).toEqual([
    [1e-2, 0, false],
    [1e-3, 0, false],
    [1e-4, 0, false],
  ]);
  expect(figures.atThreshold).toEqual({ security: 1e-4, far: 0, frr: 0 });
  expect(figures.calibration.cllr).toBeLessThan(0.01);
  expect(level.level).toBe(1e-4);
  expect([suspects, clear]).toEqual([[], undefined]);
});

test("a photo without a face is counted, and refused, whoever it shows", async () => {
  const blind = Object.fromEntries(
    Array.from({ length: 14 }, (_, photo) => [`0/${photo}`, photo % 2 === 0 ? undefined : readingOf(0, photo)]),
  );
  const { noFace, figures, scored } = await evaluatePeople(folder({ ...blind, "9/1": undefined }), options);
  expect(noFace).toBe(8);
  expect(figures.genuineAttempts).toBe(32);
  const without = scored.genuine.filter(({ ratio }) => ratio === -Infinity).length;
  expect(without).toBeGreaterThan(0);
  expect(figures.atThreshold.frr).toBe(without / 32);
  expect(figures.rates[0]!.frr).toBe(without / 32);
  expect(figures.meanDistance[0]!.frr).toBe(without / 32);
});

test("an owner whose enrolled photos show no face can unlock nothing, and is not left out", async () => {
  const people = folder(Object.fromEntries(Array.from({ length: 14 }, (_, photo) => [`0/${photo}`, undefined])));
  const { figures } = await evaluatePeople(people, options);
  expect(figures.genuineAttempts).toBe(32);
  expect(figures.atThreshold).toMatchObject({ far: 0, frr: 8 / 32 });
});

test("a photo too poor to tell is refused as unlock refuses it, but not in the rates of the ratios", async () => {
  const dark = Object.fromEntries(
    Array.from({ length: 14 }, (_, photo) => [
      `0/${photo}`,
      readingOf(0, photo, { quality: { ...goodQuality, brightness: 5 } }),
    ]),
  );
  const { figures } = await evaluatePeople(folder(dark), options);
  expect(figures.rates[0]!.frr).toBe(0);
  expect(figures.atThreshold.frr).toBe(8 / 32);
});

test("a stranger's photo that one owner alone accepts, far beyond the threshold, is suspect", async () => {
  const { suspects, figures, clear } = await evaluatePeople(folder({ "7/1": readingOf(2, 40) }), options);
  expect(suspects).toEqual([{ person: 7, photo: 1, like: 2, rule: "accepted" }]);
  expect(figures.atThreshold.far).toBe(2 / 288);
  expect(clear).toMatchObject({ impostorAttempts: 288 - 8, genuineAttempts: 32, atThreshold: { far: 0, frr: 0 } });
});

test("a photo far from its person and near to another stranger is suspect, and so is one among an owner's", async () => {
  const people = folder({ "5/0": readingOf(11, 40), "1/3": readingOf(8, 41) });
  const { suspects } = await evaluatePeople(people, options);
  expect(suspects).toEqual([
    { person: 1, photo: 3, like: 8, rule: "stray" },
    { person: 5, photo: 0, like: 11, rule: "stray" },
  ]);
});

test("someone whose photos differ, but look like nobody else's, is not suspect", async () => {
  const { suspects } = await evaluatePeople(folder({ "5/0": readingOf(300, 1) }), options);
  expect(suspects).toEqual([]);
});

test("the worst mistakes come first, each beside the enrolled photo that is most like it", async () => {
  const people = folder({ "7/1": readingOf(2, 40), "0/0": readingOf(500, 1), "0/1": undefined });
  const evaluation = await evaluatePeople(people, { ...options, seeds: 6 });
  const { accepted, refused } = worstMistakes(people, evaluation, 5);
  expect(accepted).toHaveLength(1); // once, whatever the shuffles
  expect(accepted[0]).toMatchObject({ owner: 2, person: 7, photo: 1, reason: "unlocked" });
  expect(accepted[0]!.certainty).toBeGreaterThan(0.99);
  expect(accepted[0]!.beside).toBeTypeOf("number");
  expect(refused.map(({ person, photo, reason }) => [person, photo, reason])).toEqual([
    [0, 1, "no face"],
    [0, 0, "not the owner"],
  ]);
  expect(refused[0]!.beside).toBeUndefined();
  expect(worstMistakes(people, evaluation, 1).refused).toHaveLength(1);
});

test("people whom the network was trained on are found by the hashes of their names", async () => {
  const trainedOn = new Set([await hashName("person 3"), await hashName("person 9"), await hashName("nobody here")]);
  expect((await evaluatePeople(folder(), { ...options, trainedOn })).known).toEqual([3, 9]);
  expect(await hashName("abc")).toBe("ba7816bf8f01cfea"); // FIPS 180-4, example of SHA-256
});

test("fewer than two owners or no strangers is refused, with what it takes", async () => {
  const people = folder();
  const message = /expected at least 2 people with 12 photos or more.*at least 1 with fewer/;
  await expect(evaluatePeople(people.slice(3), options)).rejects.toThrow(message);
  await expect(evaluatePeople(people.slice(3), options)).rejects.toThrow("got 1 owner and 12 strangers");
  await expect(evaluatePeople(people.slice(0, 4), options)).rejects.toThrow("got 4 owners and 0 strangers");
  await expect(evaluatePeople([], options)).rejects.toMatchObject({ code: "input" });
});

test("the work can be stopped between two trials", async () => {
  const people = folder();
  const seen: number[] = [];
  const protocol = await protocolOf(people.map(({ name, photos }) => ({ name, photos: photos.length })));
  const work = scoreAttempts(people, protocol, {
    open: (enrolled) => byDistance(tinyModel, enrolled),
    onTrial: (done, total) => {
      seen.push(done);
      expect(total).toBe(8);
      if (done === 3) throw new Error("enough");
    },
  });
  await expect(work).rejects.toThrow("enough");
  expect(seen).toEqual([0, 1, 2, 3]);
});
