// Enrollment of imaginary people: whose photos make a profile, which are left out, and what is said about it.

import { expect, test } from "vitest";
import type { OpenCertainty } from "../src/certainty/model.ts";
import { addPhotos, enroll, type EnrollOptions } from "../src/profile/enroll.ts";
import { decodeProfile, encodeProfile } from "../src/profile/file.ts";
import type { EnrollCandidate } from "../src/profile/gate.ts";
import { ENROLL_LIMITS } from "../src/profile/limits.ts";
import type { FaceQuality } from "../src/quality/measure.ts";
import { candidatesOf, levels, readingOf, tinyModel } from "./support/people.ts";

const options: EnrollOptions = { model: tinyModel, level: 1e-4, networks: "networks-1", added: "2026-01-31" };

const one = (label: string, person: number, photo: number, quality: Partial<FaceQuality> = {}): EnrollCandidate => {
  const reading = readingOf(person, photo);
  return { label, reading: { ...reading, quality: { ...reading.quality, ...quality } } };
};

test("ten photos of one person make a profile that can be kept and asked for again", async () => {
  const { profile, refusal, photos, warnings } = await enroll(candidatesOf(1, 10), options);
  expect({ refusal, warnings }).toEqual({ refusal: undefined, warnings: [] });
  expect(photos.every(({ accepted, reasons }) => accepted && reasons.length === 0)).toBe(true);
  expect(profile).toMatchObject({ level: 1e-4, networks: "networks-1", created: "2026-01-31", changed: "2026-01-31" });
  expect(profile!.photos.map(({ label }) => label)).toEqual(photos.map(({ label }) => label));
  expect(await decodeProfile(await encodeProfile(profile!), "networks-1")).toEqual(profile);
});

test("what a profile keeps is its own: later changes of a reading do not reach it", async () => {
  const candidates = candidatesOf(1, 4);
  const { profile } = await enroll(candidates, options);
  const before = profile!.photos[0]!.descriptor[0];
  candidates[0]!.reading!.descriptor.fill(9);
  expect(profile!.photos[0]!.descriptor[0]).toBe(before);
});

test("three photos are enough, two selfies are not", async () => {
  expect((await enroll(candidatesOf(1, 3), options)).profile?.photos).toHaveLength(3);
  const { profile, refusal, photos } = await enroll(candidatesOf(1, 2), options);
  expect(profile).toBeUndefined();
  expect(refusal).toBe("2 of 2 photos can be used; at least 3 are needed, about ten are better");
  expect(photos.some(({ accepted }) => accepted)).toBe(false);
});

test("no photos at all are refused in words", async () => {
  expect((await enroll([], options)).refusal).toMatch(/^0 of 0 photos can be used/);
});

test("a photo without a face, a dark one, a dog and a crowd are left out, each with its reason", async () => {
  const crowd = { ...readingOf(1, 23), others: 5, rival: 0.9 };
  const group = { ...readingOf(1, 24), others: 2, rival: 0.3 };
  const { profile, photos } = await enroll(
    [
      ...candidatesOf(1, 4),
      { label: "wall.jpg", reading: undefined },
      one("night.jpg", 1, 21, { brightness: 31 }),
      { label: "dog.jpg", reading: readingOf(1, 22, { presence: 0.31 }) },
      { label: "crowd.jpg", reading: crowd },
      { label: "group.jpg", reading: group },
      { label: "broken.jpg", reading: readingOf(1, 25, { descriptor: new Float32Array(128).fill(NaN) }) },
    ],
    options,
  );
  expect(photos.slice(4).map(({ label, accepted, reasons }) => [label, accepted, ...reasons])).toEqual([
    ["wall.jpg", false, "no face found"],
    ["night.jpg", false, "too dark (mean 31 of 255; 60 needed)"],
    ["dog.jpg", false, `this does not look like a person's face (certainty 0.31; ${ENROLL_LIMITS.presence} needed)`],
    ["crowd.jpg", false, "6 faces, of which more than one could be meant; take a photo of one person alone"],
    ["group.jpg", true],
    ["broken.jpg", false, "it gave numbers that are not finite; take another"],
  ]);
  expect(photos[8]!.warnings).toEqual(["3 faces; the largest and most central was taken"]);
  expect(profile!.photos).toHaveLength(5);
});

test("a drawing among photos is left out; where a third is drawn, nothing is enrolled", async () => {
  const drawing = { sharpness: 0.75, eyes: 1.5 };
  const among = await enroll([...candidatesOf(1, 5), one("cartoon.png", 1, 20, drawing)], options);
  expect(among.photos[5]!.reasons).toEqual(["this looks drawn, not photographed"]);
  expect(among.profile!.photos).toHaveLength(5);
  const cartoons = [0, 1, 2, 3].map((i) => one(`cartoon ${i}.png`, 1, 20 + i, drawing));
  const all = await enroll([...candidatesOf(1, 5), ...cartoons], options);
  expect(all.profile).toBeUndefined();
  expect(all.refusal).toBe("these look drawn, not photographed; enroll photos of a person");
});

