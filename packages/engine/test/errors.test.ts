// Errors that programs can tell apart by code, even where two copies of the package meet.

import { expect, test } from "vitest";
import { isSelfsameError, SelfsameError } from "../src/errors.ts";

test("an error says what it is, carries its code and its cause", () => {
  const cause = new RangeError("too deep");
  const error = new SelfsameError("model-file", "load: no model.", { cause });
  expect(error).toBeInstanceOf(Error);
  expect(String(error)).toBe("SelfsameError: load: no model.");
  expect(error).toMatchObject({ code: "model-file", message: "load: no model.", cause });
});

test("it is recognized, by its code where one is asked for", () => {
  const error: unknown = new SelfsameError("examples", "one class only");
  expect(isSelfsameError(error)).toBe(true);
  expect(isSelfsameError(error, "examples")).toBe(true);
  expect(isSelfsameError(error, "structure")).toBe(false);
});

test("one that another copy of the package threw is recognized too", () => {
  const foreign = Object.assign(new Error("from elsewhere"), { name: "SelfsameError", code: "input" });
  expect(foreign).not.toBeInstanceOf(SelfsameError);
  expect(isSelfsameError(foreign, "input")).toBe(true);
});

test("nothing else is", () => {
  const others = [
    new Error("no"),
    new TypeError("no"),
    { name: "SelfsameError", code: "input" },
    "input",
    null,
    undefined,
    7,
  ];
  for (const other of others) expect(isSelfsameError(other)).toBe(false);
});
