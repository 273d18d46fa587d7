// How many examples a second a network learns from on this machine, at one batch size, and how long a forward pass takes.
// Plain SGD with binary cross-entropy on 512 distinct examples; copying them into the batch and the loss are included.
// The best repetition is kept: on a machine with other work, that is the machine at its best.

import { PURPOSE, SelfsameError, stream, type Backend, type Network, type Session, type Steps } from "@selfsame/engine";

export interface Measurement {
  readonly batch: number;
  /** That training ran on. */
  readonly threads: number;
  readonly samplesPerSecond: number;
  /** Of one pass over a batch as `network.forward` does it, on one thread, in milliseconds. */
  readonly forwardMs: number;
  readonly backend: string;
  readonly kernels: string;
}

export interface Pool {
  /** (512, inputs), row-major, uniform in [0, 1). */
  readonly inputs: Float32Array;
  /** (512, 1), 0 or 1. */
  readonly targets: Float32Array;
}

/** Distinct examples; they are taken in turn. */
export const POOL = 512;
/** A repetition covers at least so many examples, and goes on for at least so many milliseconds. */
const REPETITION_EXAMPLES = 64;
const REPETITION_MS = 50;
/** Of the time that a batch size is measured for, the longest that a repetition should take. */
const LONGEST_SHARE = 0.5;
/** Numbers that the inputs of one repetition may take: 64 MB. */
const REPETITION_NUMBERS = 2 ** 24;
const FORWARD_MS = 200;
const FORWARD_TIMES = 10;
/** Small enough for any width: speed does not depend on it, and the parameters stay finite. */
const LEARNING_RATE = 0.01;
const WIDTH_OF_RATE = 4096;

export function examplePool(inputs: number): Pool {
  const random = stream(1, PURPOSE.drawing);
  return {
    inputs: Float32Array.from({ length: POOL * inputs }, () => random.uniform()),
    targets: Float32Array.from({ length: POOL }, () => (random.uniform() > 0.5 ? 1 : 0)),
  };
}

/**
 * Measures one batch size for about `seconds`; `note` hears why something faster was not in use.
 * Throws `loss-not-finite` where training did not train.
 */
export async function measure(
  backend: Backend,
  network: Network,
  pool: Pool,
  batch: number,
  seconds: number,
  note: (text: string) => void,
): Promise<Measurement> {
  const before = network.readParameters();
  const session = await backend.open(network.structure, before, {
    batch,
    loss: "binary-cross-entropy",
    optimizer: { kind: "sgd", momentum: 0, weightDecay: 0 },
  });
  try {
    const best = await bestStepMs(session, pool, network.structure.inputs, batch, seconds * 1000);
    checkMoved(before, await session.readParameters());
    const forward = await bestForwardMs(network, takeFrom(pool, network.structure.inputs)(batch).inputs);
    const { name, kernels, threads, notes } = session.facts;
    notes.forEach(note);
    return {
      batch,
      threads,
      samplesPerSecond: Number(((batch / best) * 1000).toPrecision(4)),
      forwardMs: Number(forward.toPrecision(4)),
      backend: name,
      kernels,
    };
  } finally {
    session.dispose();
  }
}

/** Milliseconds of a step in the best repetition. A repetition is one call that covers several steps. */
async function bestStepMs(session: Session, pool: Pool, inputs: number, batch: number, budget: number) {
  const take = takeFrom(pool, inputs);
  const rate = LEARNING_RATE * Math.min(1, WIDTH_OF_RATE / inputs);
  async function repetition(steps: number): Promise<number> {
    const start = performance.now();
    const examples = take(steps * batch);
    const sizes = new Array<number>(steps).fill(batch);
    const { losses } = await session.train({ ...examples, sizes, learningRates: sizes.map(() => rate) });
    const elapsed = performance.now() - start;
    if (losses.length !== steps || !losses.every(Number.isFinite)) throw notFinite("the loss is not finite");
    return elapsed;
  }
  const most = Math.max(1, Math.floor(REPETITION_NUMBERS / (batch * inputs)));
  const stepsIn = (milliseconds: number, step: number) => Math.ceil(milliseconds / step);
  let steps = 1;
  // Once to warm up, three times to guess how long a step takes.
  for (let guess = 0; guess < 4; guess++) {
    const step = (await repetition(steps)) / steps;
    const wanted = Math.max(Math.floor(REPETITION_EXAMPLES / batch), stepsIn(REPETITION_MS, step));
    steps = Math.max(1, Math.min(wanted, stepsIn(budget * LONGEST_SHARE, step), most));
  }
  let best = Infinity;
  for (let spent = 0; spent < budget;) {
    const elapsed = await repetition(steps);
    spent += elapsed;
    best = Math.min(best, elapsed / steps);
  }
  return best;
}

async function bestForwardMs(network: Network, inputs: Float32Array): Promise<number> {
  let best = Infinity;
  const begin = performance.now();
  for (let times = 0; times < FORWARD_TIMES || performance.now() - begin < FORWARD_MS; times++) {
    const start = performance.now();
    await network.forward(inputs);
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** Hands out the next `count` examples of the pool, in one buffer that is used again. */
function takeFrom(pool: Pool, width: number): (count: number) => Pick<Steps, "count" | "targets" | "weights"> & Pool {
  let at = 0;
  let room: (Pool & { weights: Float32Array }) | undefined;
  return (count) => {
    if (room?.targets.length !== count) {
      room = {
        inputs: new Float32Array(count * width),
        targets: new Float32Array(count),
        weights: new Float32Array(count).fill(1),
      };
    }
    for (let row = 0; row < count;) {
      const rows = Math.min(count - row, POOL - at);
      room.inputs.set(pool.inputs.subarray(at * width, (at + rows) * width), row * width);
      room.targets.set(pool.targets.subarray(at, at + rows), row);
      row += rows;
      at = (at + rows) % POOL;
    }
    return { count, ...room };
  };
}

function checkMoved(before: ArrayLike<number>, after: ArrayLike<number>): void {
  let moved = false;
  for (let i = 0; i < after.length; i++) {
    if (!Number.isFinite(after[i])) throw notFinite("a parameter is not finite");
    moved ||= after[i] !== before[i];
  }
  if (!moved) throw notFinite("no parameter has moved");
}

function notFinite(what: string): SelfsameError {
  return new SelfsameError(
    "loss-not-finite",
    `bench: ${what} after training, so its speed means nothing. Choose narrower layers.`,
  );
}
