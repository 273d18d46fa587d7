// Training as its user meets it: it learns, it stops when told, it keeps what is best, it says what went wrong.

import { describe, expect, test } from "vitest";
import { openBackend } from "../src/backends/choose.ts";
import { SelfsameError } from "../src/errors.ts";
import { examplesFrom } from "../src/examples/from.ts";
import type { Examples } from "../src/examples/source.ts";
import { dense } from "../src/network/layers.ts";
import { network, type Network } from "../src/network/network.ts";
import { permutation, PURPOSE } from "../src/numbers/random.ts";
import { evaluate } from "../src/training/evaluate.ts";
import type { Progress } from "../src/training/progress.ts";
import { train, type TrainOptions } from "../src/training/train.ts";
import { blobs, recorded, spirals, trainThrough, xor } from "./support/examples.ts";
import { expectNear } from "./support/near.ts";

const line = (seed = 1) => network({ inputs: 1, seed, layers: [dense(1)] });
const neuron = (inputs = 1) => network({ inputs, seed: 1, layers: [dense(1, "sigmoid")] });

/** The error that training ends in, and the reports before it. */
async function failure(
  run: AsyncIterable<Progress>,
): Promise<{ error: Error & { code?: string }; reports: Progress[] }> {
  const reports: Progress[] = [];
  try {
    for await (const progress of run) reports.push(progress);
  } catch (error) {
    return { error: error as Error, reports };
  }
  throw new Error("training did not fail");
}

describe("it learns", () => {
  test("XOR, which no single neuron can", async () => {
    const net = network({ inputs: 2, seed: 3, layers: [dense(8, "tanh"), dense(1, "sigmoid")] });
    const reports = await trainThrough(net, xor, { epochs: 300, batch: 4, optimizer: "adam", learningRate: 0.05 });
    expect(reports.at(-1)!.accuracy).toBe(1);
    const certainties = await net.forward([0, 0, 0, 1, 1, 0, 1, 1]);
    expectNear(certainties, [0, 1, 1, 0], 0.1, "certainties");
  });

  test("two spirals to more than 99%, at the points it saw and at those between them", async () => {
    const hidden = Array.from({ length: 3 }, () => dense(48, "leaky-relu"));
    const net = network({ inputs: 2, seed: 1, layers: [...hidden, dense(1, "sigmoid")] });
    await trainThrough(net, spirals(400), {
      epochs: 150,
      batch: 16,
      optimizer: "adam",
      learningRate: 0.01,
      schedule: "cosine",
    });
    expect((await evaluate(net, spirals(400))).accuracy).toBeGreaterThan(0.99);
    expect((await evaluate(net, spirals(398, 0.5))).accuracy).toBeGreaterThan(0.99);
  });

  test.each(["wasm", "reference"] as const)("the line of least squares, to 1e-4 (%s)", async (backend) => {
    // Through (0, 1), (1, 3), (2, 4): 1.5 x + 7/6, and a mean squared error of 1/18 stays.
    const examples = examplesFrom({ inputs: [[0], [1], [2]], targets: [[1], [3], [4]] });
    const net = line();
    const reports = await trainThrough(net, examples, { epochs: 400, batch: 3, learningRate: 0.2, backend });
    expectNear(net.readParameters(), [1.5, 7 / 6], 1e-4, "slope and height");
    expect(Math.abs(reports.at(-1)!.loss - 1 / 18)).toBeLessThan(1e-4);
  });

  test.each(["wasm", "reference"] as const)("the optimum of a logistic regression, to 1e-4 (%s)", async (backend) => {
    // Of four at 0 three are yes, of four at 1 one is: the certainties are 3/4 and 1/4, so bias log 3, weight -2 log 3,
    // and the loss is what uncertainty stays: -3/4 log 3/4 - 1/4 log 1/4.
    const inputs = [0, 0, 0, 0, 1, 1, 1, 1].map((x) => [x]);
    const targets = [1, 1, 1, 0, 1, 0, 0, 0].map((t) => [t]);
    const net = neuron();
    const options = { epochs: 600, batch: 8, learningRate: 2, backend };
    const reports = await trainThrough(net, examplesFrom({ inputs, targets }), options);
    expectNear(net.readParameters(), [-2 * Math.log(3), Math.log(3)], 1e-4, "weight and bias");
    expect(Math.abs(reports.at(-1)!.loss - (2 * Math.log(2) - 0.75 * Math.log(3)))).toBeLessThan(1e-4);
  });

  test("one of three kinds, with softmax", async () => {
    const net = network({ inputs: 6, seed: 1, layers: [dense(16, "relu"), dense(3, "softmax")] });
    const before = await evaluate(net, blobs(150, 6, 3, 9));
    await trainThrough(net, blobs(600, 6, 3), { epochs: 20, batch: 16, learningRate: 0.05 });
    const after = await evaluate(net, blobs(150, 6, 3, 9));
    expect(after.loss).toBeLessThan(before.loss);
    expect(after.accuracy).toBeGreaterThan(0.9);
    expect(after.outputs.length).toBe(450);
  });
});

