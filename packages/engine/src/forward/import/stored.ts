// One weight of a manifest as its file stores it: float32, int32 or float16, or quantized to 8 or 16 bits, which become
// numbers when they are asked for: there are millions of them, and each is used once.

import { SelfsameError } from "../../errors.ts";
import type { StoredNumbers } from "../parameters.ts";
import { float16To32 } from "./float16.ts";
import { refuse, shown } from "./refuse.ts";

export type Storage = "float32" | "int32" | "float16" | "uint8" | "uint16";

/** Bytes of a number. */
export const BYTES: Readonly<Record<Storage, number>> = { float32: 4, int32: 4, float16: 2, uint8: 1, uint16: 2 };

/** What a manifest says of a weight, checked. */
export interface StoredEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly length: number;
  readonly type: "float32" | "int32";
  readonly stored: Storage;
  readonly scale: number;
  readonly min: number;
}

/** A weight as it is stored. Bytes of quantized weights are kept and not copied: whoever gave them leaves them be. */
export class StoredTensor implements StoredNumbers {
  readonly shape: readonly number[];
  readonly length: number;
  readonly type: "float32" | "int32";
  /** For messages: the weight's name, and the file that it is in. */
  readonly #name: string;
  readonly #where: string;
  readonly #stored: Uint8Array | Uint16Array | Float32Array | Int32Array;
  readonly #isQuantized: boolean;
  /** A number is stored · scale + min; where it is not quantized that is itself, 0 with its sign. */
  readonly #scale: number;
  readonly #min: number;
  /** No number is further from 0. */
  readonly #largest: number;

  /**
   * `part` (length numbers) is a plain view. Typed arrays are little-endian, as the format is, on every machine that runs
   * JavaScript today; those of two bytes and more need a place divisible by their size, hence the copies.
   * Throws `model-file` where a number is not finite.
   */
  constructor(entry: StoredEntry, part: Uint8Array, where: string) {
    const { name, shape, length, type, stored, scale, min } = entry;
    this.shape = shape;
    this.length = length;
    this.type = type;
    this.#name = name;
    this.#where = where;
    this.#isQuantized = type === "float32" && (stored === "uint8" || stored === "uint16");
    [this.#scale, this.#min] = this.#isQuantized ? [scale, min] : [1, -0];
    const copy = () => part.slice().buffer;
    if (stored === "int32") this.#stored = new Int32Array(copy());
    else if (stored === "float32") this.#stored = new Float32Array(copy());
    else if (stored === "float16") this.#stored = float16To32(new Uint16Array(copy()));
    else {
      const numbers = stored === "uint8" ? part : new Uint16Array(copy());
      this.#stored = this.#isQuantized ? numbers : Int32Array.from(numbers, (value) => Math.round(value * scale + min));
    }
    const most = stored === "uint8" ? 255 : 65_535;
    this.#largest = this.#isQuantized ? Math.max(Math.abs(min), Math.abs(most * scale + min)) : largest(this.#stored);
    this.#finite(this.#largest);
  }

  /** All numbers, a copy. */
  values(): Float32Array | Int32Array {
    if (this.#stored instanceof Int32Array) return this.#stored.slice();
    const values = new Float32Array(this.length);
    this.read(values);
    return values;
  }

  read(into: Float32Array): void {
    this.#check(into);
    if (this.#isQuantized) dequantize(this.#stored, this.#scale, this.#min, ONE, into);
    else into.set(this.#stored);
  }

  /**
   * The numbers times one factor for each place of the last side, which keeps `factors`. Throws `model-file` where the
   * products may not be finite.
   */
  times(factors: Float32Array): StoredNumbers {
    const { length } = this;
    if (length % factors.length !== 0)
      throw new SelfsameError(
        "input",
        `times: expected factors for the last of (${this.shape.join(", ")}), got ${factors.length}.`,
      );
    this.#finite(this.#largest * largest(factors));
    return {
      length,
      read: (into) => {
        this.#check(into);
        dequantize(this.#stored, this.#scale, this.#min, factors, into);
      },
    };
  }

  /** Bytes that were handed to another thread meanwhile are no weights any more. */
  #check(into: Float32Array): void {
    if (this.#stored.length === this.length && into.length === this.length) return;
    const message = `weights: the bytes of ${shown(this.#name)} in ${this.#where} are gone, or ${into.length} numbers were asked for where there are ${this.length}. Keep the bytes as long as the network.`;
    throw new SelfsameError("input", message);
  }

  /** Throws where the number that is furthest from 0 is further than float32 numbers are, or NaN. */
  #finite(most: number): void {
    if (Number.isFinite(Math.fround(most))) return;
    refuse(this.#where, `its weight ${shown(this.#name)} holds a number that is not finite; use another copy.`);
  }
}

/** For numbers that stay as they are. */
const ONE = Float32Array.of(1);

/** (stored · scale + min) · factor, each a float32 number, with the factors in turn. */
function dequantize(
  stored: Uint8Array | Uint16Array | Float32Array | Int32Array,
  scale: number,
  min: number,
  factors: Float32Array,
  into: Float32Array,
): void {
  const turn = factors.length;
  for (let at = 0; at < stored.length;)
    for (let i = 0; i < turn; i++, at++) into[at] = Math.fround(stored[at]! * scale + min) * factors[i]!;
}

/** How far from 0 the furthest is; NaN where one is. */
function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
}
