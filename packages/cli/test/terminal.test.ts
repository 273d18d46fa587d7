// What the command looks like: plain lines for files and programs, a bar and color where a person looks.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { BIN, type Finished, Run, selfsame, SLOW } from "./support/command.ts";
import { temporaryFolder } from "./support/files.ts";
import { putFolder } from "./support/photos.ts";

/** util-linux's script runs a command in a terminal of its own and prints what that terminal was sent. */
const SCRIPT = "/usr/bin/script";
const hasScript = process.platform === "linux" && existsSync(SCRIPT);

const ESCAPE = "\u001b";
const COLOR = /\u001b\[\d+(;\d+)*m/;
const TRAIN = ["train", "--yes", "discs", "--no", "crosses", "--size", "8", "--hidden", "8", "--epochs", "3"];

const cwd = temporaryFolder();
beforeAll(async () => {
  await putFolder(join(cwd, "discs"), "disc", 6);
  await putFolder(join(cwd, "crosses"), "cross", 6);
}, SLOW);

/** Runs `selfsame train` in a terminal so many columns wide; stdout is everything that the terminal was sent. */
function inTerminal(env: Readonly<Record<string, string>> = {}, columns = 100): Promise<Finished> {
  const command = `stty cols ${columns} rows 30; exec "${process.execPath}" "${BIN}" ${TRAIN.join(" ")}`;
  return new Run(SCRIPT, ["-qec", command, "/dev/null"], { cwd, env: { TERM: "xterm-256color", ...env } }).finished;
}

test("without a terminal there are plain lines: no color, no bar, nothing redrawn", async () => {
  const { code, stdout, stderr } = await selfsame(TRAIN, { cwd, env: { TERM: "xterm-256color" } });
  expect(code).toBe(0);
  expect(stdout + stderr).not.toContain(ESCAPE);
  expect(stdout + stderr).not.toContain("\r");
  expect(stderr.trimEnd().split("\n")).toEqual([
    "reading 12 photos",
    ...[1, 2, 3].map(
      (epoch) =>
        expect.stringMatching(
          new RegExp(`^epoch ${epoch} of 3  loss \\S+  accuracy \\S+%  validation loss \\S+  \\d+ samples/s$`),
        ) as string,
    ),
  ]);
});

test.skipIf(!hasScript)("in a terminal there are a bar and color", async () => {
  const { code, stdout } = await inTerminal();
  expect(code).toBe(0);
  expect(stdout).toMatch(/━+ +100%  epoch 3 of 3  loss/);
  expect(stdout).toMatch(COLOR);
});

test.skipIf(!hasScript)("a narrow terminal gets a line that is cut, in a terminal that wraps as before", async () => {
  const { code, stdout } = await inTerminal({}, 40);
  expect(code).toBe(0);
  const drawn = stdout.match(/[━─]+ +\d+%[^\r\n\u001b]*/g)!;
  expect(Math.max(...drawn.map((line) => line.length))).toBe(40);
  expect(stdout).not.toContain(`${ESCAPE}[?7l`); // which a process that is killed could not take back
});

test.skipIf(!hasScript)("NO_COLOR turns color off, and leaves the bar", async () => {
  const { code, stdout } = await inTerminal({ NO_COLOR: "1" });
  expect(code).toBe(0);
  expect(stdout).toMatch(/━+ +100%/);
  expect(stdout).not.toMatch(COLOR);
});

test.skipIf(!hasScript)("a terminal that can do nothing gets plain lines", async () => {
  const { code, stdout } = await inTerminal({ TERM: "dumb" });
  expect(code).toBe(0);
  expect(stdout).not.toContain(ESCAPE);
  expect(stdout).toMatch(/^epoch 3 of 3  loss/m);
});
