// The public names. One that goes or changes is a new major version; one that comes belongs in CHANGELOG.md.

import { expect, test } from "vitest";

/** Everything that a module could leave behind for others. */
const places = () =>
  [globalThis, Object.prototype, Array.prototype, Float32Array.prototype, Promise.prototype, Math].map((place) =>
    Reflect.ownKeys(place),
  );
const before = places();
const engine = await import("@selfsame/engine");
const pixels = await import("@selfsame/engine/pixels");
const after = places();

test("@selfsame/engine has these names", () => {
  expect(Object.keys(engine).sort()).toEqual([
    "Network",
    "PURPOSE",
    "SelfsameError",
    "TRAIN_DEFAULTS",
    "add",
    "areaUnderCurve",
    "concatenate",
    "dense",
    "errorRates",
    "evaluate",
    "examplesFrom",
    "isSelfsameError",
    "layerRows",
    "load",
    "network",
    "openBackend",
    "parseSchedule",
    "readCheckpoint",
    "rocCurve",
    "save",
    "stream",
    "train",
    "wilson",
  ]);
});

test("@selfsame/engine/pixels has these names", () => {
  expect(Object.keys(pixels).sort()).toEqual([
    "AUGMENTATION",
    "augment",
    "centeredSquare",
    "crop",
    "prepare",
    "preparedLength",
    "resize",
    "standardize",
    "toChannels",
  ]);
});

test("importing leaves nothing behind", () => {
  expect(after).toEqual(before);
});
