// How `selfsame evaluate` is said. What it does is in commands/, read when it is needed.

import type { Command } from "commander";
import { wholeNumber } from "../arguments.ts";
import type { Surroundings } from "../face/program.ts";

/** The protocol's, which @selfsame/face states too: it is not loaded for a line of help. */
const DEFAULTS = { enroll: 10, seeds: 2 };

export function addEvaluateCommand(parent: Command, { terminal, exit, usageLine }: Surroundings): void {
  parent
    .command("evaluate")
    .configureOutput({ outputError: usageLine("selfsame evaluate") })
    .description("measure how often it errs on a folder of people, one folder a person")
    .argument("<dir>", "a folder with a folder of photos for each person")
    .option("--enroll <n>", `photos that enroll (default: ${DEFAULTS.enroll})`, wholeNumber(3, 50))
    .option("--seeds <n>", `shuffles of each owner's photos (default: ${DEFAULTS.seeds})`, wholeNumber(1, 100))
    .option("--json", "print one JSON object instead of the report")
    .option("--report <file>", "write a page with curves and the worst mistakes; it holds small copies of photos")
    .addHelpText("after", HELP)
    .action(async (folder: string, options: { enroll?: number; seeds?: number; json?: boolean; report?: string }) => {
      exit(
        await (await import("../commands/evaluate.ts")).evaluateCommand(folder, { ...DEFAULTS, ...options }, terminal),
      );
    });
}

const HELP = `
Examples:
  selfsame evaluate people/
  selfsame evaluate people/ --report evaluation.html
  selfsame evaluate people/ --enroll 5 --seeds 10 --json

People with two photos more than enroll are owners, all others strangers to each of them. Nothing is sent anywhere.
Exit codes: 0 done, 2 bad input, 130 interrupted.
`;
