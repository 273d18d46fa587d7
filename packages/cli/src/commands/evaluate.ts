// `selfsame evaluate`: the ten-selfie protocol on a folder of people, with the certainty network that is shipped.

import { setImmediate } from "node:timers/promises";
import { evaluatePeople, shippedModel, TRAINED_ON, worstMistakes } from "@selfsame/face";
import picocolors from "picocolors";
import { checkFolder, peopleIn } from "../evaluate/folder.ts";
import { checkReportPlace } from "../evaluate/output.ts";
import { evaluationPage, holdsPhotos } from "../evaluate/page.ts";
import { readPeople } from "../evaluate/people.ts";
import { resultJson, type EvaluationResult } from "../evaluate/result.ts";
import { evaluationText } from "../evaluate/text.ts";
import { trainedOnWords } from "../evaluate/words.ts";
import { displayed } from "../files/paths.ts";
import { writeWhole } from "../files/write.ts";
import { INTERRUPTED, interruptible } from "../terminal/interrupt.ts";
import { plural } from "../report/format.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface EvaluateArguments {
  readonly enroll: number;
  readonly seeds: number;
  readonly json?: boolean;
  readonly report?: string;
}

/** Mistakes of each kind that the report shows. */
const WORST = 8;

/** Returns the exit code. Throws SelfsameError on a folder or networks that cannot be used. */
export async function evaluateCommand(folder: string, given: EvaluateArguments, terminal: Terminal): Promise<number> {
  if (given.report !== undefined) await checkReportPlace(given.report);
  return interruptible(async (signal) => {
    let result: EvaluationResult;
    try {
      result = await evaluate(folder, given, terminal, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      terminal.note("Interrupted; nothing was written.");
      return INTERRUPTED;
    }
    const warning = trainedOnWords(result);
    if (warning !== undefined) terminal.note(`selfsame: warning: ${warning}`);
    if (given.report !== undefined) await writeWhole(given.report, await evaluationPage(result));
    if (given.json === true) terminal.print(resultJson(result));
    else terminal.print(evaluationText(result, { color: terminal.color }));
    if (given.report !== undefined && given.json !== true)
      terminal.print(
        `${picocolors.createColors(terminal.color).dim("report   ")}${displayed(given.report)} (${holdsPhotos(result) ? "it holds small copies of photos; " : ""}only you can read it)`,
      );
    return 0;
  });
}

async function evaluate(
  folder: string,
  { enroll, seeds }: EvaluateArguments,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<EvaluationResult> {
  const { people: folders, loose } = await peopleIn(folder);
  checkFolder(folder, folders, enroll); // before an hour of reading
  const model = await shippedModel();
  if (loose > 0) terminal.note(`left out ${plural(loose, "photo")} in no person's folder`);
  const read = await readPeople(folders, terminal, signal);
  checkFolder(folder, read.people, enroll);
  terminal.line("comparing owners and strangers");
  let bar: ReturnType<Terminal["bar"]> | undefined;
  try {
    const evaluation = await evaluatePeople(read.people, {
      model,
      enroll,
      seeds,
      trainedOn: TRAINED_ON,
      async onTrial(done, total) {
        bar ??= terminal.bar(total, "comparing owners and strangers");
        bar.update(done, "comparing owners and strangers");
        await setImmediate(); // Ctrl-C is heard here
        signal.throwIfAborted();
      },
    });
    return { ...read, folder, enroll, seeds, evaluation, mistakes: worstMistakes(read.people, evaluation, WORST) };
  } finally {
    bar?.stop();
  }
}
