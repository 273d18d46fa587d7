// Reads an epoch chunk by chunk, in the order that (seed, epoch) gives: the next one while the one before is learned.

import { batchRoom, readBatch } from "../examples/batches.ts";
import type { ExampleBatch, Examples } from "../examples/source.ts";
import { permutation, PURPOSE } from "../numbers/random.ts";
import { UNBALANCED, weigh, type ClassWeights } from "./balance.ts";
import type { Chunk } from "./chunk.ts";

export class ChunkReader {
  /** Factors on the weights of what is read. */
  classes: ClassWeights = UNBALANCED;
  readonly #examples: Examples;
  readonly #seed: number;
  readonly #size: number;
  /** Two, used in turn: what is being learned is not written over. */
  readonly #rooms: ExampleBatch[] = [];
  #turn = 0;
  #order: { readonly epoch: number; readonly places: Uint32Array } | undefined;
  #ahead: { readonly first: number; readonly chunk: Promise<Chunk> } | undefined;

  /** `size` examples are read at once. */
  constructor(examples: Examples, seed: number, size: number) {
    this.#examples = examples;
    this.#seed = seed;
    this.#size = Math.min(size, examples.count);
  }

  /** The chunk that begins at the epoch's example `first`. Throws what its reading threw, even if that was ahead. */
  async read(epoch: number, first: number): Promise<Chunk> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    return ahead?.first === first ? ahead.chunk : this.#read(epoch, first);
  }

  /**
   * Reads the chunk after the one that begins at `first`, if the epoch has one, for `read` to give. Resolves when that
   * is done, however it ended; until then nothing else may read the examples.
   */
  async readAhead(epoch: number, first: number): Promise<void> {
    const next = first + this.#size;
    if (next >= this.#examples.count) return;
    const chunk = this.#read(epoch, next);
    this.#ahead = { first: next, chunk };
    await Promise.allSettled([chunk]);
  }

  async #read(epoch: number, first: number): Promise<Chunk> {
    if (this.#order?.epoch !== epoch)
      this.#order = { epoch, places: permutation(this.#examples.count, this.#seed, PURPOSE.order, epoch) };
    const indices = this.#order.places.subarray(first, first + this.#size);
    this.#turn = 1 - this.#turn;
    const room = (this.#rooms[this.#turn] ??= batchRoom(this.#examples, this.#size));
    const batch = await readBatch(this.#examples, indices, room, epoch);
    weigh(batch, this.classes);
    return { batch, indices };
  }
}
