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

/** A copy of exactly these examples, to hand over: the caller's arrays may be views of larger ones. */
function copyOf<Kind extends Batch>(batch: Kind): Kind {
  const { inputs, targets, weights } = batch;
  return { ...batch, inputs: inputs.slice(), targets: targets.slice(), weights: weights.slice() };
}

export class RemoteSession implements Session {
  readonly facts: BackendFacts;
  readonly #crew: Crew;

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
    return (await this.#crew.call("train", [copyOf(steps)])) as TrainResult;
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
