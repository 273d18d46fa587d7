// The workers of one session, which live and die together: the leader, which answers calls, and its helpers.

import { SelfsameError } from "../../../errors.ts";
import { buffersIn, errorAgain, type Method, type Reply, type Request } from "./messages.ts";
import type { Opening } from "../session.ts";
import { startWorker, type Started } from "./start.ts";

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A worker could not be started at all: nothing was computed, and another way may do. */
export class NotStarted extends Error {}

function lost(reason: string): SelfsameError {
  return new SelfsameError(
    "backend-lost",
    `backend wasm: a worker ended while it was needed (${reason}), and the session's numbers with it. Resume from the last checkpoint, or train again.`,
  );
}

export class Crew {
  /** The first is the leader. */
  readonly #workers: Started[] = [];
  /** Those that wait for a worker to be ready, and for the leader's answers by their ids. */
  readonly #starting = new Map<number, Waiting>();
  readonly #calls = new Map<number, Waiting>();
  #next = 0;
  #isComplete = false;
  /** Why nothing can be asked for any more. */
  #end: Error | undefined;

  /** Starts the leader and `helpers` more. Throws NotStarted. */
  constructor(helpers: number) {
    try {
      for (let index = 0; index <= helpers; index++) {
        this.#workers.push(
          startWorker({ reply: (reply) => this.#hear(index, reply), ended: (reason) => this.#lose(reason) }),
        );
      }
    } catch (cause) {
      this.dismiss();
      throw new NotStarted(String(cause), { cause });
    }
  }

  /** Makes helpers of all workers but the leader. Rejects with NotStarted where one never comes to life. */
  async help(together: Pick<Opening, "module"> & { readonly memory: WebAssembly.Memory }): Promise<void> {
    const { module, memory } = together;
    const appoint = (_: unknown, index: number) => this.#appoint(index + 1, { kind: "help", module, memory });
    try {
      await Promise.all(this.#workers.slice(1).map(appoint));
    } catch (error) {
      throw error instanceof NotStarted ? error : new NotStarted(String(error), { cause: error });
    }
  }

  /** Makes the leader open the session. Rejects with NotStarted as well, or with what the opening failed with. */
  async lead(opening: Opening): Promise<void> {
    await this.#appoint(0, { kind: "lead", opening });
    this.#isComplete = true;
  }

  async #appoint(index: number, role: Request): Promise<void> {
    await this.#wait(this.#starting, index, () => this.#workers[index]!.send(role));
  }

  /** Asks the leader. Numbers in `values` are handed over: the caller's no more. Rejects with `backend-lost` where a worker died. */
  async call(method: Method, values: readonly unknown[]): Promise<unknown> {
    const id = this.#next++;
    return this.#wait(this.#calls, id, () =>
      this.#workers[0]!.send({ kind: "call", id, method, values }, buffersIn(values)),
    );
  }

  /** Ends all workers, whatever they are doing. */
  dismiss(end: Error = new Error("backend wasm: the session was disposed of.")): void {
    this.#end ??= end;
    for (const worker of this.#workers.splice(0)) worker.terminate();
    for (const waiting of [this.#starting, this.#calls]) {
      for (const { reject } of waiting.values()) reject(this.#end);
      waiting.clear();
    }
  }

  async #wait(waiting: Map<number, Waiting>, key: number, begin: () => void): Promise<unknown> {
    if (this.#end !== undefined) throw this.#end;
    this.#hold(true);
    try {
      return await new Promise((resolve, reject) => {
        waiting.set(key, { resolve, reject });
        begin();
      });
    } finally {
      waiting.delete(key);
      if (this.#starting.size + this.#calls.size === 0) this.#hold(false);
    }
  }

  #hold(isHeld: boolean): void {
    for (const worker of this.#workers) worker.hold(isHeld);
  }

  #hear(index: number, reply: Reply): void {
    const [waiting, key] =
      reply.kind === "ready" || reply.id === undefined ? [this.#starting, index] : [this.#calls, reply.id];
    const asked = waiting.get(key);
    if (reply.kind !== "failure") asked?.resolve(reply.kind === "answer" ? reply.value : undefined);
    else if (asked !== undefined) asked.reject(errorAgain(reply.error));
    else this.#lose(reply.error.message);
  }

  /** One is gone, and the rest cannot go on without it. */
  #lose(reason: string): void {
    if (this.#end !== undefined) return; // it was told to
    this.dismiss(this.#isComplete ? lost(reason) : new NotStarted(reason));
  }
}
