// Folders as a stranger has them: a package.json, and packages installed from tarballs and from the registry.

import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const QUIET = { NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1", NODE_ENV: "production" };

/** Runs a program in `folder`; what it printed. Throws with that where it fails. */
export async function run(
  folder: string,
  program: string,
  args: readonly string[],
): Promise<{ stdout: string; stderr: string }> {
  // What npm tells its scripts about this repository must not reach the npm that runs in another folder.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(package|lifecycle)_|npm_config_local_prefix|INIT_CWD|FORCE_COLOR)/.test(name),
  );
  try {
    return await promisify(execFile)(program, args, {
      cwd: folder,
      env: { ...Object.fromEntries(inherited), ...QUIET } as NodeJS.ProcessEnv,
      maxBuffer: 64 * 1024 * 1024,
      timeout: 600_000,
    });
  } catch (error) {
    const { message, stdout, stderr } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${message.split("\n")[0]}\n${stdout ?? ""}\n${stderr ?? ""}`, { cause: error });
  }
}

/** Builds the packages and packs them into `folder`; the paths of the tarballs. */
export async function packAll(folder: string): Promise<{ engine: string; face: string; command: string }> {
  await run(ROOT, process.execPath, ["--import", "./scripts/typescript.js", "scripts/build.ts"]);
  for (const name of ["engine", "face", "cli"]) {
    await run(ROOT, "npm", ["pack", `./packages/${name}/dist`, "--pack-destination", folder]);
  }
  const find = (start: RegExp) => {
    const name = readdirSync(folder).find((file) => start.test(file));
    if (name === undefined) throw new Error(`no tarball like ${start} in ${readdirSync(folder).join(", ")}`);
    return join(folder, name);
  };
  return {
    engine: find(/^selfsame-engine-.*\.tgz$/),
    face: find(/^selfsame-face-.*\.tgz$/),
    command: find(/^selfsame-\d.*\.tgz$/),
  };
}

/** Makes `folder`/`name` with `files` (a path and its text), and installs `packages` there; its path. */
export async function newProject(
  folder: string,
  name: string,
  packages: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<string> {
  const project = join(folder, name);
  mkdirSync(project);
  const manifest = JSON.stringify({ name: `${name}-project`, private: true, type: "module" });
  for (const [path, text] of Object.entries({ "package.json": manifest, ...files })) {
    mkdirSync(join(project, path, ".."), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  const flags = [
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--prefer-offline",
    "--ignore-scripts",
    "--save-exact",
  ];
  await run(project, "npm", ["install", ...flags, ...packages]);
  return project;
}
