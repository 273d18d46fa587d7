// Training off the calling thread: on any number of threads the same bytes, and never without an answer.

import { afterEach, describe, expect, test, vi } from "vitest";
import type { Backend, Numbers, Session, Steps } from "../src/backends/backend.ts";
import { openBackend } from "../src/backends/choose.ts";
import type { Examples } from "../src/examples/source.ts";
import { save } from "../src/file/model.ts";
import { dense } from "../src/network/layers.ts";
import { network, type Network } from "../src/network/network.ts";
import type { Progress } from "../src/training/progress.ts";
import { train, type TrainOptions } from "../src/training/train.ts";
import { blobs, trainThrough } from "./support/examples.ts";
import { sha256Of } from "./support/files.ts";
import { variants } from "./support/variants.ts";

/** No width is a whole number of tiles, and the layers are large enough to be shared among threads. */
const INPUTS = 301;
const fresh = (seed = 3) =>
  network({ inputs: INPUTS, seed, layers: [dense(257, "relu"), dense(129, "tanh"), dense(1, "sigmoid")] });
const examples = blobs(90, INPUTS);

const OPTIMIZER = { kind: "sgd", momentum: 0.9, weightDecay: 0.001 } as const;
const open = async (backend: Backend, batch = 8): Promise<Session> => {
  const net = fresh();
  return backend.open(net.structure, net.readParameters(), {
    batch,
    loss: "binary-cross-entropy",
    optimizer: OPTIMIZER,
  });
};

/** `sizes.length` steps over the first examples. */
async function steps(...sizes: number[]): Promise<Steps> {
  const count = sizes.reduce((sum, size) => sum + size);
  const room = {
    inputs: new Float32Array(count * INPUTS),
    targets: new Float32Array(count),
    weights: new Float32Array(count).fill(1),
  };
  await examples.read(
    Uint32Array.from({ length: count }, (_, i) => i),
    room,
    { epoch: 0 },
  );
  return { ...room, count, sizes, learningRates: sizes.map((_, i) => 0.05 / (i + 1)) };
}

const digestOf = async (net: Network) => sha256Of(await save(net));
const digestOfNumbers = (numbers: Numbers) => sha256Of(new Uint8Array(numbers.buffer as ArrayBuffer));

afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each(variants)("the same parameters on any number of threads, with %s kernels", (kernels) => {
  const RUNS: Readonly<Record<string, TrainOptions>> = {
    "one example a step, a thousand steps": { batch: 1, epochs: 12 },
    "few a step, with momentum": { batch: 7, epochs: 3, momentum: 0.9 },
    "many a step, with Adam": { batch: 64, epochs: 4, optimizer: "adam", validation: blobs(20, INPUTS, 1, 8) },
  };

  test.each(Object.entries(RUNS))("%s", async (_, run) => {
    const files = [1, 2].map(async (threads) => {
      const net = fresh();
      const reports = await trainThrough(net, examples, { ...run, backend: "wasm", kernels, threads });
      expect(reports.at(-1)!.backend).toEqual({ name: "wasm", kernels, threads, notes: [] });
      return { file: await digestOf(net), losses: reports.map(({ loss }) => loss) };
    });
    const [one, two] = await Promise.all(files);
    expect(two).toEqual(one);
  });
});

