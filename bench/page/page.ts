// The page of bench/page.ts. While the network trains, the main thread is watched: the browser's own count of long tasks,
// and a message that is sent round and round, whose longest way says how long nothing else could run.

import { prepareStory, trainStory, type ProgramOptions, type ProgramResult } from "./program.ts";

export interface PageResult extends ProgramResult {
  readonly crossOriginIsolated: boolean;
  /** Milliseconds; the browser reports tasks from 50 on, so 0 means none was longer. */
  readonly longestTask: number;
  /** Milliseconds between two beats. */
  readonly longestGap: number;
  readonly beats: number;
}

async function watched(options: ProgramOptions): Promise<PageResult> {
  let [longestTask, longestGap, beats, last, isOver] = [0, 0, 0, 0, false];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestTask = Math.max(longestTask, duration);
  });
  const { port1, port2 } = new MessageChannel();
  const beat = () => {
    const now = performance.now();
    if (last > 0) longestGap = Math.max(longestGap, now - last);
    last = now;
    beats++;
    // A pause, so that the watch takes nothing from what it watches.
    if (!isOver) setTimeout(() => port2.postMessage(0), 4);
  };
  port1.onmessage = beat;
  // Once without a watch: compiling, starting workers and the first epoch are not what a page feels for minutes.
  await trainStory(prepareStory(), { ...options, seconds: 0 });
  const prepared = prepareStory();
  await new Promise((resolve) => setTimeout(resolve, 100)); // the end of the task that made them
  observer.observe({ type: "longtask" });
  beat();
  const result = await trainStory(prepared, options);
  isOver = true;
  // Entries are handed over in a task of their own.
  await new Promise((resolve) => setTimeout(resolve, 100));
  observer.disconnect();
  port1.close();
  return { ...result, crossOriginIsolated: globalThis.crossOriginIsolated, longestTask, longestGap, beats };
}

Object.assign(globalThis, { watched });
