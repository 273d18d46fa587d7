// What bench/face/flat.ts measured, as a table.

import { figure } from "../shared/table.ts";

/** What the process holds after so many decisions, after a garbage collection. */
export interface Held {
  readonly done: number;
  readonly residentMB: number;
  readonly heapMB: number;
  readonly arrayBuffersMB: number;
}

export interface FlatResult {
  /** On readings that are there. */
  readonly decisions: readonly Held[];
  /** From pixels on. */
  readonly reads: readonly Held[];
}

/** Megabytes that the heap and its buffers may grow by in a phase: 20 bytes a decision of 100,000. */
export const GROWTH_LIMIT = 2;

/** Megabytes that heap and buffers have grown by; the resident size also holds what the system has not taken back. */
export function grown(log: readonly Held[]): number {
  const sizes = log.map(({ heapMB, arrayBuffersMB }) => heapMB + arrayBuffersMB);
  return sizes.at(-1)! - sizes[0]!;
}

/** Megabytes that the resident size may grow by: it comes and goes in steps of the allocator's. */
export const RESIDENT_LIMIT = 32;

export function residentGrown(log: readonly Held[]): number {
  return log.at(-1)!.residentMB - log[0]!.residentMB;
}

export function flatRows({ decisions, reads }: FlatResult): string[][] {
  const rows = (name: string, log: readonly Held[]) =>
    log.map(({ done, residentMB, heapMB, arrayBuffersMB }) => [
      `${figure(done)} ${name}`,
      figure(residentMB),
      figure(heapMB),
      figure(arrayBuffersMB),
    ]);
  return [
    ["after", "resident, MB", "heap, MB", "buffers, MB"],
    ...rows("decisions", decisions),
    ...rows("photos read", reads),
  ];
}
