// The module that a worker runs, and no other thread. Its name is its own, so that where a bundler left it out no other
// file is taken for it.

import { nodeProcess } from "./host.ts";
import { serve } from "./serve.ts";

const node = nodeProcess();
if (node !== undefined) {
  const { parentPort } = node.getBuiltinModule("node:worker_threads");
  const answer = serve((reply, transfer) => parentPort?.postMessage(reply, transfer));
  parentPort?.on("message", answer);
} else {
  const answer = serve((reply, transfer) => postMessage(reply, { transfer: [...transfer] }));
  addEventListener("message", ({ data }: MessageEvent) => answer(data as never));
}
