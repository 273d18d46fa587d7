// One thread of bench/machine.ts: goes over a buffer of its own, or over registers, again and again for a time, and says
// how much it did. All threads begin together.

import { parentPort, workerData } from "node:worker_threads";

export interface Job {
  readonly module: WebAssembly.Module;
  readonly kind: "read" | "update" | "arithmetic";
  /** Of this thread's buffer, a multiple of 128. */
  readonly bytes: number;
  readonly milliseconds: number;
  /** How many threads are ready, and how many there are. */
  readonly ready: Int32Array;
}

interface Limits {
  readonly memory: WebAssembly.Memory;
  read(at: number, bytes: number): number;
  update(at: number, bytes: number, factor: number): void;
  arithmetic(times: number, x: number, y: number): number;
}

const { module, kind, bytes, milliseconds, ready } = workerData as Job;
const { memory, read, update, arithmetic } = new WebAssembly.Instance(module, {
  env: { abort: () => undefined },
}).exports as unknown as Limits;

/** Past what the module itself uses. */
const AT = 65536;
const ARITHMETIC_ROUNDS = 1_000_000;
const OPERATIONS_A_ROUND = 12 * 4 * 2;

if (kind !== "arithmetic") {
  memory.grow(Math.ceil((AT + bytes) / 65536));
  new Float32Array(memory.buffer, AT, bytes / 4).fill(1); // every page is touched before the clock runs
}

/** One pass: bytes moved, or operations done. */
function pass(): number {
  switch (kind) {
    case "read":
      read(AT, bytes);
      return bytes;
    case "update":
      update(AT, bytes, 1);
      return 2 * bytes;
    case "arithmetic":
      arithmetic(ARITHMETIC_ROUNDS, 1, 1e-9);
      return ARITHMETIC_ROUNDS * OPERATIONS_A_ROUND;
  }
}

pass();
pass();
Atomics.add(ready, 0, 1);
Atomics.notify(ready, 0);
for (let seen; (seen = Atomics.load(ready, 0)) < Atomics.load(ready, 1);) Atomics.wait(ready, 0, seen);
// Many short spells, of which the best counts; threads are in step only as far as spells are long.
const SPELLS = 10;
const rates: number[] = []; // 10^9 a second
for (let spell = 0; spell < SPELLS; spell++) {
  const start = performance.now();
  let [done, elapsed] = [0, 0];
  do {
    done += pass();
    elapsed = performance.now() - start;
  } while (elapsed < milliseconds / SPELLS);
  rates.push(done / elapsed / 1e6);
}
parentPort!.postMessage(rates);
