// A forward-only network as its user holds it: structure, parameters and `forward`. There is no gradient for its layers
// yet, so it is no `Network`: it cannot be trained, and `train` does not take it.

import type { BackendName, KernelVariant } from "../backends/choose.ts";
import { SelfsameError } from "../errors.ts";
import { areFinite } from "../numbers/finite.ts";
import { checkForward } from "./build.ts";
import { allParameters, checkedSource, isSource, type ParameterSource } from "./parameters.ts";
import { shownShape, sizeOf, type ForwardPlan } from "./plan.ts";
import type { Answer, ForwardSession } from "./session.ts";
import type { ForwardStructure } from "./structure.ts";
import { forwardTable } from "./table.ts";

export interface ForwardOpenOptions {
  /** Default: "auto", which is "wasm". */
  readonly backend?: BackendName;
  /** Asks for one kernel variant of the wasm backend, mostly to test it; default: the best that the machine runs. */
  readonly kernels?: KernelVariant;
  /**
   * How many threads the wasm backend runs on, in Node; default: 1, "auto": as many as there are. In a page always 1.
   * Results do not depend on it.
   */
  readonly threads?: number | "auto";
}

export interface ForwardOptions {
  /** Asks for these layers instead of the structure's outputs. */
  readonly layers?: readonly string[];
  /** Default: "auto", which is "wasm". */
  readonly backend?: BackendName;
}

/**
 * A network that runs forward only: convolutions, pools and what else `ForwardStructure` knows. It cannot be trained
 * until there are gradients for these layers; what can be trained is a `Network`. It may hold a backend's memory after
 * `forward`: `dispose` gives it back.
 *
 * @example
 * const structure = forwardStructure({ input: { height: 1, width: 1, channels: 2 }, layers: [dense(1)] });
 * const sum = new ForwardNetwork(structure, Float32Array.of(1, 1, 0));
 * (await sum.forward([3, 4])).get("dense1") // { shape: { height: 1, width: 1, channels: 1 }, values: [7] }
 */
export class ForwardNetwork {
  readonly structure: ForwardStructure;
  readonly plan: ForwardPlan;
  readonly #parameters: Float32Array | ParameterSource;
  #session: Promise<ForwardSession> | undefined;
  #backend: BackendName = "auto";
  #last: Promise<unknown> = Promise.resolve();

  /**
   * `parameters` (plan.parameterCount), in the order of `plan.parameters`, is copied, unless it is handed over by
   * `isOwn`; a source of them is asked at each opening, and what it tells is checked then, unless it is handed over.
   * Throws `structure` on a structure that cannot be, and `input` on what is neither, on another length or on a number
   * that is not finite.
   */
  constructor(structure: ForwardStructure, parameters: Float32Array | ParameterSource, isOwn = false) {
    ({ structure: this.structure, plan: this.plan } = checkForward(structure));
    if (isSource(parameters)) {
      this.#parameters = isOwn ? parameters : checkedSource(parameters);
    } else {
      checkParameters(this.plan, parameters);
      this.#parameters = isOwn ? parameters : parameters.slice();
    }
  }