describe("a session on two threads", () => {
  test("answers every call as one that runs on the calling thread, bit for bit", async () => {
    // Without an optimizer no worker is started: what it answers was computed here.
    const net = fresh();
    const here = await (
      await openBackend("wasm", { threads: 2 })
    ).open(net.structure, net.readParameters(), {
      batch: 8,
      loss: "binary-cross-entropy",
    });
    expect(here.facts.threads).toBe(1);
    const there = await open(await openBackend("wasm", { threads: 2 }));
    expect(there.facts.threads).toBe(2);
    const batch = await steps(8);
    const calls: ((session: Session) => Promise<unknown>)[] = [
      (session) => session.forward(batch.inputs, 8, ["dense1", "dense2"]),
      (session) => session.evaluate(batch),
      (session) => session.gradients(batch),
      (session) => session.readParameters(),
      (session) => session.writeParameters(fresh(4).readParameters()),
      (session) => session.forward(batch.inputs, 3),
    ];
    for (const call of calls) expect(await call(there)).toEqual(await call(here));
    here.dispose();
    there.dispose();
  });

  test("goes on from another's parameters and state, wherever that one ran", async () => {
    const ends = [];
    for (const [before, after] of [
      [1, 2],
      [2, 1],
      [2, 2],
    ] as const) {
      const first = await open(await openBackend("wasm", { threads: before }));
      await first.train(await steps(8, 3));
      const [parameters, state] = [await first.readParameters(), await first.readState()];
      first.dispose();
      expect(state.step).toBe(2);
      const second = await open(await openBackend("wasm", { threads: after }));
      await second.writeParameters(parameters);
      await second.writeState(state);
      const { losses } = await second.train(await steps(8, 8, 1));
      const { step, slots } = await second.readState();
      const numbers = [await second.readParameters(), ...slots];
      ends.push({ losses, step, numbers: await Promise.all(numbers.map(digestOfNumbers)) });
      second.dispose();
    }
    expect(ends[1]).toEqual(ends[0]);
    expect(ends[2]).toEqual(ends[0]);
  });

  test("leaves the caller what it was given, and takes views of larger arrays", async () => {
    const session = await open(await openBackend("wasm", { threads: 2 }));
    const whole = await steps(8, 8);
    const before = whole.inputs.slice();
    const part = {
      count: 8,
      sizes: [8],
      learningRates: [0.05],
      inputs: whole.inputs.subarray(8 * INPUTS),
      targets: whole.targets.subarray(8),
      weights: whole.weights.subarray(8),
    };
    const parameters = await session.readParameters();
    const { outputs } = await session.train(part);
    expect(outputs.length).toBe(8);
    expect(whole.inputs).toEqual(before);
    await session.writeParameters(parameters);
    expect(parameters.length).toBe(fresh().plan.parameterCount);
    expect(await digestOfNumbers(await session.readParameters())).toBe(await digestOfNumbers(parameters));
    session.dispose();
  });

  test("answers calls in their order, though none was waited for", async () => {
    const session = await open(await openBackend("wasm", { threads: 2 }));
    const batch = await steps(8);
    const states = await Promise.all([
      session.readState(),
      session.train(batch).then(() => session.readState()),
      session.train(batch),
      session.readState(),
    ]);
    expect(states.map((state) => ("step" in state ? state.step : "trained"))).toEqual([0, 2, "trained", 2]);
    session.dispose();
  });

  test("says what was wrong with a call in its own words, and goes on", async () => {
    const session = await open(await openBackend("wasm", { threads: 2 }));
    const wrong = session.forward(new Float32Array(INPUTS), 1, ["dense9"]);
    await expect(wrong).rejects.toMatchObject({ name: "SelfsameError", code: "input" });
    await expect(wrong).rejects.toThrow(/"dense9".*"dense1"/);
    expect((await session.forward(new Float32Array(INPUTS), 1)).outputs.length).toBe(1);
    session.dispose();
  });

  test("that is disposed of answers nothing more, not even what it was asked before", async () => {
    const session = await open(await openBackend("wasm", { threads: 2 }));
    const asked = session.train(await steps(8, 8, 8));
    session.dispose();
    await expect(asked).rejects.toThrow(/disposed/);
    await expect(session.readParameters()).rejects.toThrow(/disposed/);
    session.dispose();
  });

  test("is refused with the reason where the network cannot be", async () => {
    const net = fresh();
    const backend = await openBackend("wasm", { threads: 2 });
    const options = { batch: 8, loss: "softmax-cross-entropy", optimizer: OPTIMIZER } as const;
    await expect(backend.open(net.structure, net.readParameters(), options)).rejects.toMatchObject({
      name: "SelfsameError",
      code: "structure",
    });
  });
});

