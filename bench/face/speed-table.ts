// What bench/face/speed.ts measured, as tables: ratios to the peers of the same Node first, then milliseconds.

import { figure, times } from "../shared/table.ts";

export interface Decided {
  /** Such as "face-api-node-26.10". */
  readonly id: string;
  readonly name: string;
  readonly detail?: string;
  /** Milliseconds of a decision: the best of a turn, and the median of a turn; of each the median over rounds. */
  readonly best: number;
  readonly median: number;
  /** The best of each round. */
  readonly rounds: readonly number[];
  /** Milliseconds of each link of our chain at best. */
  readonly stages?: Readonly<Record<string, number>>;
}

export interface FaceSpeedResult {
  readonly settings: { readonly rounds: number; readonly seconds: number; readonly cores: 1 | "any" };
  readonly results: readonly Decided[];
}

/** How many times as fast as each peer, at least. */
export const FACE_GOAL = 5;
const PEERS = { "face-api": "face-api", human: "Human" };

const oursIn = ({ results }: FaceSpeedResult) => results.filter(({ id }) => id.startsWith("selfsame-"));

export function ratioRows(result: FaceSpeedResult): string[][] {
  const peers = Object.entries(PEERS);
  const rows = oursIn(result).map(({ id, name, best, median }) => [
    name,
    ...peers.flatMap(([peer]) => {
      const theirs = result.results.find((one) => one.id === id.replace("selfsame", peer));
      if (theirs === undefined) return ["", "", ""];
      const ratio = theirs.best / best;
      return [times(ratio), times(theirs.median / median), ratio >= FACE_GOAL ? "yes" : "no"];
    }),
  ]);
  const head = peers.flatMap(([, name]) => [`to ${name}, best`, "median", `${FACE_GOAL} x`]);
  return [["as fast as", ...head], ...rows];
}

export function millisecondRows({ results }: FaceSpeedResult): string[][] {
  return [
    ["ms of a decision", "best", "median", ""],
    ...results.map(({ name, best, median, detail }) => [name, figure(best), figure(median), detail ?? ""]),
  ];
}

export function stageRows(result: FaceSpeedResult): string[][] {
  const ours = oursIn(result);
  const stages = Object.keys(ours[0]?.stages ?? {});
  return [
    ["ms of each link", ...stages],
    ...ours.map(({ name, stages: own }) => [name, ...stages.map((stage) => figure(own?.[stage]))]),
  ];
}
