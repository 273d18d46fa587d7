// Other threads that take part in a session's operations: workers inside the kernels, which hear nothing more. In Node
// only: the calling thread waits for them, and a page's must not.

import { SelfsameError } from "../../errors.ts";
import { nodeProcess, parallelism, sharesMemory } from "../../backends/wasm/workers/host.ts";
import type { Reply } from "../../backends/wasm/workers/messages.ts";
import type { Started } from "../../backends/wasm/workers/start.ts";

/** More than this bring little to a single example. */
const MOST_AUTOMATIC = 8;

/** How many threads a session gets here. */
export function forwardThreads(wanted: number | "auto"): number {
  if (nodeProcess() === undefined || !sharesMemory()) return 1;
  return wanted === "auto" ? Math.min(MOST_AUTOMATIC, parallelism()) : wanted;
}

export class Helpers {
  readonly #workers: Started[];
  /** Why they are of no help any more. */
  #end: string | undefined;

  private constructor(workers: Started[]) {
    this.#workers = workers;
  }

  /** Starts `count` of them. Rejects, with none left behind, where one does not come to life. */
  static async start(count: number, module: WebAssembly.Module, memory: WebAssembly.Memory): Promise<Helpers> {
    const { startWorker } = await import("../../backends/wasm/workers/start.ts");
    const helpers = new Helpers([]);
    const starting = Array.from(
      { length: count },
      () =>
        new Promise<void>((resolve, reject) => {
          const ended = (reason: string) => {
            helpers.#end ??= reason;
            reject(new Error(reason));
          };
          const reply = (one: Reply) => (one.kind === "failure" ? ended(one.error.message) : resolve());
          const worker = startWorker({ reply, ended });
          helpers.#workers.push(worker);
          worker.send({ kind: "help", module, memory });
        }),
    );
    try {
      await Promise.all(starting);
    } catch (error) {
      await Promise.allSettled(starting);
      helpers.dismiss();
      throw error;
    }
    // The process need not stay alive for them.
    for (const worker of helpers.#workers) worker.hold(false);
    return helpers;
  }

  /** Throws `backend-lost` where one ended by itself. */
  check(): void {
    if (this.#end === undefined) return;
    const message = `backend wasm: a worker ended while it was needed (${this.#end}). Open the network again.`;
    throw new SelfsameError("backend-lost", message);
  }

  dismiss(): void {
    for (const worker of this.#workers.splice(0)) worker.terminate();
  }
}
