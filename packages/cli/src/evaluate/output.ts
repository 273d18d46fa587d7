// The report's place: checked before an hour of work, and never that of a file that is not ours.

import { SelfsameError } from "@selfsame/engine";
import { REPORT_MARK } from "../files/outputs.ts";
import { displayed } from "../files/paths.ts";
import { checkWritable, isFile, readStart, removeLeftovers } from "../files/write.ts";

/** Enough of a file to tell whose it is. */
const START_BYTES = 4096;

/** Throws SelfsameError `file` where the report could not be written, or would replace something that is none. */
export async function checkReportPlace(path: string): Promise<void> {
  await removeLeftovers(path);
  await checkWritable(path);
  if (!(await isFile(path))) return;
  const start = await readStart(path, START_BYTES);
  if (start.length === 0 || start.toString("latin1").includes(REPORT_MARK)) return;
  throw new SelfsameError(
    "file",
    `${displayed(path)} is there already and is no report of selfsame; it is left as it is. Choose another --report.`,
  );
}