test("an evaluation answers every example in order, however many there are", async () => {
  const net = network({ inputs: 3, seed: 2, layers: [dense(2)] });
  const count = 150;
  const inputs = Array.from({ length: count }, (_, i) => [i / 100, 1 - i / 50, (i % 7) / 7]);
  const targets = Array.from({ length: count }, (_, i) => [i, -i]);
  const { loss, accuracy, outputs, targets: given } = await evaluate(net, examplesFrom({ inputs, targets }));
  expect(outputs).toEqual(await net.forward(inputs.flat()));
  expect([...given]).toEqual(targets.flat());
  const squares = Array.from(outputs, (output, i) => (output - given[i]!) ** 2);
  expect(loss / (squares.reduce((sum, one) => sum + one) / squares.length)).toBeCloseTo(1, 12);
  expect(accuracy).toBeUndefined();
});

describe("it goes through the examples", () => {
  test("every one once an epoch, the last partial batch too, in an order of seed and epoch alone", async () => {
    const orders = async (seed: number) => {
      const { examples, reads } = recorded(blobs(11, 2));
      await trainThrough(neuron(2), examples, { epochs: 3, batch: 4, seed, balance: false });
      return [0, 1, 2].map((epoch) => reads.filter((read) => read.epoch === epoch).flatMap((read) => read.indices));
    };
    const first = await orders(7);
    for (const order of first) expect([...order].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(first[0]).not.toEqual(first[1]);
    expect(await orders(7)).toEqual(first);
    expect(await orders(8)).not.toEqual(first);
  });

  test("a partial batch is a step of its own, by the mean of its own examples", async () => {
    const examples = blobs(5, 3);
    const net = neuron(3);
    const backend = await openBackend("reference");
    const optimizer = { kind: "sgd", momentum: 0.9, weightDecay: 0 } as const;
    const session = await backend.open(net.structure, net.readParameters(), {
      batch: 5,
      loss: "binary-cross-entropy",
      optimizer,
    });
    const room = { inputs: new Float32Array(15), targets: new Float32Array(5), weights: new Float32Array(5).fill(1) };
    await examples.read(permutation(5, 4, PURPOSE.order, 0), room, { epoch: 0 });
    await session.train({ ...room, count: 5, sizes: [2, 2, 1], learningRates: [0.1, 0.1, 0.1] });

    const options = {
      epochs: 1,
      batch: 2,
      learningRate: 0.1,
      momentum: 0.9,
      seed: 4,
      balance: false,
      backend: "reference",
    } as const;
    const [report] = await trainThrough(net, examples, options);
    expect(net.readParameters()).toEqual(Float32Array.from(await session.readParameters()));
    expect(report).toMatchObject({
      at: "epoch",
      epoch: 1,
      epochs: 1,
      step: 3,
      steps: 3,
      examples: 5,
      ended: "complete",
    });
  });

  test("from a source that answers later, to the same numbers as from an array", async () => {
    const examples = blobs(20, 3);
    const late: Examples = {
      ...examples,
      read: async (indices, into, moment) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        await examples.read(indices, into, moment);
      },
    };
    const [now, later] = [neuron(3), neuron(3)];
    const nowReports = await trainThrough(now, examples, { epochs: 2, batch: 8 });
    const laterReports = await trainThrough(later, late, { epochs: 2, batch: 8 });
    expect(later.readParameters()).toEqual(now.readParameters());
    expect(laterReports.map((one) => one.loss)).toEqual(nowReports.map((one) => one.loss));
  });

  test("an example of weight 2 counts as two, one of weight 0 as none", async () => {
    const inputs = [
      [1, 0],
      [0, 1],
      [1, 1],
      [2, -1],
    ];
    const targets = [[1], [0], [1], [0]];
    const pick = (indices: number[], weights?: number[]) =>
      examplesFrom({
        inputs: indices.map((i) => inputs[i]!),
        targets: indices.map((i) => targets[i]!),
        ...(weights === undefined ? {} : { weights }),
      });
    const after = async (examples: Examples, balance: boolean) => {
      const net = neuron(2);
      const options = { epochs: 20, batch: 9, learningRate: 0.5, balance, backend: "reference" } as const;
      const reports = await trainThrough(net, examples, options);
      return [...net.readParameters(), reports.at(-1)!.loss];
    };
    for (const balance of [true, false]) {
      // Sums in another order: a few roundings of float64 a step, then one to float32 in the parameters.
      expectNear(
        await after(pick([0, 1, 2, 3], [2, 1, 0, 3]), balance),
        await after(pick([0, 0, 1, 3, 3, 3]), balance),
        1e-6,
        "parameters and loss",
      );
    }
  });
});

