// Every block of code in README.md, docs and the other pages runs: programs, commands, JSON, Python. A block in a language
// that has no way to run here fails, so that nothing is shown that was not tried.

import { execFile, execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { dense, network, save } from "@selfsame/engine";
import sharp from "sharp";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { putSelfie, putSelfies } from "../packages/cli/test/support/face-photos.ts";
import { blocksOf, pages, ROOT, type Block } from "./snippets/blocks.ts";

const run = promisify(execFile);
const blocks = pages().flatMap(blocksOf);
const inLanguage = (...languages: string[]) => blocks.filter(({ language }) => languages.includes(language));
let folder = "";

beforeAll(() => {
  // Outside the repository, with its packages within reach: as a reader's own folder would be.
  folder = mkdtempSync(join(tmpdir(), "selfsame-snippets-"));
  writeFileSync(join(folder, "package.json"), `{ "type": "module" }`);
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  copyFileSync(join(ROOT, "test/snippets/given.ts"), join(folder, "given.ts"));
  for (const block of programs) writeFileSync(join(folder, fileOf(block)), programOf(block));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("every block is in a language that is tried", () => {
  const known = ["ts", "js", "sh", "json", "python", "text"];
  expect(blocks.filter(({ language }) => !known.includes(language)).map(({ where }) => where)).toEqual([]);
});

const programs = inLanguage("ts", "js");
const fileOf = ({ where, language }: Block) => `${where.replace(/\W+/g, "-")}.${language}`;

/** Names that a snippet does not declare: those that it says it needs, and what "page" stands for. */
function programOf({ where, note, text }: Block): string {
  if (note === "") return text;
  const needs = /^needs ([\w, ]+)$/.exec(note)?.[1];
  if (needs === undefined) throw new Error(`${where}: expected <!-- snippet: needs ... -->, got ${note}`);
  return `import { ${needs.replace(/\bpage\b/, "canvas, fetch")} } from "./given.ts";\n${text}`;
}

describe("programs", () => {
  test("README.md begins with one", () => {
    expect(blocksOf("README.md")[0]!.language).toBe("ts");
  });

  test.each(programs.map((block) => [block.where, block] as const))("%s runs as written", async (_, block) => {
    const words = ["--import", join(ROOT, "scripts/typescript.js"), fileOf(block)];
    const { stdout } = await run(process.execPath, words, { cwd: folder });
    // What a comment behind console.log promises is printed.
    for (const [, promised] of block.text.matchAll(/console\.log\(.*\); \/\/ (.+)$/gm)) {
      expect(stdout.split("\n")).toContain(promised);
    }
  });

  test("all of them have the types that they claim", () => {
    const { config } = ts.readConfigFile(join(ROOT, "tsconfig.base.json"), (path) => readFileSync(path, "utf8"));
    const { options } = ts.parseJsonConfigFileContent(
      {
        ...config,
        compilerOptions: { ...config.compilerOptions, noEmit: true, noUnusedLocals: false, types: ["node"] },
      },
      ts.sys,
      folder,
    );
    const program = ts.createProgram(
      programs.map((block) => join(folder, fileOf(block))),
      options,
    );
    const complaints = ts
      .getPreEmitDiagnostics(program)
      .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
    expect(complaints).toEqual([]);
  });
});

/** One of them trains the network of the README as it is, which a busy machine may take its time over. In milliseconds. */
const PATIENCE = 180_000;

describe("commands", { timeout: PATIENCE }, () => {
  const scripts = Object.keys(
    (JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: object }).scripts,
  );

  /** The commands of a block, one by one, without their comments. */
  const commandsOf = ({ text }: Block) =>
    text
      .split("\n")
      .flatMap((line) => line.replace(/\s+#.*$/, "").split("&&"))
      .map((command) => command.trim())
      .filter((command) => command !== "");

  /** Small photos: bright ones for yes, dark ones for no, each a little different. */
  async function makePhotos(at: string): Promise<void> {
    const draw = (name: string, light: number, seed: number) =>
      sharp(
        Uint8Array.from({ length: 24 * 24 }, (_, i) => light + ((i * (seed + 3)) % 50)),
        { raw: { width: 24, height: 24, channels: 1 } },
      )
        .jpeg()
        .toFile(join(at, name));
    for (const [name, light] of [
      ["my-photos", 180],
      ["other-peoples-photos", 20],
    ] as const) {
      mkdirSync(join(at, name), { recursive: true });
      for (let i = 0; i < 4; i++) await draw(`${name}/${i}.jpg`, light, i);
    }
    await draw("photo.jpg", 180, 9);
  }

  /** Selfies of one person, another photo of them, and a folder of three people. */
  async function makeFaces(at: string): Promise<void> {
    await putSelfies(join(at, "selfies"), 0, 10);
    await putSelfie(join(at, "photo.jpg"), 0, 20);
    for (const [person, count] of [12, 12, 2].entries())
      await putSelfies(join(at, "people", `person-${person}`), person, count);
  }

  test.each(inLanguage("sh").map((block) => [block.where, block] as const))("%s works", async (_, block) => {
    const here = mkdtempSync(join(folder, "commands-"));
    await makePhotos(here);
    if (block.text.includes("selfsame enroll")) await makeFaces(here);
    for (const command of commandsOf(block)) {
      const [program, ...words] = command.split(/\s+/);
      if (program === "npm") {
        const [script] = words[0] === "run" ? words.slice(1) : words;
        expect(["ci", ...scripts], command).toContain(script);
      } else {
        expect([program, words[0]], command).toEqual(["npx", "selfsame"]);
        const { stdout } = await run(
          process.execPath,
          [join(ROOT, "packages/cli/bin/selfsame.js"), ...words.slice(1)],
          { cwd: here, env: { ...process.env, XDG_DATA_HOME: here, LOCALAPPDATA: here } },
        );
        expect(stdout, command).not.toBe("");
      }
    }
  });
});

test.each(inLanguage("json").map(({ where, text }) => [where, text] as const))("%s is JSON", (_, text) => {
  expect(() => JSON.parse(text) as unknown).not.toThrow();
});

describe("Python", () => {
  const runs = (code: string) => {
    try {
      execFileSync("python3", ["-c", code], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  };

  for (const { where, text, note } of inLanguage("python")) {
    const modules = text.split("\n").filter((line) => /^(import|from) /.test(line));
    // Python is no part of this repository: where it or a package is missing, the snippet is skipped.
    test.skipIf(!runs(modules.join("\n")))(`${where} reads a model file`, async () => {
      expect(note).toBe("python model.safetensors");
      const model = network({ inputs: 9, seed: 1, layers: [dense(4, "relu"), dense(1, "sigmoid")] });
      const bytes = await save(model);
      writeFileSync(join(folder, "model.safetensors"), bytes);
      const answer = async () =>
        (await run("python3", ["-c", text, "model.safetensors"], { cwd: folder })).stdout.trim();
      if (text.includes("sha256")) {
        expect(await answer()).toBe("sound");
        bytes[bytes.length - 1]! ^= 1;
        writeFileSync(join(folder, "model.safetensors"), bytes);
        expect(await answer()).toBe("damaged");
      } else {
        const [certainty] = await model.forward(new Float32Array(9));
        expect(Number(/[\d.]+/.exec(await answer())![0])).toBeCloseTo(certainty!, 5);
      }
    });
  }
});
