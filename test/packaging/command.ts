// The installed command.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { putSelfie, putSelfies } from "../../packages/cli/test/support/face-photos.ts";
import { check, expect } from "./checks.ts";
import { ROOT, run } from "./project.ts";

/** Places in PEOPLE: one of whom ten selfies are made, and one of another photo. */
const [OWNER, OTHER] = [1, 9];

/** How a run ended, and what it said. */
const exitOf = (ran: Promise<{ stdout: string }>): Promise<{ code: unknown; said: string }> =>
  ran.then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (error: Error) => ({ code: (error.cause as { code?: unknown } | undefined)?.code, said: error.message }),
  );

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
  await check("the installed command enrolls ten photos, unlocks for their owner and for nobody else", async () => {
    await putSelfies(join(project, "me"), OWNER, 10);
    await putSelfie(join(project, "owner.jpg"), OWNER, 20);
    await putSelfie(join(project, "other.jpg"), OTHER, 20);
    const profile = ["--profile", "me.safetensors"];
    await run(project, bin, ["enroll", "me", ...profile]);
    const owner = await exitOf(run(project, bin, ["unlock", "owner.jpg", ...profile]));
    expect(owner.code === 0 && /^Unlocked\. /.test(owner.said), `the owner: exit code ${owner.code}: ${owner.said}`);
    const other = await exitOf(run(project, bin, ["unlock", "other.jpg", ...profile]));
    expect(other.code === 1 && /^Locked: /m.test(other.said), `the other: exit code ${other.code}: ${other.said}`);
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
