// `selfsame bench` through its binary: what it measures is of this machine, what it prints is the same everywhere.

import { expect, test } from "vitest";
import { selfsame, succeeds } from "./support/command.ts";
import { temporaryFolder } from "./support/files.ts";

const cwd = temporaryFolder();
const SMALL = ["--inputs", "6", "--hidden", "5,4", "--seconds", "0.01"];

test("--json prints one object a batch size, in the order asked for, and nothing else", async () => {
  const stdout = await succeeds(["bench", ...SMALL, "--batch", "3,1", "--threads", "1", "--json"], { cwd });
  const lines = stdout.trimEnd().split("\n");
  const results = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(results.map(({ batch }) => batch)).toEqual([3, 1]);
  for (const result of results) {
    expect(Object.keys(result)).toEqual(["batch", "threads", "samplesPerSecond", "forwardMs", "backend", "kernels"]);
    expect(result).toMatchObject({ threads: 1, backend: "wasm" });
    expect(result["samplesPerSecond"]).toBeGreaterThan(0);
    expect(result["forwardMs"]).toBeGreaterThan(0);
  }
});

test("without --json it prints a table, and says what it measured", async () => {
  const { code, stdout, stderr } = await selfsame(["bench", ...SMALL, "--batch", "2", "--kernels", "scalar"], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^6-5-4-1, 64 parameters; wasm backend, scalar kernels$/m);
  expect(stdout).toMatch(/^ *batch +threads +samples\/s +forward$/m);
  expect(stdout).toMatch(/^ *2 +1 +[\d.,]+ +[\d.]+ ms$/m);
  expect(stdout).toMatch(/plain SGD with binary cross-entropy/);
  expect(stderr).toMatch(/^bench: batch 2 \(1 of 1\)$/m);
});

test.each([
  ["--batch", "0", "expected whole numbers from 1 to 65536 with commas between, such as 1,8,32."],
  ["--batch", "1,,2", "expected whole numbers from 1 to 65536 with commas between, such as 1,8,32."],
  ["--threads", "two", "expected a whole number from 1 to 256, or auto."],
  ["--kernels", "fast", "expected one of relaxed, simd, scalar."],
  ["--inputs", "1.5", "expected a whole number from 1 to 65536."],
  ["--hidden", "8,", "expected whole numbers of at least 1 with commas between, such as 1024,768."],
  ["--seconds", "0", "expected a finite number above 0."],
])("%s %s is refused in one line that says what is expected", async (option, value, says) => {
  const { code, stdout, stderr } = await selfsame(["bench", option, value], { cwd });
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toBe(`selfsame: ${option} ${value}: ${says} See selfsame bench --help.\n`);
});

test("a network that is too large for any memory is refused before anything is measured", async () => {
  const { code, stdout, stderr } = await selfsame(["bench", "--hidden", "1000000000"], { cwd });
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^selfsame: network: .* Make the widest layers narrower\.\n$/);
});
