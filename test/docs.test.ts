// What the pages say of the code is what the code says of itself: options and their defaults, codes, settings; and what
// they point to is there.

import { execFile } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { TRAIN_DEFAULTS } from "@selfsame/engine";
import { expect, test } from "vitest";
import { pages, ROOT, textOf } from "./snippets/blocks.ts";

/** The cells of a table's rows, by the first word in backquotes of each row; of one section, or of the whole page. */
function rowsOf(page: string, section?: string): Map<string, string[]> {
  const text = textOf(page);
  const part = section === undefined ? text : text.split(/^## /m).find((one) => one.startsWith(`${section}\n`))!;
  const rows = part.matchAll(/^\| `([-\w]+)[^`]*` *\|(.*)\|$/gm);
  return new Map([...rows].map((row) => [row[1]!, row[2]!.split("|").map((cell) => cell.trim())]));
}

test.each([
  ["train", 15],
  ["bench", 5],
])("docs/command.md has every option of %s, with its default", async (command, least) => {
  const words = [join(ROOT, "packages/cli/bin/selfsame.js"), command, "--help"];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  const unwrapped = stdout.replace(/\n {8,}/g, " ");
  const options = [...unwrapped.matchAll(/^ {2}(--[\w-]+)(.*)$/gm)].map(([, name, text]) => ({
    name: name!,
    value: /\(default: (.+)\)$/.exec(text!.trim())?.[1] ?? "",
  }));
  expect(options.length).toBeGreaterThan(least);
  const rows = rowsOf("docs/command.md", `selfsame ${command}`);
  for (const { name, value } of options) expect([name, rows.get(name)?.[0]]).toEqual([name, value]);
  expect([...rows.keys()].filter((name) => name.startsWith("--"))).toEqual(options.map(({ name }) => name));
});

test("docs/training.md has every setting of the engine, with its default", () => {
  const rows = rowsOf("docs/training.md");
  for (const [name, value] of Object.entries(TRAIN_DEFAULTS)) {
    const cell = rows.get(name)?.[0]?.split(";")[0]?.replaceAll("`", "");
    expect([name, cell]).toEqual([name, typeof value === "string" ? `"${value}"` : String(value)]);
  }
});

test("README.md has every error code, and no other", () => {
  const [, codes] = /whose `code` is one of ([^;]+);/.exec(textOf("README.md"))!;
  const [, union] = /type ErrorCode =([^;]+);/.exec(textOf("packages/engine/src/errors.ts"))!;
  const inCode = [...union!.replace(/\/\/.*$/gm, "").matchAll(/"([\w-]+)"/g)].map(([, code]) => code);
  expect([...codes!.matchAll(/`([\w-]+)`/g)].map(([, code]) => code)).toEqual(inCode);
});

test.each(pages())("what %s points to in this repository is there", (page) => {
  const prose = textOf(page).replace(/^```[^]*?^```$/gm, "");
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((link) => link[1]!.replace(/#.*$/, ""));
  const missing = targets.filter(
    (target) => target !== "" && !/^https?:/.test(target) && !existsSync(join(ROOT, dirname(page), target)),
  );
  expect(missing).toEqual([]);
});

test("README.md stays short, and its pictures small", () => {
  const page = textOf("README.md");
  expect(page.split("\n").length).toBeLessThan(160);
  const pictures = [...page.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) => path!);
  expect(pictures.length).toBeGreaterThan(0);
  for (const path of pictures) expect(statSync(join(ROOT, path)).size).toBeLessThan(200_000);
});
