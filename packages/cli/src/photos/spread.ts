// The same asynchronous work on each of many items, some at once, stopping at the first failure or when asked to.

/**
 * Runs `work` on every item, at most `atOnce` at a time, in order of their start.
 * Rejects with the first error, or with the signal's reason as soon as it is given; work already begun then runs out
 * unheard, and none is begun.
 */
export async function spread<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  let next = 0;
  let stopped = false;
  async function worker(): Promise<void> {
    while (!stopped && next < items.length) {
      const index = next++;
      await work(items[index]!, index);
    }
  }
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal!.reason as Error);
    signal?.addEventListener("abort", onAbort);
  });
  try {
    await Promise.race([aborted, Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))]);
  } finally {
    stopped = true;
    signal?.removeEventListener("abort", onAbort!);
  }
}