describe("two classes", () => {
  const inputs = [[0], [0], [0], [0]];
  const targets = [[0], [0], [0], [1]];
  const uneven = examplesFrom({ inputs, targets });
  const knowingNothing = async (options: TrainOptions) => {
    const net = neuron();
    await trainThrough(net, uneven, { epochs: 300, batch: 4, learningRate: 2, ...options });
    return (await net.forward([0]))[0]!;
  };

  test("weigh half each: who knows nothing says 0.5, however many examples each has", async () => {
    expect(await knowingNothing({})).toBeCloseTo(0.5, 4);
  });

  test("weigh as they come with balance: false: who knows nothing says the share of yes", async () => {
    expect(await knowingNothing({ balance: false })).toBeCloseTo(0.25, 4);
  });

  test("the loss is the mean of both classes' means, in training and in evaluation", async () => {
    const examples = examplesFrom({ inputs: [[1], [2], [-1]], targets: [[0], [0], [1]] });
    const net = neuron();
    const [a, b, c] = await net.forward([1, 2, -1]);
    const expected = 0.5 * ((-Math.log(1 - a!) - Math.log(1 - b!)) / 2) + 0.5 * -Math.log(c!);
    expect((await evaluate(net, examples)).loss).toBeCloseTo(expected, 5);
    const plain = (-Math.log(1 - a!) - Math.log(1 - b!) - Math.log(c!)) / 3;
    expect((await evaluate(net, examples, { balance: false })).loss).toBeCloseTo(plain, 5);
    const [report] = await trainThrough(net, examples, { epochs: 1, batch: 3 });
    expect(report!.loss).toBeCloseTo(expected, 5);
  });

  test("that cannot be read are no missing class: evaluation says what went wrong", async () => {
    const broken = examplesFrom({ inputs: [[1], [2]], targets: [[0], [1]] });
    const read = () => Promise.reject(new SelfsameError("photo", "no photo"));
    await expect(evaluate(neuron(), { ...broken, read })).rejects.toMatchObject({ code: "photo" });
  });

  test("of which one is missing are refused, unless balance is off", async () => {
    for (const [target, count] of [
      [0, 3],
      [1, 3],
    ] as const) {
      const one = examplesFrom({ inputs: Array(count).fill([1]), targets: Array(count).fill([target]) });
      const net = neuron();
      const { error } = await failure(train(net, one));
      expect(error).toMatchObject({ code: "examples" });
      expect(error.message).toMatch(new RegExp(`one class \\(target ${target}\\).*balance: false`));
      expect((await trainThrough(net, one, { epochs: 1, balance: false })).length).toBe(1);
      expect(Number.isFinite((await evaluate(net, one)).loss)).toBe(true);
    }
  });
});

