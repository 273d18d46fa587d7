// How long from the decoded pixels of a 640 x 480 photo to a decision, warm, on one core? Our chain (detect, landmarks,
// chip, quality, describe, certainty) beside face-api and Human on WebAssembly. Each is a process of its own, bound to the
// core; they take turns, in rounds.
// Usage: node --import ./scripts/typescript.js bench/face/speed.ts [--node PATH]... [--rounds 5] [--seconds 2] [--core 0]
//   [--packages DIR]. --core any: bound to none. DIR is a folder like node_modules that holds the peers' packages;
//   TensorFlow.js is installed by bench/install-peers.ts.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { nodeStart, PEERS, startAll, versionsOf, type Start } from "../shared/contestant.ts";
import { nodesFrom, type NodeBinary } from "../shared/entrants.ts";
import { record } from "../shared/results.ts";
import { median, rounded } from "../shared/statistics.ts";
import { textTable } from "../shared/table.ts";
import { PACKAGES } from "./peers/photo.ts";
import type { SpeedAnswer, SpeedRequest } from "./peers/turn.ts";
import { millisecondRows, ratioRows, stageRows, type FaceSpeedResult } from "./speed-table.ts";

const { values } = parseArgs({
  options: {
    node: { type: "string", multiple: true },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "2" },
    core: { type: "string", default: "0" },
    packages: { type: "string", default: PACKAGES },
  },
});
const SCRIPTS = { selfsame: "selfsame.ts", "face-api": "face-api.ts", human: "human.ts" };

/** Whether processes can be bound to a core here. */
const canBind = values.core !== "any" && spawnSync("taskset", ["-c", values.core, "true"]).status === 0;
if (!canBind) console.error("not bound to one core (taskset): threads of the garbage collector may run beside");

function startOf(kind: keyof typeof SCRIPTS, { path, version }: NodeBinary): Start {
  const script = join("../face/peers", SCRIPTS[kind]);
  const { id, program, words } = nodeStart(`${kind}-node-${version}`, path, script, [values.packages]);
  const environment = { NODE_PATH: join(PEERS, "node_modules") };
  if (!canBind) return { id, program, words, environment };
  return { id, program: "taskset", words: ["-c", values.core, program, ...words], environment };
}

const kinds = Object.keys(SCRIPTS) as (keyof typeof SCRIPTS)[];
const starts = nodesFrom(values.node).flatMap((node) => kinds.map((kind) => startOf(kind, node)));
const contestants = await startAll(starts);
const request: SpeedRequest = { seconds: Number(values.seconds) };
const answers = new Map<string, SpeedAnswer[]>(contestants.map(({ id }) => [id, []]));
try {
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const contestant of contestants) answers.get(contestant.id)!.push(await contestant.ask<SpeedAnswer>(request));
    console.error(`round ${round + 1} of ${values.rounds}`);
  }
} finally {
  for (const contestant of contestants) contestant.stop();
}

const result: FaceSpeedResult = {
  settings: { rounds: Number(values.rounds), seconds: request.seconds, cores: canBind ? 1 : "any" },
  results: contestants.map(({ id, hello }) => {
    const own = answers.get(id)!;
    const of = (pick: (answer: SpeedAnswer) => number) => rounded(median(own.map(pick)));
    const stages = Object.keys(own[0]?.stages ?? {}).map((name) => [name, of((answer) => answer.stages![name]!)]);
    return {
      id,
      name: hello.name,
      ...(hello.detail === undefined ? {} : { detail: hello.detail }),
      best: of(({ best }) => best),
      median: of((answer) => answer.median),
      rounds: own.map(({ best }) => rounded(best)),
      ...(stages.length === 0 ? {} : { stages: Object.fromEntries(stages) as Record<string, number> }),
    };
  }),
};
for (const rows of [ratioRows(result), millisecondRows(result), stageRows(result)]) console.log(`${textTable(rows)}\n`);
await record(
  "face-speed",
  "How long from a decoded photo to a decision, on one core?",
  versionsOf(contestants),
  result,
);
