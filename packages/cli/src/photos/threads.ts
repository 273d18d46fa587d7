// Threads that are asked about photos, each about one at a time: paths go in, answers come out. What a thread makes of a
// photo is its module's, which serves by `serveThread`.

import { availableParallelism } from "node:os";
import { parentPort, Worker } from "node:worker_threads";
import { isSelfsameError, SelfsameError, type ErrorCode } from "@selfsame/engine";

/** Each takes some 100 MB; more than this serve nobody's disk. */
const MOST_THREADS = 32;

/** How many threads read `count` photos. */
export function threadsFor(count: number): number {
  return Math.max(1, Math.min(availableParallelism(), MOST_THREADS, count));
}

/** Several threads. As many photos may be asked about at once as there are threads. */
export interface PhotoThreads<Answer> {
  /** Rejects with the SelfsameError that the thread threw. */
  ask(path: string): Promise<Answer>;
  /** Resolves when all are gone; photos under way are read to their end, so that no decoder is cut off. */
  end(): Promise<void>;
}

/** What a thread is told: to answer about a photo, or to end. */
type Request = { readonly path: string } | "end";

/** What came of it. An error that is not ours goes its own way. */
type Reply<Answer> = { readonly answer: Answer } | { readonly code: ErrorCode; readonly message: string };

/** Starts `count` threads of a module, each with a copy of `data` as its `workerData`. */
export function openThreads<Answer>(module: URL, count: number, data?: unknown): PhotoThreads<Answer> {
  const threads = Array.from({ length: count }, () => startThread<Answer>(module, data));
  const idle = [...threads];
  return {
    async ask(path) {
      const thread = idle.pop();
      if (thread === undefined) throw new SelfsameError("input", `threads: all ${count} are at work. Ask later.`);
      try {
        return await thread.ask(path);
      } finally {
        idle.push(thread);
      }
    },
    end: async () => void (await Promise.all(threads.map((thread) => thread.end()))),
  };
}

function startThread<Answer>(module: URL, data: unknown): PhotoThreads<Answer> {
  // In a checkout Node 20 reads TypeScript only by a flag, which the command adds to the process's own.
  const flags = module.pathname.endsWith(".ts") ? { execArgv: process.execArgv } : {};
  const worker = new Worker(module, { workerData: data, ...flags });
  let waiting: { resolve(answer: Answer): void; reject(error: unknown): void } | undefined;
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
    waiting?.reject(failure);
  };
  const gone = new Promise<void>((resolve) => {
    worker.on("exit", (code) => {
      fail(new SelfsameError("backend-lost", `a thread that reads photos ended with code ${code}. Try again.`));
      resolve();
    });
  });
  worker.on("error", fail);
  worker.on("message", (reply: Reply<Answer>) => {
    if ("answer" in reply) waiting?.resolve(reply.answer);
    else waiting?.reject(new SelfsameError(reply.code, reply.message));
  });
  const send = (request: Request) => worker.postMessage(request);
  return {
    ask: (path) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        if (failure === undefined) send({ path });
        else reject(failure as Error);
      }),
    end() {
      send("end");
      return gone;
    },
  };
}

/** Answers what this thread is asked, until it is told to end. To be called by a thread's module, once. */
export function serveThread<Answer>(answer: (path: string) => Promise<Answer>): void {
  const port = parentPort!;
  const reply = (what: Reply<Answer>) => port.postMessage(what);
  const serve = async (request: Request): Promise<void> => {
    if (request === "end") {
      port.close();
      return;
    }
    try {
      reply({ answer: await answer(request.path) });
    } catch (error) {
      if (!isSelfsameError(error)) throw error;
      reply({ code: error.code, message: error.message });
    }
  };
  port.on("message", (request: Request) => void serve(request));
}