describe("training on two threads", () => {
  test("and on three, which do not divide the work evenly, ends in the same bytes", async () => {
    const [two, three] = [fresh(), fresh()];
    for (const [net, threads] of [
      [two, 2],
      [three, 3],
    ] as const)
      await trainThrough(net, examples, { epochs: 1, batch: 5, threads });
    expect(await digestOf(three)).toEqual(await digestOf(two));
  });

  test("stops within an epoch, and a run on another number of threads goes on to the same bytes", async () => {
    const options = { epochs: 3, batch: 4, momentum: 0.9 };
    const whole = fresh();
    await trainThrough(whole, examples, { ...options, threads: 1 });
    const controller = new AbortController();
    let last: Progress | undefined;
    let checkpoint: Uint8Array | undefined;
    const { signal } = controller;
    for await (const progress of train(fresh(), examples, { ...options, threads: 2, report: "steps", signal })) {
      last = progress;
      if (progress.step >= 30) controller.abort();
      if (progress.ended !== undefined) checkpoint = await progress.checkpoint();
    }
    expect(last).toMatchObject({ at: "steps", ended: "aborted", epoch: 2 });
    for (const threads of [1, 2]) {
      const resumed = fresh(99);
      await trainThrough(resumed, examples, { ...options, threads, resume: checkpoint! });
      expect(await digestOf(resumed)).toEqual(await digestOf(whole));
    }
  });

  test("is not worth it for a small network, unless it is asked for", async () => {
    const net = () => network({ inputs: 4, seed: 1, layers: [dense(3, "tanh"), dense(1, "sigmoid")] });
    const threadsOf = async (threads: number | "auto") =>
      (await trainThrough(net(), blobs(8, 4), { epochs: 1, threads })).at(-1)!.backend.threads;
    expect(await threadsOf("auto")).toBe(1);
    expect(await threadsOf(2)).toBe(2);
  });
});

describe("where a worker is of no use", () => {
  test("in a page that is not isolated, training runs on one thread and says how to have more", async () => {
    const expected = fresh();
    await trainThrough(expected, examples, { epochs: 1, threads: 2 });
    vi.stubGlobal("SharedArrayBuffer", undefined);
    const backend = await openBackend("wasm", { threads: 2 });
    expect(backend.threads).toBe(1);
    expect(backend.notes).toEqual([expect.stringMatching(/^one thread: .*Cross-Origin-Embedder-Policy/)]);
    const net = fresh();
    const [report] = await trainThrough(net, examples, { epochs: 1, threads: 2 });
    expect(report!.backend).toMatchObject({ threads: 1, notes: backend.notes });
    expect(await digestOf(net)).toEqual(await digestOf(expected));
    // Who asks for one thread, or whose network needs no more, has nothing to mend.
    expect((await openBackend("wasm", { threads: 1 })).notes).toEqual([]);
    const small = network({ inputs: INPUTS, seed: 1, layers: [dense(1, "sigmoid")] });
    expect((await trainThrough(small, examples, { epochs: 1 }))[0]!.backend.notes).toEqual([]);
  });

  // Node has no Worker of this kind; what it has is put to the test in workers.node.test.ts.
  describe.runIf(typeof Worker === "function")("in a page", () => {
    const { Worker: Real } = globalThis;

    /** Trains where `Worker` is another: on what, by what notes, to which bytes. */
    async function trainedWith(other: unknown) {
      vi.stubGlobal("Worker", other);
      const net = fresh();
      const [report] = await trainThrough(net, examples, { epochs: 1, threads: 2 });
      return { ...report!.backend, digest: await digestOf(net) };
    }

    test.each([
      ["there are none", undefined, /^one thread, the calling one: there are no workers here$/],
      [
        "its script is not there",
        function () {
          return new Real(new URL("/no-such-folder/selfsame-worker.js", location.href), { type: "module" });
        },
        /the worker did not start .*"@selfsame\/engine\/worker" as an entry point/,
      ],
      [
        "they are forbidden",
        class {
          constructor() {
            throw new DOMException("not here", "SecurityError");
          }
        },
        /the worker did not start \(SecurityError: not here\)/,
      ],
    ])("training runs on the page's own thread where %s, and says why", async (_, other, note) => {
      const expected = fresh();
      await trainThrough(expected, examples, { epochs: 1, threads: 2 });
      const { threads, notes, digest } = await trainedWith(other);
      expect(threads).toBe(1);
      expect(notes).toEqual([expect.stringMatching(note)]);
      expect(digest).toBe(await digestOf(expected));
    });

    test("a worker that breaks in the middle of a call is told of", async () => {
      const started: Worker[] = [];
      const watched = function (url: URL, options: WorkerOptions) {
        started.push(new Real(url, options));
        return started.at(-1)!;
      };
      vi.stubGlobal("Worker", watched);
      const session = await open(await openBackend("wasm", { threads: 2 }));
      const asked = session.train(await steps(8, 8, 8));
      expect(started.length).toBe(2);
      started[1]!.dispatchEvent(new ErrorEvent("error", { message: "out of memory" }));
      await expect(asked).rejects.toMatchObject({ name: "SelfsameError", code: "backend-lost" });
      await expect(session.readState()).rejects.toThrow(/out of memory.*last checkpoint/);
    });
  });

  test.each([0, -1, 1.5, NaN, 257, "all", null])("%s threads are refused", async (threads) => {
    const refused = openBackend("wasm", { threads: threads as number });
    await expect(refused).rejects.toMatchObject({ name: "SelfsameError", code: "input" });
    await expect(refused).rejects.toThrow(`threads: expected a whole number from 1 to 256, or "auto", got ${threads}`);
  });
});

