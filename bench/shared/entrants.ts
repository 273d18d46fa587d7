// Who takes part in the contests, and how each is started.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { nodeStart, PEERS, type Start } from "./contestant.ts";

/** PyTorch, NumPy and OpenBLAS are the system's. */
const PYTHON = "/usr/bin/python3";

export interface NodeBinary {
  readonly path: string;
  /** Such as "26.10". */
  readonly version: string;
}

/** The Node binaries that were named, or this one. Throws on one that does not run. */
export function nodesFrom(paths: readonly string[] | undefined): NodeBinary[] {
  return (paths ?? [process.execPath]).map((path) => {
    const version = execFileSync(path, ["--version"], { encoding: "utf8" }).trim().replace(/^v/, "");
    return { path, version: version.split(".").slice(0, 2).join(".") };
  });
}

export function ourStarts(nodes: readonly NodeBinary[], threads: string, kernels?: string): Start[] {
  const words = ["--threads", threads, ...(kernels === undefined ? [] : ["--kernels", kernels])];
  return nodes.map(({ path, version }) => nodeStart(`selfsame-node-${version}`, path, "selfsame.ts", words));
}

/** Peers on one thread and on `threads`, since some are faster on one. */
export function peerStarts(names: readonly string[], node: string, threads: string): Start[] {
  const counts = [...new Set(["1", threads])];
  return names.flatMap((name) => {
    switch (name) {
      case "pytorch":
        return counts.map((count) => pythonStart(`pytorch-${count}`, "pytorch.py", [count], count));
      case "jax-js":
        return counts.map((count) => nodeStart(`jax-js-${count}`, node, "jax-js.ts", ["--threads", count]));
      case "tensorflow-js":
        return [nodeStart("tensorflow-js", node, "tensorflow-js.ts", [])];
      default:
        throw new Error(`--peers ${name}: expected pytorch, jax-js or tensorflow-js, with commas between`);
    }
  });
}

export function pythonStart(id: string, script: string, words: readonly string[], threads: string): Start {
  const environment = { OPENBLAS_NUM_THREADS: threads, OMP_NUM_THREADS: threads };
  return { id, program: PYTHON, words: [join(PEERS, script), ...words], environment };
}