  /** All parameters (plan.parameterCount), a copy, in the order of `plan.parameters`. */
  readParameters(): Float32Array {
    return allParameters(this.plan, this.#parameters);
  }

  /**
   * A session of one's own, which the caller disposes; it checks nothing. `forward` keeps one by itself.
   * Throws `input` on names that do not exist, and `backend-unavailable`, saying why, where the machine cannot run it.
   */
  async open({ backend = "auto", ...options }: ForwardOpenOptions = {}): Promise<ForwardSession> {
    const opening = { structure: this.structure, plan: this.plan, parameters: this.#parameters };
    switch (backend) {
      case "reference":
        return (await import("./reference/open.ts")).openForwardReference(opening);
      case "auto":
      case "wasm":
        return (await import("./wasm/open.ts")).openForwardWasm(opening, options);
      default:
        throw new SelfsameError(
          "input",
          `backend: none is called "${String(backend)}"; there are "auto", "wasm", "reference".`,
        );
    }
  }

  /**
   * The forward pass. `inputs` (count, height, width, channels), row-major, for any count of at least 1. Returns the
   * structure's outputs, or the layers asked for, by name, each (count, height, width, channels) after its activation.
   * Throws `input` on a wrong length, a number that is not finite, or a layer that there is not.
   *
   * @example const boxes = (await detector.forward(pixels)).get("boxes")!.values;
   */
  async forward(
    inputs: ArrayLike<number>,
    { layers, backend = "auto" }: ForwardOptions = {},
  ): Promise<ReadonlyMap<string, Answer>> {
    const count = checkLength(this.structure, inputs);
    if (layers !== undefined) checkLayers(this.plan, layers);
    const numbers = inputs instanceof Float32Array ? inputs.slice() : Float32Array.from(inputs);
    checkInputs(this.structure, numbers);
    const names = layers === undefined ? undefined : [...layers];
    const turn = this.#last.then(async () => (await this.#openSession(backend)).run(numbers, count, names));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** A session is kept for the next call as long as the backend stays the same. */
  #openSession(backend: BackendName): Promise<ForwardSession> {
    if (this.#session === undefined || this.#backend !== backend) {
      this.dispose();
      this.#backend = backend;
      const session = this.open({ backend });
      this.#session = session;
      session.catch(() => {
        if (this.#session === session) this.#session = undefined;
      });
    }
    return this.#session;
  }

  /** The network as a table: layer, what it reads, output (height, width, channels), parameters. */
  toString(): string {
    return forwardTable(this.structure, this.plan);
  }

  /** Gives back a backend's memory; the network stays usable. */
  dispose(): void {
    const open = this.#session;
    this.#session = undefined;
    // Not under a forward pass that runs: it ends first.
    if (open !== undefined)
      void this.#last
        .then(() => open)
        .then(
          (session) => session.dispose(),
          () => undefined,
        );
  }
}

function checkParameters({ parameterCount, parameters }: ForwardPlan, values: Float32Array): void {
  // Whoever calls from JavaScript may pass anything.
  const kind = Object.prototype.toString.call(values).slice("[object ".length, -1);
  if (kind !== "Float32Array" && kind !== "Float64Array")
    throw new SelfsameError(
      "input",
      `parameters: expected a Float32Array or a source with a function "read", got ${kind}.`,
    );
  if (values.length !== parameterCount)
    throw new SelfsameError("input", `parameters: expected ${parameterCount} numbers, got ${values.length}.`);
  if (areFinite(values)) return;
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  const { name, offset } = parameters.find((entry) => wrong < entry.offset + entry.length)!;
  throw new SelfsameError(
    "input",
    `parameters: number ${wrong - offset} of "${name}" is ${values[wrong]}; expected a finite number.`,
  );
}

/** How many examples there are. */
function checkLength({ input }: ForwardStructure, { length }: ArrayLike<number>): number {
  const size = sizeOf(input);
  const count = length / size;
  if (Number.isInteger(count) && count >= 1) return count;
  const shape = `(count, ${shownShape(input).slice(1)}`;
  throw new SelfsameError(
    "input",
    `forward: expected inputs ${shape}, got ${length} numbers, which is no multiple of ${size}.`,
  );
}

function checkInputs({ input }: ForwardStructure, numbers: Float32Array): void {
  if (areFinite(numbers)) return;
  const wrong = numbers.findIndex((value) => !Number.isFinite(value));
  const size = sizeOf(input);
  throw new SelfsameError(
    "input",
    `forward: input ${wrong % size} of example ${Math.floor(wrong / size)} is ${numbers[wrong]}; expected a finite number.`,
  );
}

function checkLayers({ layers }: ForwardPlan, wanted: readonly string[]): void {
  const names = new Set(layers.map(({ layer }) => layer.name));
  const missing = wanted.find((name) => !names.has(name));
  if (missing === undefined) return;
  throw new SelfsameError("input", `forward: no layer is called "${missing}"; toString() lists all ${names.size}.`);
}
