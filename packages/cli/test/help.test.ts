// `--help` and `--version` through the binary: what a newcomer sees first, and what they wait for.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { selfsame, succeeds } from "./support/command.ts";
import { temporaryFolder } from "./support/files.ts";
import { constantModel } from "./support/models.ts";
import { putPicture } from "./support/photos.ts";

const cwd = temporaryFolder();

/** Writes, at exit, the CommonJS modules and native libraries that the process loaded to the file that TRACE names. */
const TRACE = `data:text/javascript,${encodeURIComponent(`
  import { writeFileSync } from "node:fs";
  import { Module } from "node:module";
  process.on("exit", () => {
    const loaded = [...Object.keys(Module._cache), ...process.report.getReport().sharedObjects];
    writeFileSync(process.env.TRACE, loaded.join("\\n"));
  });
`)}`;

/** Runs the command and gives what it printed, and the decoder's and the charts' files that it loaded. */
async function traced(words: readonly string[]): Promise<{ stdout: string; heavy: string[] }> {
  const file = join(cwd, "trace.txt");
  const stdout = await succeeds(words, { cwd, env: { NODE_OPTIONS: `--import=${TRACE}`, TRACE: file } });
  const heavy = (await readFile(file, "utf8")).split("\n").filter((path) => /sharp|vips/.test(path));
  return { stdout, heavy };
}

test("--help shows the commands with examples, without loading what decodes photos", async () => {
  const { stdout, heavy } = await traced(["--help"]);
  for (const name of ["train", "predict", "inspect", "bench"]) {
    expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    expect(stdout).toMatch(new RegExp(`^  selfsame ${name} .*\\S`, "m"));
  }
  expect(heavy).toEqual([]);
});

test("the decoder is loaded where a photo is asked about", async () => {
  await writeFile(join(cwd, "model.safetensors"), await constantModel(0));
  await putPicture(join(cwd, "photo.png"), "disc", 1, 0);
  const { stdout, heavy } = await traced(["predict", "model.safetensors", "photo.png"]);
  expect(stdout).toBe("50.0% no\n");
  expect(heavy.length).toBeGreaterThan(0);
});

test.each(["train", "predict", "inspect", "bench"])("%s --help says what it takes and gives examples", async (name) => {
  const stdout = await succeeds([name, "--help"], { cwd });
  expect(stdout).toMatch(new RegExp(`^Usage: selfsame ${name} `));
  expect(stdout.match(new RegExp(`^  selfsame ${name} \\S.*$`, "gm"))!.length).toBeGreaterThanOrEqual(2);
  expect(stdout).toMatch(/^Exit codes: 0 done/m);
});

test("--version prints the package's version", async () => {
  const { version } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  expect(await succeeds(["--version"], { cwd })).toBe(`${version}\n`);
});

test("no command at all shows the help, as an error", async () => {
  const { code, stdout, stderr } = await selfsame([], { cwd });
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^Usage: selfsame /);
});
