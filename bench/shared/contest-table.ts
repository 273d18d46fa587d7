// A contest of training speeds as tables: ratios first, beside the goals where there are some, then what was measured.

import { bestPeer, ratio, type Entrant, type PeerKind, type StoryResult } from "./contest.ts";
import { goal } from "./goals.ts";
import { figure, textTable, times } from "./table.ts";

const KINDS: readonly PeerKind[] = ["PyTorch", "JavaScript peers"];

/** Ours to the best peer of each kind, by batch size; with goals for the story network. */
export function ratioRows(result: StoryResult, ours: Entrant): string[][] {
  const node = /[\d.]+$/.exec(ours.id)![0];
  const hasGoals = result.network.name === "story";
  const head = ["batch", ...KINDS.flatMap((kind) => [`to ${kind}`, ...(hasGoals ? ["goal", "met"] : [])])];
  const rows = result.results.map((row) => [
    String(row.batch),
    ...KINDS.flatMap((kind) => {
      const value = ratio(row, result, ours.id, kind);
      const aim = goal(kind, row.batch, node);
      const isMet = value === undefined || aim === undefined ? "" : value >= aim ? "yes" : "no";
      return [times(value), ...(hasGoals ? [aim === undefined ? "" : `${Number(aim.toFixed(3))} x`, isMet] : [])];
    }),
  ]);
  return [head, ...rows];
}

/** Samples a second of everyone, a column each. */
export function speedRows({ contestants, results }: StoryResult): string[][] {
  const called = ({ name, threads }: Entrant) => `${name}, ${threads} ${threads === 1 ? "thread" : "threads"}`;
  const rows = contestants.map((one) => [
    called(one),
    ...results.map(({ figures }) => figure(figures[one.id]?.samplesPerSecond)),
  ]);
  return [["samples/s at batch", ...results.map(({ batch }) => String(batch))], ...rows];
}

/** Milliseconds of a forward pass over a batch. */
export function forwardRows({ contestants, results }: StoryResult): string[][] {
  const rows = contestants.map(({ id, name, threads, isOurs }) => {
    const used = isOurs ? 1 : threads; // our forward passes run on the calling thread
    return [
      `${name}, ${used} ${used === 1 ? "thread" : "threads"}`,
      ...results.map(({ figures }) => figure(figures[id]?.forwardMs)),
    ];
  });
  return [["forward, ms at batch", ...results.map(({ batch }) => String(batch))], ...rows];
}

export function contestTables(result: StoryResult): string {
  const ours = result.contestants.filter(({ isOurs }) => isOurs);
  const hasPeers = result.results.some((row) => bestPeer(row, result.contestants, "all peers") !== undefined);
  return [
    ...(hasPeers
      ? ours.map((one) => `${one.name}, ratios to the best of its peers\n${textTable(ratioRows(result, one))}`)
      : []),
    textTable(speedRows(result)),
    textTable(forwardRows(result)),
  ].join("\n\n");
}