describe("the next examples are read while the last are learned", () => {
  /** The source with a promise about each reading: what was being learned when it began. */
  function watched(source: Examples, fails?: (reading: number) => boolean) {
    let reading = 0;
    let open = 0;
    let most = 0;
    const read: Examples["read"] = async (indices, into, moment) => {
      const now = ++reading;
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 1));
      open--;
      if (fails?.(now)) throw new Error(`reading ${now} failed`);
      await source.read(indices, into, moment);
    };
    return { source: { ...source, read }, readings: () => reading, most: () => most };
  }

  test("one at a time, and never more than one ahead", async () => {
    const { source, readings, most } = watched(examples);
    const options = { epochs: 2, batch: 4, balance: false, report: "steps", threads: 2 } as const;
    let reports = 0;
    for await (const { at } of train(fresh(), source, options))
      expect(readings()).toBe(++reports + (at === "epoch" ? 0 : 1));
    expect(reports).toBe(16);
    // A checkpoint reads all examples, which must not meet another reading.
    for await (const progress of train(fresh(), source, options)) await progress.checkpoint();
    expect(most()).toBe(1);
  });

  test("a reading that fails ends training after the steps before it were reported", async () => {
    const { source } = watched(examples, (reading) => reading === 4);
    const options = { epochs: 2, batch: 4, balance: false, report: "steps", threads: 2 } as const;
    let reports = 0;
    const run = async () => {
      for await (const _ of train(fresh(), source, options)) reports++;
    };
    await expect(run()).rejects.toThrow("reading 4 failed");
    expect(reports).toBe(3);
  });

  test("a loss that is no number is laid to the example that caused it, not to the one read after", async () => {
    const poisoned: Examples = {
      ...examples,
      async read(indices, into, moment) {
        await examples.read(indices, into, moment);
        const row = indices.indexOf(17);
        if (row !== -1) into.inputs[row * INPUTS + 5] = NaN;
      },
    };
    const options = { epochs: 1, batch: 4, balance: false, report: "steps", threads: 2 } as const;
    await expect(trainThrough(fresh(), poisoned, options)).rejects.toThrow(/Input 5 of example 17 is NaN/);
  });
});
