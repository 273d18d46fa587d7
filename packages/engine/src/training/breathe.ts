// Lets everything else that waits run once: an abort, a repaint, a keypress. A promise alone would not.

/** Resolves in a new task of the event loop. */
export async function breathe(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => void };
  if (setImmediate !== undefined) return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => {
    // A message arrives at once, where a timer is held back to 4 milliseconds.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}
