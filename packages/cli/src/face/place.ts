// Where a profile lies unless told otherwise: in the folder that the system gives each user for programs' data.

import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { pasteable } from "../files/paths.ts";

const NAME = "profile.safetensors";

/** The default profile of the user who runs this. Sources: XDG Base Directory Specification 0.8; Apple's File System Basics. */
export function defaultProfilePath(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): string {
  return join(dataFolder(platform, env), "selfsame", NAME);
}

/** What names this profile in a command that is printed to be pasted: nothing for the default one. */
export function profileOption(path: string): string {
  return path === defaultProfilePath() ? "" : ` --profile ${pasteable(path)}`;
}

function dataFolder(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string {
  if (platform === "darwin") return join(homedir(), "Library/Application Support");
  const [chosen, usual] =
    platform === "win32" ? [env["LOCALAPPDATA"], "AppData/Local"] : [env["XDG_DATA_HOME"], ".local/share"];
  // A relative path is to be ignored, says the specification: the profile would depend on where one stands.
  return chosen !== undefined && isAbsolute(chosen) ? chosen : join(homedir(), usual);
}
