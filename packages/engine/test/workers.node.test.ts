// Workers in Node: what happens where one dies or cannot start, and that none keeps a process alive.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import workerThreads from "node:worker_threads";
import { afterEach, expect, test, vi } from "vitest";
import type { Session, Steps } from "../src/backends/backend.ts";
import { openBackend } from "../src/backends/choose.ts";
import { dense } from "../src/network/layers.ts";
import { network } from "../src/network/network.ts";
import type { Progress } from "../src/training/progress.ts";
import { train } from "../src/training/train.ts";
import { blobs, trainThrough } from "./support/examples.ts";

const INPUTS = 64;
const fresh = () => network({ inputs: INPUTS, seed: 1, layers: [dense(300, "relu"), dense(1, "sigmoid")] });
const examples = blobs(40, INPUTS);

/** More steps than are done before anything else happens. */
const many: Steps = {
  count: 20_000,
  inputs: new Float32Array(20_000 * INPUTS).fill(0.1),
  targets: new Float32Array(20_000),
  weights: new Float32Array(20_000).fill(1),
  sizes: Array<number>(20_000).fill(1),
  learningRates: Array<number>(20_000).fill(0.001),
};

/** All workers that are started from now on, in order: each crew's leader first. `file` is run in place of the engine's. */
function watchWorkers(file?: URL): workerThreads.Worker[] {
  const started: workerThreads.Worker[] = [];
  class Watched extends workerThreads.Worker {
    constructor(own: URL, options: workerThreads.WorkerOptions) {
      super(file ?? own, options);
      started.push(this);
    }
  }
  const real = process.getBuiltinModule.bind(process) as (name: string) => object;
  const fake = (name: string) => ({ ...real(name), ...(name === "node:worker_threads" ? { Worker: Watched } : {}) });
  vi.spyOn(process, "getBuiltinModule").mockImplementation(fake as never);
  return started;
}

async function openOnTwo(): Promise<Session> {
  const net = fresh();
  const backend = await openBackend("wasm", { threads: 2 });
  return backend.open(net.structure, net.readParameters(), {
    batch: 1,
    loss: "binary-cross-entropy",
    optimizer: { kind: "sgd", momentum: 0, weightDecay: 0 },
  });
}

const ended = (worker: workerThreads.Worker) => vi.waitFor(() => expect(worker.threadId).toBe(-1), 10_000);

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([
  ["the leader", 0],
  ["a helper", 1],
])("%s that dies in the middle of a call is told of, and takes the others along", async (_, which) => {
  const started = watchWorkers();
  const session = await openOnTwo();
  expect(started.length).toBe(2);
  const calls = [session.train(many), session.readParameters()];
  const results = Promise.allSettled(calls);
  await started[which]!.terminate();
  for (const result of await results) {
    expect(result).toMatchObject({ status: "rejected", reason: { name: "SelfsameError", code: "backend-lost" } });
    expect(String((result as PromiseRejectedResult).reason)).toMatch(/exited with code 1.*last checkpoint/);
  }
  await expect(session.train(many)).rejects.toMatchObject({ code: "backend-lost" });
  for (const worker of started) await ended(worker);
  session.dispose();
});

test("a helper that fails inside the kernels is no answer to wait for", async () => {
  const started = watchWorkers();
  const session = await openOnTwo();
  const call = session.train(many);
  started[1]!.emit("message", { kind: "failure", error: { message: "RuntimeError: unreachable" } });
  await expect(call).rejects.toMatchObject({ code: "backend-lost" });
  await expect(session.readState()).rejects.toThrow(/RuntimeError: unreachable/);
  for (const worker of started) await ended(worker);
});

test("a run whose worker dies leaves the network the parameters of its last report", async () => {
  const started = watchWorkers();
  const net = fresh();
  let last: Progress | undefined;
  let reported: Float32Array | undefined;
  const run = async () => {
    for await (last of train(net, examples, { epochs: 1000, threads: 2 })) {
      reported = net.readParameters();
      if (last.epoch === 3) await started[0]!.terminate();
    }
  };
  await expect(run()).rejects.toMatchObject({ code: "backend-lost" });
  expect(last!.epoch).toBe(3);
  expect(net.readParameters()).toEqual(reported);
});

test.each(["the run ends", "the loop is left"])("no worker is left when %s", async (how) => {
  const started = watchWorkers();
  for await (const _ of train(fresh(), examples, { epochs: 2, threads: 2 })) if (how === "the loop is left") break;
  expect(started.length).toBe(2);
  for (const worker of started) await ended(worker);
});

test.each([
  ["is not there", new URL("file:///nowhere/selfsame-worker.js"), /Cannot find module/],
  ["fails at once", new URL("data:text/javascript,throw new Error('not today')"), /not today/],
  ["ends at once", new URL("data:text/javascript,process.exit(3)"), /exited with code 3/],
])("where the worker's file %s, training runs on one thread and says why", async (_, file, reason) => {
  const [expected, net] = [fresh(), fresh()];
  await trainThrough(expected, examples, { epochs: 2, threads: 1 });
  const started = watchWorkers(file);
  const reports = await trainThrough(net, examples, { epochs: 2, threads: 2 });
  expect(started.length).toBe(2);
  const { threads, notes } = reports.at(-1)!.backend;
  expect(threads).toBe(1);
  expect(notes).toEqual([expect.stringMatching(/^one thread, the calling one: the worker did not start/)]);
  expect(notes[0]).toMatch(reason);
  expect(net.readParameters()).toEqual(expected.readParameters());
});

/** Runs a program of these lines after the session is open; what it printed. */
async function runs(lines: string): Promise<{ stdout: string; stderr: string }> {
  const source = (path: string) => JSON.stringify(new URL(`../src/${path}`, import.meta.url).href);
  const program = `
    import { openBackend } from ${source("backends/choose.ts")};
    import { dense } from ${source("network/layers.ts")};
    import { network } from ${source("network/network.ts")};
    const net = network({ inputs: 64, seed: 1, layers: [dense(300, "relu"), dense(1, "sigmoid")] });
    const backend = await openBackend("wasm", { threads: 2 });
    const optimizer = { kind: "sgd", momentum: 0, weightDecay: 0 };
    const options = { batch: 1, loss: "binary-cross-entropy", optimizer };
    const session = await backend.open(net.structure, net.readParameters(), options);
    const steps = (count) => ({
      count,
      inputs: new Float32Array(count * 64).fill(0.1),
      targets: new Float32Array(count),
      weights: new Float32Array(count).fill(1),
      sizes: Array(count).fill(1),
      learningRates: Array(count).fill(0.01),
    });
    ${lines}`;
  // Its own flags: on Node 20 one of them lets it read TypeScript.
  const words = [...process.execArgv, "--input-type=module", "--eval", program];
  return promisify(execFile)(process.execPath, words, { timeout: 15_000 }); // an end by force is an error
}

test.each([
  ["is never disposed of", ""],
  ["was disposed of", "session.dispose();"],
])("a session that %s keeps no process alive, and its workers print nothing", async (_, end) => {
  const { stdout, stderr } = await runs(`await session.train(steps(10)); console.log("done"); ${end}`);
  expect(stdout).toBe("done\n");
  expect(stderr).toBe("");
});

test("a call that is under way does keep it alive", async () => {
  const { stdout } = await runs(`void session.train(steps(5000)).then(({ losses }) => console.log(losses.length));`);
  expect(stdout).toBe("5000\n");
});