describe("validation examples", () => {
  // Training pulls the line to 1, validation likes it best on the way there, at 0.6.
  const examples = examplesFrom({ inputs: [[1]], targets: [[1]] });
  const validation = examplesFrom({ inputs: [[1]], targets: [[0.6]] });
  const options = { epochs: 40, batch: 1, learningRate: 0.02, validation };
  const start = () => {
    const net = line();
    net.writeParameters([0, 0]);
    return net;
  };

  test("keep the parameters of the epoch that they liked best", async () => {
    const net = start();
    const reports = await trainThrough(net, examples, options);
    expect(reports.length).toBe(40);
    const losses = reports.map((one) => one.validation!.loss);
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect(best).toBeGreaterThan(5);
    expect(best).toBeLessThan(35);
    expect(reports.at(-1)).toMatchObject({ ended: "complete", best: { epoch: best, loss: losses[best - 1] } });
    expect((await evaluate(net, validation)).loss).toBe(losses[best - 1]);
    expect(reports[best - 2]!.best!.epoch).toBe(best - 1);
  });

  test("only look on with keep: last, whose parameters are those of the last epoch", async () => {
    const [looking, alone] = [start(), start()];
    const reports = await trainThrough(looking, examples, { ...options, keep: "last" });
    await trainThrough(alone, examples, { ...options, validation: undefined });
    expect(looking.readParameters()).toEqual(alone.readParameters());
    expect(reports.at(-1)!.best!.epoch).toBeLessThan(35);
    const early = await trainThrough(start(), examples, { ...options, keep: "last", patience: 3 });
    expect(early.at(-1)).toMatchObject({ epoch: reports.at(-1)!.best!.epoch + 3, ended: "early" });
  });

  test("end training early when patience runs out, with the best parameters", async () => {
    const whole = await trainThrough(start(), examples, options);
    const best = whole.at(-1)!.best!;
    const net = start();
    const reports = await trainThrough(net, examples, { ...options, patience: 3 });
    expect(reports.at(-1)).toMatchObject({ epoch: best.epoch + 3, ended: "early", best });
    expect(reports.slice(0, -1).every((one) => one.ended === undefined)).toBe(true);
    expect((await evaluate(net, validation)).loss).toBe(best.loss);
  });

  test("change no parameter on the way: they are only looked at", async () => {
    const trace = async (more: TrainOptions) => {
      const net = start();
      const parameters: Float32Array[] = [];
      for await (const progress of train(net, examples, { ...options, validation: undefined, ...more })) {
        if (progress.ended === undefined) parameters.push(net.readParameters());
      }
      return parameters;
    };
    expect(await trace({ validation })).toEqual(await trace({}));
  });
});

describe("it stops", () => {
  const examples = blobs(64, 4);
  const endless = { epochs: 1_000_000, batch: 16 };

  test("when the signal says so, even from a timer, and the network can be used", async () => {
    const net = neuron(4);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    let last: Progress | undefined;
    for await (const progress of train(net, examples, { ...endless, signal: controller.signal })) last = progress;
    expect(last).toMatchObject({ at: "steps", ended: "aborted" });
    expect((await net.forward(new Float32Array(4)))[0]).toBeGreaterThan(0);
    expect((await trainThrough(net, examples, { epochs: 1 })).length).toBe(1);
  });

  test("within an epoch: the network has what was learned so far", async () => {
    const net = neuron(4);
    const before = net.readParameters();
    const controller = new AbortController();
    const reports: Progress[] = [];
    for await (const progress of train(net, blobs(640, 4), {
      ...endless,
      report: "steps",
      signal: controller.signal,
    })) {
      reports.push(progress);
      if (reports.length === 3) controller.abort();
    }
    expect(reports.length).toBe(4);
    expect(reports.at(-1)).toMatchObject({ ended: "aborted", epoch: 1, step: reports[2]!.step });
    expect(net.readParameters()).not.toEqual(before);
    expect([...net.readParameters()].every(Number.isFinite)).toBe(true);
  });

  test("before the first step, where the signal was there first: nothing is changed", async () => {
    const net = neuron(4);
    const before = net.readParameters();
    const reports = await trainThrough(net, examples, { ...endless, signal: AbortSignal.abort() });
    expect(reports.length).toBe(1);
    expect(reports[0]).toMatchObject({ ended: "aborted", step: 0, examples: 0 });
    expect(net.readParameters()).toEqual(before);
  });

  test("while a large source is still being surveyed, without reading the rest of it", async () => {
    const controller = new AbortController();
    const many = blobs(640, 4);
    let reads = 0;
    const late: Examples = {
      ...many,
      read: async (indices, into, moment) => {
        if (++reads === 2) controller.abort();
        await many.read(indices, into, moment);
      },
    };
    const reports = await trainThrough(neuron(4), late, { ...endless, signal: controller.signal });
    expect(reports.map(({ ended, step }) => ({ ended, step }))).toEqual([{ ended: "aborted", step: 0 }]);
    expect(reads).toBe(2); // of 10
  });

  test("with the best parameters so far, where there are validation examples", async () => {
    const controller = new AbortController();
    const net = line();
    net.writeParameters([0, 0]);
    const validation = examplesFrom({ inputs: [[1]], targets: [[0.2]] });
    const rows = examplesFrom({ inputs: [[1]], targets: [[1]] });
    let best = Infinity;
    for await (const progress of train(net, rows, { epochs: 99, batch: 1, validation, signal: controller.signal })) {
      best = progress.best!.loss;
      if (progress.epoch - progress.best!.epoch === 4) controller.abort();
    }
    expect((await evaluate(net, validation)).loss).toBe(best);
  });

  test("when the loop is left: the network has the parameters of the last report, and can be trained again", async () => {
    const net = neuron(4);
    let reported: Float32Array | undefined;
    for await (const progress of train(net, examples, endless)) {
      reported = net.readParameters();
      if (progress.epoch === 2) break;
    }
    expect(net.readParameters()).toEqual(reported);
    expect((await net.forward(new Float32Array(4)))[0]).toBeGreaterThan(0);
    expect((await trainThrough(net, examples, { epochs: 1 })).length).toBe(1);
  });

  test("when the source fails, with the source's own error", async () => {
    const broken: Examples = { ...examples, read: () => Promise.reject(new Error("the disk is gone")) };
    const { error } = await failure(train(neuron(4), broken, { balance: false }));
    expect(error.message).toBe("the disk is gone");
  });
});

