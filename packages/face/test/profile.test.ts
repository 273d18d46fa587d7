// The profile's file: it comes back as it was, and nothing that is wrong with it is believed.

import { isSelfsameError, PURPOSE, stream } from "@selfsame/engine";
import { decodeSealed, encodeSealed, sha256, toHex, type TensorFile } from "@selfsame/engine/file";
import { beforeAll, describe, expect, test } from "vitest";
import { shippedModel } from "../src/certainty/shipped.ts";
import { decodeProfile, encodeProfile } from "../src/profile/file.ts";
import { removePhotos, type Profile } from "../src/profile/profile.ts";
import { CERTAINTY_VERSION } from "../src/profile/shipped.ts";
import { drawnDescriptor, goodQuality, tinyModel } from "./support/people.ts";

const NETWORKS = "networks-1";

const profile: Profile = {
  photos: [0, 1, 2, 3].map((photo) => ({
    label: photo === 0 ? 'séance "1".jpg' : `camera ${photo}`,
    added: photo < 3 ? "2026-01-31" : "2026-02-01T07:08:09.5Z",
    quality: { ...goodQuality, yaw: 7.123456789 * photo },
    descriptor: drawnDescriptor(1, photo),
  })),
  level: 1e-4,
  certainty: tinyModel,
  networks: NETWORKS,
  created: "2026-01-31",
  changed: "2026-02-01T07:08:09Z",
};

let sound: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  sound = await encodeProfile(profile);
});

