// The `Worker` of pages, as far as jax-js needs it, over Node's own: with it jax-js uses as many threads in Node as it
// does in a page. Node has none by that name.

import { resolveObjectURL } from "node:buffer";
import { Worker as NodeWorker } from "node:worker_threads";

const IN_WORKER = `
  const { parentPort } = require("node:worker_threads");
  globalThis.self = globalThis;
  globalThis.postMessage = (message) => parentPort.postMessage(message);
  parentPort.on("message", (data) => globalThis.onmessage({ data }));
`;

/** Starts from the URL of a blob. What is posted before it runs is kept for it. */
class PageWorker {
  onmessage: ((event: { data: unknown }) => void) | undefined;
  onerror: ((error: Error) => void) | undefined;
  readonly #worker: Promise<NodeWorker>;

  constructor(url: string) {
    const blob = resolveObjectURL(url);
    if (blob === undefined) throw new Error(`no blob at ${url}`);
    this.#worker = blob.text().then((code) => {
      const worker = new NodeWorker(IN_WORKER + code, { eval: true });
      worker.on("message", (data: unknown) => this.onmessage?.({ data }));
      worker.on("error", (error) => this.onerror?.(error));
      return worker;
    });
  }

  postMessage(message: unknown): void {
    void this.#worker.then((worker) => worker.postMessage(message));
  }
}

/** Gives this process the `Worker` of pages, and so many processors to see. */
export function pretendPage(threads: number): void {
  Object.assign(globalThis, { Worker: PageWorker });
  Object.defineProperty(globalThis, "navigator", { value: { hardwareConcurrency: threads }, configurable: true });
}