describe.each(["wasm", "reference"] as const)(
  "a loss that is no number ends training with its likely cause (%s)",
  (backend) => {
    const rows = (inputs: number[][], targets: number[][] = inputs.map((_, i) => [i % 2])) =>
      examplesFrom({ inputs, targets });
    async function causeOf(
      examples: Examples,
      options: TrainOptions = {},
      net: Network = network({ inputs: examples.inputs, seed: 1, layers: [dense(4, "leaky-relu"), dense(1)] }),
    ) {
      let good = net.readParameters();
      let caught: Error & { code?: string } = new Error("training did not fail");
      try {
        for await (const _ of train(net, examples, { epochs: 200, batch: 4, backend, ...options }))
          good = net.readParameters();
      } catch (error) {
        caught = error as Error;
      }
      expect(caught.code).toBe("loss-not-finite");
      expect(caught.message).toMatch(
        /no longer finite at (epoch|the end of epoch) \d+.*The last good parameters were kept\./,
      );
      expect(net.readParameters()).toEqual(good);
      expect([...good].every(Number.isFinite)).toBe(true);
      return caught.message;
    }
    const fine = Array.from({ length: 8 }, (_, i) => [Math.sin(i), Math.cos(i)]);

    test("the learning rate", async () => {
      expect(await causeOf(rows(fine), { learningRate: 1e6 })).toMatch(
        /learning rate 1000000 is probably too large: try 100000\./,
      );
    });

    test("a NaN input, by its example and place", async () => {
      const inputs = fine.map((row, i) => (i === 5 ? [row[0]!, NaN] : row));
      expect(await causeOf(rows(inputs))).toMatch(/epoch 1, step .*Input 1 of example 5 is NaN/);
    });

    test("a NaN input of an example that weighs nothing", async () => {
      const inputs = fine.map((row, i) => (i === 5 ? [row[0]!, NaN] : row));
      const weights = fine.map((_, i) => (i === 5 ? 0 : 1));
      const examples = examplesFrom({ inputs, targets: fine.map((_, i) => [i % 2]), weights });
      expect(await causeOf(examples)).toMatch(/Input 1 of example 5 is NaN/);
    });

    test("a NaN target, by its example", async () => {
      const targets = fine.map((_, i) => [i === 2 ? NaN : 0]);
      expect(await causeOf(rows(fine, targets))).toMatch(/Target 0 of example 2 is NaN/);
    });

    test("inputs that were not scaled", async () => {
      const inputs = fine.map(([x], i) => [x!, 30000 + 1000 * i]);
      expect(await causeOf(rows(inputs), { learningRate: 0.5 })).toMatch(
        /Input 1 of example \d is 3\d000; scale inputs to about \[-1, 1\]/,
      );
    });

    test("an input that is the same in every example", async () => {
      const inputs = fine.map(([x]) => [20000, x!]);
      expect(await causeOf(rows(inputs), { learningRate: 0.5 })).toMatch(
        /Input 0 is 20000 in every example of the batch: a constant teaches nothing/,
      );
    });

    test("in the very last update, which no loss has seen", async () => {
      expect(await causeOf(rows([[1]], [[1e30]]), { learningRate: 1e30, epochs: 1 }, line())).toMatch(
        /the end of epoch 1/,
      );
    });
  },
);

