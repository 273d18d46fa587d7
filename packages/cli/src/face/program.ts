// How the commands of faces are said: enroll, unlock and profile. What they do is in commands/, read when it is needed.

import type { Command } from "commander";
import { share, wholeNumber } from "../arguments.ts";
import type { EnrollArguments } from "../commands/enroll.ts";
import type { ProfileArguments } from "../commands/profile.ts";
import type { UnlockArguments } from "../commands/unlock.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** What the program gives to each of its commands. */
export interface Surroundings {
  readonly terminal: Terminal;
  exit(code: number): void;
  /** How a command says that its line makes no sense. */
  usageLine(name: string): (text: string, write: (line: string) => void) => void;
}

const PROFILE_OPTION = ["--profile <file>", "the profile (default: one in your data folder)"] as const;
/** A profile holds fewer. */
const MOST_NUMBER = 9999;

export function addFaceCommands(parent: Command, { terminal, exit, usageLine }: Surroundings): void {
  parent
    .command("enroll")
    .configureOutput({ outputError: usageLine("selfsame enroll") })
    .description("learn a face from about ten photos of it: 3 to 50, of one person alone")
    .argument("<image...>", "photos, or folders of photos")
    .option(...PROFILE_OPTION)
    .option("--security <share>", "strangers that may pass: 1e-2, 1e-3 or 1e-4 (default: 1e-4)", share)
    .option("--replace", "make the profile anew where there is one; the old one is erased")
    .option("--json", "print one JSON object")
    .addHelpText("after", HELP.enroll)
    .action(async (images: string[], options: EnrollArguments) => {
      exit(await (await import("../commands/enroll.ts")).enrollCommand(images, options, terminal));
    });
  parent
    .command("unlock")
    .configureOutput({ outputError: usageLine("selfsame unlock") })
    .description("say whether photos show the person of a profile, how certainly, and why not")
    .argument("<image...>", "photos, or folders of photos")
    .option(...PROFILE_OPTION)
    .option("--json", "print one JSON object a photo")
    .addHelpText("after", HELP.unlock)
    .action(async (images: string[], options: UnlockArguments) => {
      exit(await (await import("../commands/unlock.ts")).unlockCommand(images, options, terminal));
    });
  parent
    .command("profile")
    .configureOutput({ outputError: usageLine("selfsame profile") })
    .description("show what a profile holds, add photos to it, remove some, or erase it")
    .option(...PROFILE_OPTION)
    .option("--add <image...>", "photos, or folders of photos, of the same person")
    .option("--remove <number...>", "photos by their numbers in the list, such as 3 7 or 3,7", numbers)
    .option("--delete", "overwrite the profile and remove it")
    .option("--json", "print one JSON object")
    .addHelpText("after", HELP.profile)
    .action(async (options: ProfileArguments, command: Command) => {
      const given = (["add", "remove", "delete"] as const).filter((name) => options[name] !== undefined);
      if (given.length > 1) command.error(`--${given[0]} and --${given[1]} cannot be asked for at once.`);
      exit(await (await import("../commands/profile.ts")).profileCommand(options, terminal));
    });
}

/** More numbers of a list of them: one, or several with commas between. */
function numbers(text: string, before: readonly number[] | undefined): number[] {
  return [...(before ?? []), ...text.split(",").map(wholeNumber(1, MOST_NUMBER))];
}

const HELP = {
  enroll: `
Examples:
  selfsame enroll selfies/
  selfsame enroll selfies/ --profile ada.safetensors --security 1e-3
  selfsame enroll selfies/ --replace

Different days, lights and poses help most. The profile holds numbers that stand for the face, never a photo.
Exit codes: 0 done, 2 bad input or no profile made, 130 interrupted.
`,
  unlock: `
Examples:
  selfsame unlock photo.jpg
  selfsame unlock photos/ --profile ada.safetensors --json

A photo of the owner held before a camera is not told from the owner.
Exit codes: 0 all unlocked, 1 some not, 2 bad input, 3 no face found, 130 interrupted.
`,
  profile: `
Examples:
  selfsame profile
  selfsame profile --add more-selfies/
  selfsame profile --remove 3 7
  selfsame profile --delete

Exit codes: 0 done, 2 bad input or no photo added, 130 interrupted.
`,
};
