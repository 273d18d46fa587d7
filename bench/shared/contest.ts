// What a contest of training speeds comes to: medians over its rounds, and ratios of ours to the best of the others.

import { median, rounded } from "./statistics.ts";
import type { NetworkShape } from "./networks.ts";

/** One turn. */
export interface Row {
  readonly round: number;
  readonly batch: number;
  readonly id: string;
  readonly samplesPerSecond: number;
  readonly forwardMs: number;
  readonly detail?: string;
}

export interface Entrant {
  readonly id: string;
  readonly name: string;
  readonly threads: number;
  readonly detail?: string;
  readonly isOurs: boolean;
}

export interface Figures {
  /** Median over rounds of the best repetition. */
  readonly samplesPerSecond: number;
  readonly forwardMs: number;
  /** The best repetition of each round. */
  readonly rounds: readonly number[];
  /** What the contestant said of itself in its last turn. */
  readonly detail?: string;
}

export interface BatchResult {
  readonly batch: number;
  readonly figures: Readonly<Record<string, Figures>>;
}

export interface StoryResult {
  readonly network: NetworkShape & { readonly name: string };
  readonly settings: { readonly rounds: number; readonly seconds: number; readonly threads: number };
  readonly contestants: readonly Entrant[];
  readonly results: readonly BatchResult[];
}

export function gathered(rows: readonly Row[], batches: readonly number[]): BatchResult[] {
  return batches.map((batch) => {
    const here = rows.filter((row) => row.batch === batch);
    const ids = [...new Set(here.map(({ id }) => id))];
    const figures = ids.map((id): [string, Figures] => {
      const own = here.filter((row) => row.id === id);
      const rates = own.map(({ samplesPerSecond }) => samplesPerSecond);
      const detail = own.at(-1)?.detail;
      return [
        id,
        {
          samplesPerSecond: rounded(median(rates)),
          forwardMs: rounded(median(own.map(({ forwardMs }) => forwardMs))),
          rounds: rates.map(rounded),
          ...(detail === undefined ? {} : { detail }),
        },
      ];
    });
    return { batch, figures: Object.fromEntries(figures) };
  });
}

export type PeerKind = "all peers" | "PyTorch" | "JavaScript peers";

/** Samples a second of the best peer of a kind, or undefined where none took part. */
export function bestPeer(
  { figures }: BatchResult,
  contestants: readonly Entrant[],
  kind: PeerKind,
): number | undefined {
  const rates = contestants
    .filter(({ id, isOurs }) => !isOurs && (kind === "all peers" || id.startsWith("pytorch") === (kind === "PyTorch")))
    .map(({ id }) => figures[id]?.samplesPerSecond)
    .filter((rate) => rate !== undefined);
  return rates.length === 0 ? undefined : Math.max(...rates);
}

/** Ours to the best peer of a kind; undefined where either is missing. */
export function ratio(row: BatchResult, result: StoryResult, ours: string, kind: PeerKind): number | undefined {
  const best = bestPeer(row, result.contestants, kind);
  const own = row.figures[ours]?.samplesPerSecond;
  return best === undefined || own === undefined ? undefined : own / best;
}
