// How far from the threshold must a first look be to decide alone? Counts, for margins in natural logarithms of the
// likelihood ratio, what first looks would decide of the ten-selfie protocol, cross-fitted, and where the second look
// would have said otherwise. `CLEAR` in packages/face/src/decide/recognize.ts is chosen by it.
// Usage: node --import ./scripts/typescript.js scripts/face/first-look.ts PEOPLE CACHE GLANCES [--jobs 2]
// CACHE is train-certainty.ts's; GLANCES keeps what the photos say at first look. Both stand for persons: keep them outside
// the repository.

import { parseArgs } from "node:util";
import { textTable } from "../../bench/shared/table.ts";
import { SECURITY_LEVELS } from "../../packages/face/src/decide/level.ts";
import { Tally } from "../../packages/face/src/evaluate/tally.ts";
import { crossFit } from "./cross-fit.ts";
import { fitCertainty } from "./fit-certainty.ts";
import { readPeople } from "./people.ts";

const MARGINS = [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { jobs: { type: "string", default: "2" } },
});
const [root, cache, glances] = positionals;
if (root === undefined || cache === undefined || glances === undefined)
  throw new Error("expected PEOPLE, CACHE and GLANCES: a folder and two files");

const jobs = Number(values.jobs);
const people = await readPeople(root, cache, jobs);
const seenAtFirst = await readPeople(root, glances, jobs, "glance");
const say = (line: string) => console.error(line);
const { attempts: full } = await crossFit(people, fitCertainty, say);
const { attempts: first } = await crossFit(people, fitCertainty, say, { probes: seenAtFirst });

for (const level of SECURITY_LEVELS) {
  const threshold = new Tally(full).threshold(level);
  const rows = MARGINS.map((margin) => {
    const share = (kind: "genuine" | "impostor", isClear: (score: number) => boolean) => {
      const clear = first[kind].flatMap(({ score }, at) => (isClear(score) ? [full[kind][at]!.score > threshold] : []));
      return { clear, part: ((100 * clear.length) / first[kind].length).toFixed(1) };
    };
    const [owners, passed] = (["genuine", "impostor"] as const).map((kind) =>
      share(kind, (score) => score > threshold + margin),
    );
    const [refused, strangers] = (["genuine", "impostor"] as const).map((kind) =>
      share(kind, (score) => score < threshold - margin),
    );
    const count = (answers: readonly boolean[], answer: boolean) => answers.filter((one) => one === answer).length;
    return [
      String(margin),
      owners!.part,
      String(count(passed!.clear, false)),
      strangers!.part,
      String(count(refused!.clear, true)),
    ];
  });
  console.log(
    `At FAR ${level.toExponential()}, ${full.genuine.length} genuine, ${full.impostor.length} impostor attempts`,
  );
  const head = ["margin", "owners let in at first look, %", "strangers so, wrongly"];
  console.log(textTable([[...head, "strangers refused at first look, %", "owners so, wrongly"], ...rows]));
}
