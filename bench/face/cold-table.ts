// What bench/face/cold.ts measured, as tables.

import { figure } from "../shared/table.ts";

export interface ColdResult {
  readonly rounds: number;
  readonly results: readonly {
    /** Such as "26.10". */
    readonly node: string;
    /** Milliseconds, medians over rounds: a process that does nothing; the command to its first decision; to its end. */
    readonly empty: number;
    readonly first: number;
    readonly all: number;
    /** The fastest round, to the first decision. */
    readonly best: number;
    /** Milliseconds of each link when they run one after another. */
    readonly links: Readonly<Record<string, number>>;
  }[];
}

/** Milliseconds to the first decision, at most. */
export const COLD_GOAL = 500;

export function coldRows({ results }: ColdResult): string[][] {
  return [
    ["ms", "to the first decision", "best", `below ${COLD_GOAL}`, "to the end", "Node alone"],
    ...results.map(({ node, empty, first, best, all }) => [
      `Node ${node}`,
      figure(first),
      figure(best),
      first < COLD_GOAL ? "yes" : "no",
      figure(all),
      figure(empty),
    ]),
  ];
}

export function linkRows({ results }: ColdResult): string[][] {
  const links = Object.keys(results[0]?.links ?? {});
  return [
    ["ms, one after another", ...results.map(({ node }) => `Node ${node}`)],
    ...links.map((link) => [link, ...results.map(({ links: own }) => figure(own[link]))]),
  ];
}