test("the photo of somebody else is named, wherever it stands among the others", async () => {
  for (const place of [0, 4, 9]) {
    const candidates = candidatesOf(1, 9);
    candidates.splice(place, 0, one("friend.jpg", 2, 0));
    const { profile, photos } = await enroll(candidates, options);
    const out = photos.filter(({ accepted }) => !accepted);
    expect(out.map(({ label }) => label)).toEqual(["friend.jpg"]);
    expect(out[0]!.reasons[0]).toMatch(
      /^does not look like the others \(distance 0\.[789]\d on average; usual .*0\.3\d/,
    );
    expect(profile!.photos).toHaveLength(9);
  }
});

test("two of one person and one of another are too few of either", async () => {
  const { profile, refusal, photos } = await enroll([...candidatesOf(1, 2), one("friend.jpg", 2, 0)], options);
  expect(profile).toBeUndefined();
  expect(refusal).toMatch(/^2 of 3 photos can be used/);
  expect(photos[2]!.reasons[0]).toMatch(/does not look like the others/);
});

test("ten photos of ten people, or of two, are refused as a whole", async () => {
  const ten = Array.from({ length: 10 }, (_, person) => one(`${person}.jpg`, person, person));
  const halves = [...candidatesOf(1, 5), ...candidatesOf(2, 5)];
  const most = [...candidatesOf(1, 6), ...candidatesOf(2, 4)];
  const pair = [one("a.jpg", 1, 0), one("b.jpg", 2, 0)];
  for (const candidates of [ten, halves, most, pair]) {
    const { profile, refusal } = await enroll(candidates, options);
    expect(profile).toBeUndefined();
    expect(refusal).toBe("these photos show several people; enroll photos of one person only");
  }
});

test("ten copies of one photo are refused", async () => {
  const copies = Array.from({ length: 10 }, (_, i) => one(`copy ${i}.jpg`, 1, 0));
  const { profile, refusal, photos } = await enroll(copies, options);
  expect(profile).toBeUndefined();
  expect(refusal).toBe("all photos are the same; take them anew, moving your head a little");
  expect(photos[9]!.reasons).toEqual(["nearly the same as copy 0.jpg: it adds nothing"]);
});

test("a near copy counts once, and is warned of; the same face turned or in another light counts again", async () => {
  const again = one("again.jpg", 1, 0, { brightness: 93 });
  const brighter = one("brighter.jpg", 1, 1, { brightness: 160 });
  const { profile, photos, warnings } = await enroll([...candidatesOf(1, 5), again, brighter], options);
  expect(photos.map(({ accepted }) => accepted)).toEqual([true, true, true, true, true, false, true]);
  expect(profile!.photos).toHaveLength(6);
  expect(warnings).toEqual(["1 near copy of another photo was left out; move your head a little between photos"]);
});

test("what kind of photo is missing is said", async () => {
  const frontal = candidatesOf(1, 8).map(({ label }, i) => one(label, 1, i, { yaw: i / 2 }));
  expect((await enroll(frontal, options)).warnings.join()).toMatch(/^all photos look the same way/);
  const oneLight = candidatesOf(1, 8).map(({ label }, i) => one(label, 1, i, { brightness: 120 }));
  expect((await enroll(oneLight, options)).warnings.join()).toMatch(/^all photos are in one light/);
});

test("beyond fifty photos the later ones are left out", async () => {
  const { profile, photos } = await enroll(candidatesOf(1, 52), options);
  expect(profile!.photos).toHaveLength(50);
  expect(photos[51]!.reasons).toEqual(["a profile holds at most 50 photos; this one came after them"]);
});

test("a level that nobody has measured is refused before anything is made", async () => {
  const model = { ...tinyModel, levels: levels.slice(0, 2) };
  await expect(enroll(candidatesOf(1, 5), { ...options, model })).rejects.toMatchObject({ code: "input" });
});

test("each photo is asked about before the others, and one that would not unlock is named", async () => {
  let open = 0;
  const openCertainty: OpenCertainty = (model, enrolled) => {
    expect(model).toBe(tinyModel);
    expect(enrolled).toHaveLength(5);
    open++;
    return Promise.resolve({
      ratios: (probes) => Promise.resolve(Float64Array.from(probes, ({ quality }) => (quality.yaw === 30 ? 5 : 7))),
      dispose: () => open--,
    });
  };
  const candidates = [...candidatesOf(1, 5), one("odd.jpg", 1, 9, { yaw: 30 })];
  const { profile, warnings } = await enroll(candidates, { ...options, openCertainty });
  expect(warnings[0]).toMatch(/^odd\.jpg would not unlock with the other photos/);
  expect(profile!.photos).toHaveLength(6);
  expect(open).toBe(0);
});

test("photos are added to a profile later, and the profile before is left alone", async () => {
  const { profile } = await enroll(candidatesOf(1, 4), options);
  const kept = structuredClone(profile!);
  const more = [...candidatesOf(1, 2, 10), one("0 again.jpg", 1, 0), one("friend.jpg", 2, 0)];
  const result = await addPhotos(profile!, more, { added: "2026-02-01" });
  expect(result.photos.map(({ accepted }) => accepted)).toEqual([true, true, false, false]);
  expect(result.photos[2]!.reasons[0]).toBe("nearly the same as 0.jpg: it adds nothing");
  expect(result.photos[3]!.reasons[0]).toMatch(/does not look like the others/);
  expect(result.profile.photos.map(({ added }) => added)).toEqual([
    ...new Array<string>(4).fill("2026-01-31"),
    ...new Array<string>(2).fill("2026-02-01"),
  ]);
  expect(result.profile).toMatchObject({ created: "2026-01-31", changed: "2026-02-01" });
  expect(profile).toEqual(kept);
});

test("where nothing can be added, the profile stays and it is said", async () => {
  const { profile } = await enroll(candidatesOf(1, 4), options);
  const friends = candidatesOf(2, 4);
  const result = await addPhotos(profile!, friends, { added: "2026-02-01" });
  expect(result.profile).toBe(profile);
  expect(result.refusal).toBe("none of the 4 photos could be added; the profile is as it was");
});

test("the same photos give the same profile", async () => {
  const [first, second] = await Promise.all([enroll(candidatesOf(3, 6), options), enroll(candidatesOf(3, 6), options)]);
  expect(await encodeProfile(first.profile!)).toEqual(await encodeProfile(second.profile!));
});
