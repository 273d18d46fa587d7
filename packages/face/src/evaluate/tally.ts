// Attempts made ready to be counted many times over: impostor attempts in the order of their scores, and everyone counted
// as often as a resample says.

import type { Stream } from "@selfsame/engine/numbers";
import type { Attempts } from "./attempts.ts";

/** How often each of the people counts, as an owner and as a stranger: 0 or more. */
export interface Counts {
  readonly owners: ArrayLike<number>;
  readonly strangers: ArrayLike<number>;
}

/** Without `counts`, everyone counts once. */
export class Tally {
  readonly #people: number;
  readonly #owners: readonly number[];
  readonly #strangers: readonly number[];
  /** Impostor attempts from the highest score down. */
  readonly #owner: Uint32Array;
  readonly #stranger: Uint32Array;
  readonly #score: Float64Array;
  readonly #genuineOwner: Uint32Array;
  readonly #genuineScore: Float64Array;

  constructor({ people, genuine, impostor }: Attempts) {
    // Not by their difference: two of -Infinity have none.
    const order = [...impostor].sort((a, b) => (a.score < b.score ? 1 : a.score > b.score ? -1 : 0));
    this.#people = people.length;
    this.#owner = Uint32Array.from(order, ({ owner }) => owner);
    this.#stranger = Uint32Array.from(order, ({ stranger }) => stranger);
    this.#score = Float64Array.from(order, ({ score }) => score);
    this.#genuineOwner = Uint32Array.from(genuine, ({ owner }) => owner);
    this.#genuineScore = Float64Array.from(genuine, ({ score }) => score);
    // In the order of the people, so that two scores of the same attempts draw the same resamples.
    const sorted = (places: Iterable<number>) => [...new Set(places)].sort((a, b) => a - b);
    this.#owners = sorted([...this.#genuineOwner, ...this.#owner].values());
    this.#strangers = sorted(this.#stranger.values());
  }

  /** As `thresholds`, of one. */
  threshold(far: number, counts?: Counts): number {
    return this.thresholds([far], counts)[0]!;
  }

  /** For each of `fars` the lowest threshold above which at most that share of the impostor attempts lies. */
  thresholds(fars: readonly number[], counts?: Counts): number[] {
    const total = this.#total(counts);
    const limits = fars.map((far, index) => ({ index, limit: far * total })).sort((a, b) => a.limit - b.limit);
    const thresholds = fars.map(() => -Infinity);
    let [passed, next] = [0, 0];
    for (let rank = 0; rank < this.#score.length && next < limits.length; rank++) {
      passed += this.#weight(rank, counts);
      for (; next < limits.length && passed > limits[next]!.limit; next++)
        thresholds[limits[next]!.index] = this.#score[rank]!;
    }
    return thresholds;
  }

  /** The share of genuine attempts at or below the threshold; NaN where there is none. */
  rejected(threshold: number, counts?: Counts): number {
    let [refused, total] = [0, 0];
    this.#genuineOwner.forEach((owner, index) => {
      const weight = counts === undefined ? 1 : counts.owners[owner]!;
      total += weight;
      if (!(this.#genuineScore[index]! > threshold)) refused += weight;
    });
    return refused / total;
  }

  /** The share of impostor attempts above the threshold; NaN where there is none. */
  accepted(threshold: number, counts?: Counts): number {
    let passed = 0;
    for (let rank = 0; this.#score[rank]! > threshold; rank++) passed += this.#weight(rank, counts);
    return passed / this.#total(counts);
  }

  /**
   * Owners and strangers drawn anew, as many as there are, with replacement. A draw that leaves no genuine or no impostor
   * attempt has no rates and is drawn again: where not every owner has attempts of each kind, that can be. Which draws
   * these are depends on who met whom, not on scores. Where a kind has no attempt at all, it is as it is.
   */
  resample(random: Stream): Counts {
    const draw = (from: readonly number[]) => {
      const counts = new Uint16Array(this.#people);
      for (let i = 0; i < from.length; i++) counts[from[random.below(from.length)]!]!++;
      return counts;
    };
    for (;;) {
      const counts = { owners: draw(this.#owners), strangers: draw(this.#strangers) };
      if (this.#hasBothKinds(counts)) return counts;
    }
  }

  /** Of the kinds of attempt that there are, both are left in a draw. */
  #hasBothKinds(counts: Counts): boolean {
    return (
      (this.#genuineOwner.length === 0 || this.#genuineOwner.some((owner) => counts.owners[owner]! > 0)) &&
      (this.#owner.length === 0 || this.#owner.some((_, rank) => this.#weight(rank, counts) > 0))
    );
  }

  #weight(rank: number, counts: Counts | undefined): number {
    return counts === undefined ? 1 : counts.owners[this.#owner[rank]!]! * counts.strangers[this.#stranger[rank]!]!;
  }

  #total(counts: Counts | undefined): number {
    if (counts === undefined) return this.#score.length;
    let total = 0;
    for (let rank = 0; rank < this.#score.length; rank++) total += this.#weight(rank, counts);
    return total;
  }
}
