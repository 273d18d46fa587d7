// What bench/face/enroll.ts measured, as a table.

import { figure } from "../shared/table.ts";

export interface EnrollResult {
  readonly rounds: number;
  readonly selfies: number;
  readonly results: readonly {
    /** Such as "26.10". */
    readonly node: string;
    /** What the photos are. */
    readonly photos: string;
    /** Milliseconds of the whole command: the median over rounds, and the fastest. */
    readonly median: number;
    readonly best: number;
  }[];
}

/** Milliseconds from the start of the command to its end, at most. */
export const ENROLL_GOAL = 2000;

export function enrollRows({ results }: EnrollResult): string[][] {
  return [
    ["ms", "photos", "median", "best", `below ${ENROLL_GOAL.toLocaleString("en-US")}`],
    ...results.map(({ node, photos, median, best }) => [
      `Node ${node}`,
      photos,
      figure(median),
      figure(best),
      median < ENROLL_GOAL ? "yes" : "no",
    ]),
  ];
}
