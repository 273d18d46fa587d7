// A network as its user holds it: structure, parameters, what is known about it, and `forward`.

import type { BackendName } from "../backends/choose.ts";
import { openBackend } from "../backends/choose.ts";
import type { Session } from "../backends/backend.ts";
import { batchWithin } from "../backends/batch-size.ts";
import { SelfsameError } from "../errors.ts";
import type { ModelFacts } from "../file/facts.ts";
import { areFinite } from "../numbers/finite.ts";
import { initialParameters } from "./initialize.ts";
import type { LayerSpecification } from "./layers.ts";
import { structureOf } from "./build.ts";
import { planOf, type Plan } from "./plan.ts";
import type { Structure } from "./structure.ts";
import { layerTable } from "./table.ts";

/** The most examples that go through a network at once in `forward`; more are taken in turns. */
const FORWARD_BATCH = 256;

export interface NetworkOptions {
  /** Numbers in one input. */
  readonly inputs: number;
  /** An integer in [0, 2^53) from which the first parameters follow. */
  readonly seed: number;
  readonly layers: readonly LayerSpecification[];
}

/**
 * A new network with parameters drawn by seed.
 * Throws SelfsameError `structure` where layers do not fit or would need more than 4 GB.
 *
 * @example
 * const story = network({ inputs: 64 * 64, seed: 7, layers: [dense(1024, "relu"), dense(768, "relu"), dense(1, "sigmoid")] });
 * story.plan.parameterCount // 4983297
 */
export function network({ inputs, seed, layers }: NetworkOptions): Network {
  checkSeed(seed);
  const structure = structureOf(inputs, layers);
  return new Network(structure, initialParameters(planOf(structure), seed), {}, true);
}

/** Throws `input` unless the seed is an integer in [0, 2^53). */
export function checkSeed(seed: number): void {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new SelfsameError("input", `seed: expected a whole number from 0 to 9007199254740991, got ${String(seed)}.`);
  }
}

/** A network and its numbers. It may hold a backend's memory after `forward`: `dispose` gives it back. */
export class Network {
  readonly structure: Structure;
  readonly plan: Plan;
  /** Preparation of inputs, class names, threshold, training summary: saved with the model. */
  facts: ModelFacts;
  #parameters: Float32Array;
  #session: Promise<Session> | undefined;
  #sessionKey = "";
  /** Examples at once: fewer than FORWARD_BATCH in a wide network. */
  readonly #most: number;
  #last: Promise<unknown> = Promise.resolve();

  /** `parameters` (plan.parameterCount) is copied, unless it is handed over by `isOwn`. Throws `input` on another length. */
  constructor(structure: Structure, parameters: Float32Array, facts: ModelFacts = {}, isOwn = false) {
    this.structure = structure;
    this.plan = planOf(structure);
    this.facts = facts;
    this.#most = batchWithin(this.plan, structure.inputs, FORWARD_BATCH);
    checkCount(this.plan, parameters);
    this.#parameters = isOwn ? parameters : parameters.slice();
  }

  /** All parameters (plan.parameterCount), a copy, in the order of `plan.parameters`. */
  readParameters(): Float32Array {
    return this.#parameters.slice();
  }

  /** Replaces all parameters with a copy of `values` (plan.parameterCount). Throws `input` on another length. */
  writeParameters(values: ArrayLike<number>): void {
    checkCount(this.plan, values);
    this.#parameters.set(values);
    this.#closeSession();
  }

  /**
   * The forward pass. `inputs` (count, inputs), row-major, for any count of at least 1.
   * Returns the last layer (count, outputs) after its activation.
   * Throws `input` on a wrong length or a number that is not finite.
   *
   * @example const [certainty] = await story.forward(pixels); // 0.982
   */
  async forward(inputs: ArrayLike<number>, options: { readonly backend?: BackendName } = {}): Promise<Float32Array> {
    const width = this.structure.inputs;
    const count = inputs.length / width;
    if (!Number.isInteger(count) || count < 1) {
      throw new SelfsameError(
        "input",
        `forward: expected inputs (count, ${width}), got ${inputs.length} numbers, which is no multiple of ${width}.`,
      );
    }
    const numbers = inputs instanceof Float32Array ? inputs.slice() : Float32Array.from(inputs);
    if (!areFinite(numbers)) {
      const wrong = numbers.findIndex((value) => !Number.isFinite(value));
      throw new SelfsameError(
        "input",
        `forward: input ${wrong % width} of example ${Math.floor(wrong / width)} is ${numbers[wrong]}; expected a finite number.`,
      );
    }
    const turn = this.#last.then(() => this.#forwardInTurn(numbers, count, options.backend ?? "auto"));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #forwardInTurn(inputs: Float32Array, count: number, backend: BackendName): Promise<Float32Array> {
    const session = await this.#openSession(backend, Math.min(count, this.#most));
    const outputs = new Float32Array(count * this.plan.outputs);
    for (let first = 0; first < count; first += this.#most) {
      const size = Math.min(this.#most, count - first);
      const slice = inputs.subarray(first * this.structure.inputs, (first + size) * this.structure.inputs);
      outputs.set((await session.forward(slice, size)).outputs, first * this.plan.outputs);
    }
    return outputs;
  }

  /** A session is kept for the next call as long as backend and batch fit. */
  async #openSession(backend: BackendName, count: number): Promise<Session> {
    const batch = count === 1 ? 1 : this.#most;
    const key = `${backend} ${batch}`;
    if (this.#session === undefined || this.#sessionKey !== key) {
      this.#closeSession();
      this.#sessionKey = key;
      this.#session = openBackend(backend).then((chosen) => chosen.open(this.structure, this.#parameters, { batch }));
      this.#session.catch(() => (this.#session = undefined));
    }
    return this.#session;
  }

  #closeSession(): void {
    const open = this.#session;
    this.#session = undefined;
    // Not under a forward pass that runs: it ends with the parameters that it began with.
    if (open !== undefined)
      void this.#last
        .then(() => open)
        .then(
          (session) => session.dispose(),
          () => undefined,
        );
  }

  /** The network as a table: layer, what it reads, output width, parameters. */
  toString(): string {
    return layerTable(this.structure.inputs, this.plan);
  }

  /** Gives back a backend's memory; the network stays usable. */
  dispose(): void {
    this.#closeSession();
  }
}

function checkCount({ parameterCount }: Plan, { length }: ArrayLike<number>): void {
  if (length !== parameterCount)
    throw new SelfsameError("input", `parameters: expected ${parameterCount} numbers, got ${length}.`);
}
