// What the project aims at for the story network, as ratios to the best peer measured in the same run, on two threads.

import type { PeerKind } from "./contest.ts";

const PYTORCH: Readonly<Record<number, number>> = { 1: 6, 8: 3, 32: 1.7, 128: 0.85, 256: 0.7 };
const JAVASCRIPT: Readonly<Record<number, number>> = { 1: 5, 8: 5, 32: 5, 128: 3.5, 256: 3.5 };
/** Node 20 has no relaxed SIMD and an older compiler: a share of the goals is asked of it. */
const OLD_NODE = { small: 0.6, large: 0.45, smallestLarge: 32 };

/** The goal at a batch size, or undefined where there is none. `node` is a version such as "20.20". */
export function goal(kind: PeerKind, batch: number, node: string): number | undefined {
  const full = kind === "PyTorch" ? PYTORCH[batch] : kind === "JavaScript peers" ? JAVASCRIPT[batch] : undefined;
  if (full === undefined || Number(node.split(".")[0]) > 20) return full;
  return full * (batch < OLD_NODE.smallestLarge ? OLD_NODE.small : OLD_NODE.large);
}
