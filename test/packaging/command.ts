// The installed command.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { check, expect } from "./checks.ts";
import { ROOT, run } from "./project.ts";

/** Checks `selfsame` as installed in `project`. */
export async function checkCommand(project: string): Promise<void> {
  const bin = join(project, "node_modules/.bin/selfsame");
  await check("the installed command prints its help", async () => {
    const { stdout, stderr } = await run(project, bin, ["--help"]);
    for (const word of ["train", "predict", "inspect", "enroll", "unlock"])
      expect(stdout.includes(word), `no "${word}" in:\n${stdout}`);
    expect(stderr === "", `it wrote to standard error: ${stderr}`);
  });
  await check("the installed command prints its version", async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "packages/cli/package.json"), "utf8")) as {
      version: string;
    };
    const { stdout } = await run(project, bin, ["--version"]);
    expect(stdout.trim() === version, `expected ${version}, got ${stdout.trim()}`);
  });
  await check("the installed command unlocks nobody without a profile, and says what to do", async () => {
    const unlock = run(project, bin, ["unlock", "photo.jpg", "--profile", "nobody.safetensors"]);
    const said = await unlock.then(
      () => "nothing",
      (error: unknown) => String(error),
    );
    expect(/nobody\.safetensors: there is no profile\. Make one first/.test(said), `it said: ${said}`);
  });
  await check("the installed command finds its other commands, and the engine its threads", async () => {
    const { stdout } = await run(project, bin, [
      "bench",
      "--seconds",
      "0.1",
      "--batch",
      "8",
      "--threads",
      "2",
      "--json",
    ]);
    expect((JSON.parse(stdout) as { threads: number }).threads === 2, `it ran on: ${stdout}`);
  });
}
