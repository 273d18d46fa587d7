// 512 distinct examples, uniform in [0, 1), taken in turn: the same for every contestant that runs in Node.

import { PURPOSE, stream } from "@selfsame/engine";
import type { NetworkShape } from "../shared/networks.ts";

export const POOL = 512;

export class Pool {
  /** (512, width), row-major. */
  readonly inputs: Float32Array;
  /** (512, 1), 0 or 1; all 0 for a saturated network. */
  readonly targets: Float32Array;
  readonly #width: number;
  #at = 0;

  constructor({ inputs: width, outputBias }: NetworkShape) {
    const random = stream(1, PURPOSE.drawing);
    this.#width = width;
    this.inputs = Float32Array.from({ length: POOL * width }, () => random.uniform());
    this.targets = Float32Array.from({ length: POOL }, () =>
      outputBias === undefined && random.uniform() > 0.5 ? 1 : 0,
    );
  }

  /** Copies the next examples into `inputs` (count, width) and `targets` (count, 1). */
  take(inputs: Float32Array, targets: Float32Array): void {
    const width = this.#width;
    for (let row = 0; row < targets.length;) {
      const rows = Math.min(targets.length - row, POOL - this.#at);
      inputs.set(this.inputs.subarray(this.#at * width, (this.#at + rows) * width), row * width);
      targets.set(this.targets.subarray(this.#at, this.#at + rows), row);
      row += rows;
      this.#at = (this.#at + rows) % POOL;
    }
  }
}