/** Why bytes are refused; fails where they are not. */
async function refusal(bytes: Uint8Array, code = "profile"): Promise<string> {
  const error = await decodeProfile(bytes, NETWORKS).then(
    () => undefined,
    (caught: unknown) => caught as Error,
  );
  expect(error).toMatchObject({ name: "SelfsameError", code });
  expect(error!.message).toMatch(/nroll again|Check the address/);
  expect(error!.message).not.toMatch(/\[object|TypeError|RangeError|Cannot read|not a function|not iterable/);
  return error!.message;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever JSON a test wants to lie about
type Anything = any;

/** The file with its words or tensors changed, and sealed as if Selfsame had written it so. */
async function lying(
  change: (about: Anything) => void,
  tensors: (given: Map<string, Anything>) => void = () => undefined,
  honest = sound,
): Promise<Uint8Array> {
  const file = await decodeSealed(honest, (given): TensorFile => given);
  const about = JSON.parse(file.metadata.get("selfsame")!) as Anything;
  change(about);
  const changed = new Map<string, Anything>(file.tensors);
  tensors(changed);
  return encodeSealed({ metadata: new Map([["selfsame", JSON.stringify(about)]]), tensors: changed });
}

describe("a profile", () => {
  test("comes back as it was", async () => {
    const again = await decodeProfile(sound, NETWORKS);
    expect(again).toEqual(profile);
    expect(await encodeProfile(again)).toEqual(sound);
  });

  test("can lose photos, down to three, without starting over", () => {
    const fewer = removePhotos(profile, [1], { changed: "2026-03-01" });
    expect(fewer.photos.map(({ label }) => label)).toEqual(['séance "1".jpg', "camera 2", "camera 3"]);
    expect(fewer).toMatchObject({ created: profile.created, changed: "2026-03-01" });
    expect(profile.photos).toHaveLength(4);
    expect(() => removePhotos(fewer, [0], { changed: "2026-03-01" })).toThrow(
      "2 of 3 photos would stay; a profile needs 3",
    );
    for (const place of [-1, 4, 0.5, NaN])
      expect(() => removePhotos(profile, [place], { changed: "2026-03-01" })).toThrow(`from 0 to 3, got ${place}`);
  });

  test("that could not be read again is not written", async () => {
    const bad: [Partial<Profile>, string][] = [
      [{ created: "yesterday" }, "no date"],
      [{ networks: "" }, "its networks"],
      [{ photos: [] }, "no photos"],
      [{ certainty: { ...tinyModel, levels: tinyModel.levels.slice(0, 2) } }, "no level 1e-4"],
      [{ photos: [{ ...profile.photos[0]!, descriptor: new Float32Array(128).fill(NaN) }] }, "not finite"],
      [{ photos: [{ ...profile.photos[0]!, descriptor: new Float32Array(127) }] }, "127 numbers"],
      [{ photos: [{ ...profile.photos[0]!, quality: { ...goodQuality, yaw: NaN } }] }, "yaw of photo 0"],
    ];
    for (const [change, reason] of bad)
      await expect(encodeProfile({ ...profile, ...change })).rejects.toMatchObject({
        code: "profile",
        message: expect.stringContaining(reason) as string,
      });
  });
});

describe("what is no sound profile is refused with its reason", () => {
  test("cut short, at any length", async () => {
    expect(await refusal(sound.subarray(0, sound.length - 1))).toMatch(/cut short/);
    expect(await refusal(new Uint8Array())).toMatch(/it has 0 bytes/);
    for (let length = 1; length < sound.length; length += 97) await refusal(sound.subarray(0, length));
  });

  test("with one bit flipped", async () => {
    const flipped = sound.slice();
    flipped[flipped.length - 100]! ^= 1;
    expect(await refusal(flipped)).toMatch(/SHA-256 does not match/);
  });

  test("of a later version", async () => {
    const later = await lying((about) => (about.version = 2));
    expect(await refusal(later, "profile-version")).toMatch(/format version 2; this Selfsame reads up to 1/);
  });

  test("made with other networks", async () => {
    const error = await decodeProfile(sound, "networks-2").catch((caught: unknown) => caught);
    expect(isSelfsameError(error, "profile")).toBe(true);
    expect(String(error)).toMatch(/made by "networks-1", this chain is "networks-2".*Enroll again/);
  });

  test("something else altogether", async () => {
    const page = new TextEncoder().encode("<!DOCTYPE html><title>Not found</title>");
    expect(await refusal(page)).toMatch(/HTML page/);
    expect(await refusal(await lying((about) => (about.format = "selfsame-model")))).toMatch(
      /not a selfsame-profile but a "selfsame-model"/,
    );
    await refusal(new Uint8Array(5000).fill(200));
  });

  test("words that lie", async () => {
    const lies: [(about: Anything) => void, RegExp][] = [
      [(about) => (about.version = "1"), /no whole number/],
      [(about) => (about.level = 1e-5), /no security level/],
      [(about) => (about.photos = about.photos.slice(1)), /3 photos need \(3, 128\)/],
      [(about) => (about.photos = {}), /not a list/],
      [(about) => (about.photos[2].label = 7), /label of photo 2/],
      [(about) => (about.photos[2].added = "2026-13-01"), /date of photo 2/],
      [(about) => delete about.photos[1].quality.mouth, /mouth of photo 1/],
      [(about) => (about.certainty = null), /certainty network is not/],
      [(about) => (about.certainty.levels[0].far = 2), /false accept rate of level 0/],
      [(about) => about.certainty.levels.push(about.certainty.levels[0]), /a level twice/],
      [(about) => (about.certainty.levels[0].impostorAttempts = 1.5), /no whole number/],
      [(about) => delete about.created, /date of creation/],
    ];
    for (const [change, reason] of lies) expect(await refusal(await lying(change))).toMatch(reason);
  });

  test("tensors that lie", async () => {
    const lies: [(tensors: Map<string, Anything>) => void, RegExp][] = [
      [(tensors) => tensors.delete("descriptors"), /no tensor "descriptors"/],
      [(tensors) => tensors.set("extra", tensors.get("certainty.hidden.bias")), /"extra" is none of a profile/],
      [(tensors) => tensors.set("descriptors", { shape: [4, 128], values: new Float64Array(512) }), /is not float32/],
      [(tensors) => tensors.set("certainty.hidden.bias", { shape: [1], values: Float32Array.of(NaN) }), /not finite/],
      [
        (tensors) => tensors.set("descriptors", { shape: [128, 4], values: new Float32Array(512) }),
        /shape \(128, 4\); 4 photos need \(4, 128\)/,
      ],
    ];
    for (const [change, reason] of lies) expect(await refusal(await lying(() => undefined, change))).toMatch(reason);
  });
});

describe("the certainty network in a profile", () => {
  // If this fails because the network was trained anew: raise CERTAINTY_VERSION in src/profile/shipped.ts,
  // train it once more, and set FINGERPRINT there.
  test("is the shipped one where it says so, and then comes back", async () => {
    const certainty = await shippedModel();
    expect(certainty.version).toBe(CERTAINTY_VERSION);
    const bytes = await encodeProfile({ ...profile, certainty });
    expect((await decodeProfile(bytes, NETWORKS)).certainty).toEqual(certainty);
  });

  test("is refused where it says so and a number, a level or its structure is another", async () => {
    const certainty = { ...tinyModel, version: CERTAINTY_VERSION };
    await expect(encodeProfile({ ...profile, certainty })).rejects.toThrow("numbers or levels are others");

    const shipped = await encodeProfile({ ...profile, certainty: await shippedModel() });
    const says = new RegExp(
      `says that it is version ${CERTAINTY_VERSION}, which is shipped, but its numbers or levels are others.*nroll again`,
    );
    const name = "certainty.network.parameters";
    const lies: [(about: Anything) => void, (tensors: Map<string, Anything>) => void][] = [
      [(about) => (about.certainty.levels[2].offset += 1e-6), () => undefined],
      [(about) => (about.certainty.levels[2].far /= 2), () => undefined],
      [(about) => (about.certainty.about.hidden = [20, 20]), () => undefined],
      [
        () => undefined,
        (tensors) => {
          const values = (tensors.get(name).values as Float32Array).slice();
          values[values.length - 1]! += 1;
          tensors.set(name, { ...tensors.get(name), values });
        },
      ],
    ];
    for (const [words, tensors] of lies) expect(await refusal(await lying(words, tensors, shipped))).toMatch(says);
    // Of another version it is nobody's but the file's: who asks is told by the version.
    const other = await lying((about) => (about.certainty.version = "mine"), undefined, shipped);
    expect((await decodeProfile(other, NETWORKS)).certainty.version).toBe("mine");
  });
});

/** Seals bytes whose header is still where it was; whatever they say. */
async function resealed(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const found = /"sha256":"([0-9a-f]{64})"/.exec(new TextDecoder("latin1").decode(bytes));
  if (found === null) return bytes;
  const at = found.index + '"sha256":"'.length;
  const copy = bytes.slice();
  copy.fill(0x30, at, at + 64);
  copy.set(new TextEncoder().encode(toHex(await sha256(copy))), at);
  return copy;
}

test("2,000 seeded corruptions neither crash it nor load, and sealed again they load only what is sound", async () => {
  let loaded = 0;
  for (let seed = 0; seed < 2000; seed++) {
    const random = stream(seed, PURPOSE.drawing);
    const place = (): number => Math.floor(random.uniform() * sound.length);
    let bytes = sound.slice();
    const kind = seed % 4;
    if (kind === 0) bytes[place()]! ^= 1 << Math.floor(random.uniform() * 8);
    if (kind === 1) bytes = bytes.slice(0, place());
    if (kind === 2) {
      const start = place();
      bytes.fill(Math.floor(random.uniform() * 256), start, start + 1 + Math.floor(random.uniform() * 40));
    }
    if (kind === 3) {
      const [from, to] = [place(), place()];
      bytes.copyWithin(to, from, from + 1 + Math.floor(random.uniform() * 200));
    }
    const isChanged = bytes.length !== sound.length || bytes.some((byte, i) => byte !== sound[i]);
    const result = await decodeProfile(bytes, NETWORKS).catch((caught: unknown) => caught);
    if (isChanged !== (isSelfsameError(result, "profile") || isSelfsameError(result, "profile-version")))
      throw new Error(`seed ${seed}: ${String(result)}`);
    if (seed % 5 !== 0) continue;
    const again = await decodeProfile(await resealed(bytes), NETWORKS).catch((caught: unknown) => caught);
    if (isSelfsameError(again, "profile") || isSelfsameError(again, "profile-version")) continue;
    await encodeProfile(again as Profile); // which refuses what is not sound
    loaded++;
  }
  expect(loaded).toBeGreaterThan(20); // a flipped bit of a number is still a number
});