test("a stopped run keeps its last good parameters where the last update overflowed", async () => {
  const net = line();
  const before = net.readParameters();
  const controller = new AbortController();
  // Two steps an epoch; after the first one's update nothing fits float32 any more.
  const examples = examplesFrom({ inputs: Array(128).fill([1]), targets: Array(128).fill([1e30]) });
  const options = { batch: 64, learningRate: 1e30, report: "steps", signal: controller.signal } as const;
  const reports: Progress[] = [];
  for await (const progress of train(net, examples, options)) {
    reports.push(progress);
    controller.abort();
  }
  expect(reports.map((one) => one.step)).toEqual([1, 1]);
  expect(net.readParameters()).toEqual(before);
});

test("a weight that a source gives and that is none is refused by its example", async () => {
  const examples = blobs(6, 2);
  for (const weight of [NaN, -1, Infinity]) {
    const weighed: Examples = {
      ...examples,
      read: (indices, into, moment) => {
        indices.forEach((index, row) => index === 4 && (into.weights[row] = weight));
        return examples.read(indices, into, moment);
      },
    };
    const { error } = await failure(train(neuron(2), weighed));
    expect(error).toMatchObject({ code: "examples" });
    expect(error.message).toContain(`the weight of example 4 is ${weight}`);
  }
});

describe("settings that make no sense are refused by name before anything is read", () => {
  const wrong: [keyof TrainOptions, unknown][] = [
    ...[0, -1, 1.5, NaN, Infinity, "3"].map((value): [keyof TrainOptions, unknown] => ["epochs", value]),
    ...[0, -4, 2.5, NaN].map((value): [keyof TrainOptions, unknown] => ["batch", value]),
    ...[0, -0.1, NaN, Infinity].map((value): [keyof TrainOptions, unknown] => ["learningRate", value]),
    ...[-0.1, 1, NaN].map((value): [keyof TrainOptions, unknown] => ["momentum", value]),
    ...[-1, NaN, Infinity].map((value): [keyof TrainOptions, unknown] => ["weightDecay", value]),
    ...[-1, 0.5, NaN].map((value): [keyof TrainOptions, unknown] => ["patience", value]),
    ...[-1, 0.5, 2 ** 53, NaN].map((value): [keyof TrainOptions, unknown] => ["seed", value]),
    ["optimizer", "rmsprop"],
    ["schedule", "linear"],
    ["loss", "hinge"],
    ["balance", "no"],
    ["keep", "first"],
    ["backend", "cuda"],
    ["kernels", "avx"],
    ["threads", 0],
    ["threads", "many"],
  ];

  test.each(wrong)("%s: %s", async (name, value) => {
    const { examples, reads } = recorded(blobs(4, 2));
    const { error } = await failure(train(neuron(2), examples, { [name]: value } as TrainOptions));
    expect(error).toMatchObject({ name: "SelfsameError", code: "input" });
    expect(error.message).toContain(name);
    expect(error.message).toContain(String(value));
    expect(reads).toEqual([]);
  });

  test("momentum beside adam, which has its own", async () => {
    const { error } = await failure(train(neuron(2), blobs(4, 2), { optimizer: "adam", momentum: 0.9 }));
    expect(error).toMatchObject({ code: "input" });
    expect(error.message).toContain("momentum");
  });

  test("a loss that needs another last layer", async () => {
    for (const loss of ["binary-cross-entropy", "softmax-cross-entropy"] as const) {
      const { error } = await failure(train(line(), blobs(4, 1), { loss }));
      expect(error).toMatchObject({ code: "structure" });
      expect(error.message).toContain(loss);
    }
  });

  test("examples that do not fit the network, to learn from or to validate with", async () => {
    const fits = blobs(4, 2);
    for (const [wrong, message] of [
      [blobs(4, 3), /takes 2 inputs and gives 1 outputs, but an example has 3 and 1/],
      [blobs(4, 2, 2), /but an example has 2 and 2/],
      [{ ...fits, count: 0 }, /at least one example, got 0/],
      [{ ...fits, count: NaN }, /at least one example, got NaN/],
    ] as const) {
      for (const run of [train(neuron(2), wrong), train(neuron(2), fits, { validation: wrong })]) {
        const { error } = await failure(run);
        expect(error).toMatchObject({ code: "examples" });
        expect(error.message).toMatch(message);
      }
    }
  });
});
