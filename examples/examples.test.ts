// Every numbered example runs as its first lines say, and prints what a reader is meant to see.

import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const ROOT = dirname(FOLDER);

/** What each prints, checked line by line in `checks`. */
const checks: Readonly<Record<string, (output: string) => void>> = {
  "01-xor.ts": (output) => {
    const certainties = certaintiesOf(output, /xor \d {2}([\d.]+)% certain/g);
    expect(certainties.map((certainty) => certainty > 50)).toEqual([false, true, true, false]);
  },

  "02-spirals.ts": (output) => {
    expect(output).toMatch(/epoch 150 {2}loss 0\.0\d+ {2}accuracy 100\.0%/);
    // The drawing: 24 lines of 48 blocks, certain of the first spiral in some places and of the second in others.
    const rows = output.split("\n").filter((line) => /^[ ░▒▓█]{48}$/.test(line));
    expect(rows).toHaveLength(24);
    expect(new Set(rows.join(""))).toContain("█");
    expect(rows.join("").match(/ /g)!.length).toBeGreaterThan(100);
  },

  "03-story.ts": (output) => {
    const [right, ring, disk] = certaintiesOf(output, /(?:seen|ring:|disk:) ([\d.]+)%/g);
    expect(right).toBeGreaterThan(95);
    expect(ring).toBeGreaterThan(50);
    expect(disk).toBeLessThan(50);
  },

  "04-resume.ts": (output) => {
    expect(output).toMatch(/stopped at step \d+ of 78/);
    expect(output).toContain("the same, byte for byte");
  },

  "05-look-inside.ts": (output) => {
    for (const name of ["first", "second", "sum", "certainty"]) expect(output).toContain(`\n${name.padEnd(10)} `);
    const [, measured, promised] = /by (-?[\d.]+) for each unit; the gradient said (-?[\d.]+)/.exec(output)!;
    expect(Number(measured)).toBeCloseTo(Number(promised), 2);
  },
};

function certaintiesOf(output: string, pattern: RegExp): number[] {
  return [...output.matchAll(pattern)].map((match) => Number(match[1]));
}

test("no example is left out", () => {
  expect(readdirSync(FOLDER).filter((name) => /^\d\d-/.test(name))).toEqual(Object.keys(checks));
});

test.each(Object.entries(checks))("examples/%s does what it says", async (name, check) => {
  const words = ["--import", "./scripts/typescript.js", `examples/${name}`];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: ROOT });
  check(stdout);
});
