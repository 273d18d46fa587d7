// A worker's side: it becomes the leader, which holds the session and answers calls, or a helper, which works inside
// the kernels for ever and hears nothing more.

import type { Session } from "../../backend.ts";
import { helpKernels } from "../kernels.ts";
import { openWasmSession } from "../session.ts";
import { buffersIn, plainError, type Reply, type Request } from "./messages.ts";

/** What a worker does with each message, given the way to answer. */
export function serve(send: (reply: Reply, transfer: readonly ArrayBuffer[]) => void): (request: Request) => void {
  let session: Session | undefined;

  async function follow(request: Request): Promise<void> {
    switch (request.kind) {
      case "help":
        return helpKernels(request.module, request.memory, () => send({ kind: "ready" }, []));
      case "lead":
        session = await openWasmSession(request.opening);
        return send({ kind: "ready" }, []);
      case "call": {
        const call = session![request.method] as (...values: readonly unknown[]) => Promise<unknown>;
        const value = await call.apply(session, request.values as unknown[]);
        return send({ kind: "answer", id: request.id, value }, buffersIn(value));
      }
    }
  }

  return (request) => {
    follow(request).catch((error: unknown) => {
      // What fails inside the kernels leaves numbers that nobody can vouch for: it is no answer to one call.
      const isAnswer = request.kind === "call" && !(error instanceof WebAssembly.RuntimeError);
      const id = isAnswer ? { id: request.id } : {};
      send({ kind: "failure", ...id, error: plainError(error) }, []);
    });
  };
}
