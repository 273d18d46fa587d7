// How many samples a second does a network learn from, by batch size, ours beside PyTorch, jax-js and TensorFlow.js?
// Every contestant is a process of its own. They take turns: in each round each is measured once at each batch size, and
// what counts is the median over rounds of the best repetition in a turn.
// Usage: node --import ./scripts/typescript.js bench/story-network.ts [--network story|wide|saturated]
//   [--batch 1,8,32,128,256] [--rounds 5] [--seconds 2] [--threads 2] [--kernels V] [--peers pytorch,jax-js,tensorflow-js]
//   [--node PATH]...   the Node binaries that ours runs on; peers run on the first. Default: this one.

import { parseArgs } from "node:util";
import { startAll, versionsOf, type Contestant } from "./shared/contestant.ts";
import { gathered, type Row, type StoryResult } from "./shared/contest.ts";
import { nodesFrom, ourStarts, peerStarts } from "./shared/entrants.ts";
import { NETWORKS, type NetworkName } from "./shared/networks.ts";
import { record } from "./shared/results.ts";
import { contestTables } from "./shared/contest-table.ts";
import type { TrainAnswer } from "./peers/turn.ts";

const { values } = parseArgs({
  options: {
    network: { type: "string", default: "story" },
    batch: { type: "string", default: "1,8,32,128,256" },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "2" },
    threads: { type: "string", default: "2" },
    kernels: { type: "string" },
    peers: { type: "string", default: "pytorch,jax-js,tensorflow-js" },
    node: { type: "string", multiple: true },
  },
});
const name = values.network as NetworkName;
const network = NETWORKS[name];
if (network === undefined) throw new Error(`--network ${name}: expected one of ${Object.keys(NETWORKS).join(", ")}`);
const [batches, rounds, seconds] = [values.batch.split(",").map(Number), Number(values.rounds), Number(values.seconds)];
const nodes = nodesFrom(values.node);

const contestants = await startAll([
  ...ourStarts(nodes, values.threads, values.kernels),
  ...peerStarts(values.peers.split(",").filter(Boolean), nodes[0]!.path, values.threads),
]);
const rows: Row[] = [];
try {
  for (let round = 0; round < rounds; round++) {
    for (const batch of batches) {
      for (const contestant of contestants) {
        const answer = await turn(contestant, batch);
        if (answer === undefined) continue;
        rows.push({ round, batch, id: contestant.id, ...answer });
        console.error(
          `round ${round + 1} of ${rounds}, batch ${batch}: ${contestant.id} ${answer.samplesPerSecond.toFixed(1)} samples/s`,
        );
      }
    }
  }
} finally {
  for (const contestant of contestants) contestant.stop();
}

/** A turn that fails is said and left out; the others go on. */
async function turn(contestant: Contestant, batch: number): Promise<TrainAnswer | undefined> {
  try {
    return await contestant.ask<TrainAnswer>({ batch, seconds, network });
  } catch (error) {
    console.error(`left out: ${(error as Error).message}`);
    return undefined;
  }
}

const result: StoryResult = {
  network: { name, ...network },
  settings: { rounds, seconds, threads: Number(values.threads) },
  contestants: contestants.map(({ id, hello: { name: called, threads, detail } }) => ({
    id,
    name: called,
    threads,
    ...(detail === undefined ? {} : { detail }),
    isOurs: id.startsWith("selfsame"),
  })),
  results: gathered(rows, batches),
};
console.log(contestTables(result));
console.log(JSON.stringify(result));
await record(`${name}-network`, "How many samples a second does it learn from?", versionsOf(contestants), result);
