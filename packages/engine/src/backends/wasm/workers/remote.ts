// A session whose numbers are with a crew of workers: each call is a message to the leader and an answer.

import type {
  BackendFacts,
  Batch,
  Evaluation,
  Forward,
  Gradients,
  Numbers,
  OptimizerState,
  Session,
  Steps,
  TrainResult,
} from "../../backend.ts";
import type { Crew } from "./crew.ts";
import { sharesMemory } from "./host.ts";

/** A copy of exactly these examples, to hand over: the caller's arrays may be views of larger ones. */
function copyOf<Kind extends Batch>(batch: Kind): Kind {
  const { inputs, targets, weights } = batch;
  return { ...batch, inputs: inputs.slice(), targets: targets.slice(), weights: weights.slice() };
}

const NONE = new Float32Array(0);

export class RemoteSession implements Session {
  readonly facts: BackendFacts;
  readonly #crew: Crew;
  /** Shared with the leader, for the inputs of one call: memory that was touched before is faster than a fresh copy. */
  #room: Float32Array = new Float32Array(0);
  #isRoomTaken = false;

  constructor(facts: BackendFacts, crew: Crew) {
    this.facts = facts;
    this.#crew = crew;
  }

  async forward(inputs: Numbers, count: number, layers: readonly string[] = []): Promise<Forward> {
    return (await this.#crew.call("forward", [inputs.slice(), count, layers])) as Forward;
  }

  async evaluate(batch: Batch): Promise<Evaluation> {
    return (await this.#crew.call("evaluate", [copyOf(batch)])) as Evaluation;
  }

  async gradients(batch: Batch): Promise<Gradients> {
    return (await this.#crew.call("gradients", [copyOf(batch)])) as Gradients;
  }

  async train(steps: Steps): Promise<TrainResult> {
    const { inputs } = steps;
    if (!sharesMemory() || this.#isRoomTaken) return (await this.#crew.call("train", [copyOf(steps)])) as TrainResult;
    if (this.#room.length < inputs.length)
      this.#room = new Float32Array(new SharedArrayBuffer(inputs.length * Float32Array.BYTES_PER_ELEMENT));
    this.#room.set(inputs);
    this.#isRoomTaken = true;
    try {
      const rest = copyOf({ ...steps, inputs: NONE });
      return (await this.#crew.call("train", [{ ...rest, inputs: this.#room }])) as TrainResult;
    } finally {
      this.#isRoomTaken = false;
    }
  }

  async readParameters(): Promise<Numbers> {
    return (await this.#crew.call("readParameters", [])) as Numbers;
  }

  async writeParameters(parameters: Numbers): Promise<void> {
    await this.#crew.call("writeParameters", [parameters.slice()]);
  }

  async readState(): Promise<OptimizerState> {
    return (await this.#crew.call("readState", [])) as OptimizerState;
  }

  async writeState({ step, slots }: OptimizerState): Promise<void> {
    await this.#crew.call("writeState", [{ step, slots: slots.map((slot) => slot.slice()) }]);
  }

  dispose(): void {
    this.#crew.dismiss();
  }
}
