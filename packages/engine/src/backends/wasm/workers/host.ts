// What differs between hosts that have workers: Node's module worker_threads, and the Worker of pages. Node's modules
// are asked for by name when they are needed, so that nothing of Node stands in what a page loads.

/** As much of Node's Worker and parentPort as is used here. */
interface NodePort {
  postMessage(message: unknown, transfer?: readonly Transferable[]): void;
  on(event: string, listen: (value: never) => void): void;
  ref(): void;
  unref(): void;
}

export interface NodeWorker extends NodePort {
  terminate(): Promise<number>;
}

interface NodeModules {
  readonly "node:worker_threads": {
    readonly Worker: new (file: URL, options: { readonly execArgv?: readonly string[] }) => NodeWorker;
    /** null on the main thread. */
    readonly parentPort: NodePort | null;
  };
  readonly "node:os": { availableParallelism(): number };
}

/** As much of Node's `process` as is used here. */
interface NodeProcess {
  readonly versions?: { readonly node?: string };
  readonly execArgv: readonly string[];
  getBuiltinModule?<Name extends keyof NodeModules>(name: Name): NodeModules[Name];
}

/** Node's `process`, with its modules; undefined in a page. */
export function nodeProcess(): Required<NodeProcess> | undefined {
  const { process } = globalThis as { process?: NodeProcess };
  const isNode = typeof process?.versions?.node === "string" && process.getBuiltinModule !== undefined;
  return isNode ? (process as Required<NodeProcess>) : undefined;
}

/** True where a module can be started as a worker. */
export function hasWorkers(): boolean {
  return nodeProcess() !== undefined || typeof Worker === "function";
}

/** True where threads can share memory: in Node, and in a page that is cross-origin isolated. */
export function sharesMemory(): boolean {
  return typeof SharedArrayBuffer === "function";
}

/** How many threads this machine runs at once. */
export function parallelism(): number {
  const node = nodeProcess();
  if (node !== undefined) return node.getBuiltinModule("node:os").availableParallelism();
  const { navigator } = globalThis as { navigator?: { readonly hardwareConcurrency?: number } };
  return navigator?.hardwareConcurrency ?? 1;
}
