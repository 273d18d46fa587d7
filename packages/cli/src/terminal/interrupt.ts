// Ctrl-C once stops in good order; twice stops at once.

/** Exit code of a run that was interrupted. */
export const INTERRUPTED = 130;

/** Runs `work` with a signal that SIGINT, SIGTERM and SIGHUP abort. */
export async function interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of signals) process.on(name, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of signals) process.off(name, stop);
  }
}
