// Opens a training session off the calling thread: helpers first, then the leader, which counts on them.

import type { Session } from "../../backend.ts";
import { sessionMemory } from "../layout.ts";
import { openWasmSession, type Opening } from "../session.ts";
import { Crew, NotStarted } from "./crew.ts";
import { nodeProcess } from "./host.ts";
import { RemoteSession } from "./remote.ts";

/**
 * Opens it on as many threads as its facts say; `shared` compiles the kernels for shared memory. A worker that does not
 * start is no reason not to train: the session is then opened here, and its facts say why.
 */
export async function openWithWorkers(opening: Opening, shared: () => Promise<WebAssembly.Module>): Promise<Session> {
  try {
    return await openRemote(opening, shared);
  } catch (error) {
    if (!(error instanceof NotStarted)) throw error;
    const { facts } = opening;
    return openWasmSession({ ...opening, facts: { ...facts, threads: 1, notes: [...facts.notes, noteOf(error)] } });
  }
}

function noteOf({ message }: NotStarted): string {
  const way =
    nodeProcess() === undefined
      ? `. Build "@selfsame/engine/worker" as an entry point of its own, into a file selfsame-worker.js beside the page's script, and let the page's content policy run it (worker-src 'self')`
      : "";
  return `one thread, the calling one: the worker did not start (${message})${way}`;
}

async function openRemote(opening: Opening, shared: () => Promise<WebAssembly.Module>): Promise<Session> {
  const { facts, structure, options } = opening;
  const { threads } = facts;
  const together =
    threads === 1 ? undefined : { module: await shared(), memory: sessionMemory(structure, options), threads };
  const crew = new Crew(threads - 1);
  try {
    if (together !== undefined) await crew.help(together);
    await crew.lead({ ...opening, ...together });
    return new RemoteSession(facts, crew);
  } catch (error) {
    crew.dismiss();
    throw error;
  }
}
