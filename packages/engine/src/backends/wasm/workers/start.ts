// How a worker is started and spoken to, in Node and in a page. What it says is in messages.ts.

import { nodeProcess } from "./host.ts";
import type { Reply, Request } from "./messages.ts";

export interface Started {
  send(request: Request, transfer?: readonly ArrayBuffer[]): void;
  /** In Node: whether the process stays alive for it. A page's workers end with the page. */
  hold(isHeld: boolean): void;
  terminate(): void;
}

export interface Listener {
  reply(reply: Reply): void;
  /** It could not start, or it ended by itself: once, and nothing comes after. */
  ended(reason: string): void;
}

/** Starts a worker. Throws where the host allows none; what goes wrong later `listener` hears. */
export function startWorker(listener: Listener): Started {
  return nodeProcess() === undefined ? startInPage(listener) : startInNode(listener);
}

function startInPage({ reply, ended }: Listener): Started {
  // Written exactly so: bundlers know a worker by these words.
  const worker = new Worker(new URL("./selfsame-worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent) => reply(data as Reply));
  worker.addEventListener("error", (event) => {
    event.preventDefault(); // it is told of by an error of ours
    ended(event.message || "its script could not be loaded");
  });
  worker.addEventListener("messageerror", () => ended("a message could not be read"));
  return {
    send: (request, transfer = []) => worker.postMessage(request, [...transfer]),
    hold: () => undefined,
    terminate: () => worker.terminate(),
  };
}

/** This module and the worker's, beside it: in Node no bundler must find that one, and it would take a second copy. */
const [HERE, WORKER] = [/start(\.[a-z]+)$/, "selfsame-worker$1"] as const;

function startInNode({ reply, ended }: Listener): Started {
  const node = nodeProcess()!;
  const { Worker } = node.getBuiltinModule("node:worker_threads");
  const here = import.meta.url;
  if (!HERE.test(here))
    throw new Error(
      `the program was bundled into ${here}, without its worker; leave @selfsame/engine out of the bundle`,
    );
  // In a checkout Node 20 reads TypeScript only by a flag, which the command adds to the process's own.
  const options = here.endsWith(".ts") ? { execArgv: node.execArgv } : {};
  const worker = new Worker(new URL(here.replace(HERE, WORKER)), options);
  worker.on("message", reply);
  worker.on("error", (error: Error) => ended(String(error)));
  worker.on("messageerror", (error: Error) => ended(String(error)));
  worker.on("exit", (code: number) => ended(`it exited with code ${code}`));
  return {
    send: (request, transfer = []) => worker.postMessage(request, transfer),
    hold: (isHeld) => (isHeld ? worker.ref() : worker.unref()),
    terminate: () => void worker.terminate(),
  };
}
