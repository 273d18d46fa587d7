// One network in the reference backend: forward, loss, gradients, and steps of training, one after another.

import { SelfsameError } from "../../errors.ts";
import { planOf, type Plan } from "../../network/plan.ts";
import { INPUT, type Structure } from "../../network/structure.ts";
import type {
  BackendFacts,
  Batch,
  Evaluation,
  Forward,
  Gradients,
  Numbers,
  OptimizerState,
  Session,
  SessionOptions,
  Steps,
  TrainResult,
} from "../backend.ts";
import { checkLoss, isLossOfLogits } from "../losses.ts";
import {
  addBackward,
  addForward,
  concatenateBackward,
  concatenateForward,
  denseBackward,
  denseForward,
  type Node,
} from "./layers.ts";
import { lossAndGradient } from "../loss.ts";
import { slotCount, update } from "../optimizer.ts";

export class ReferenceSession implements Session {
  readonly facts: BackendFacts = { name: "reference", kernels: "float64", threads: 1, notes: [] };
  readonly #plan: Plan;
  readonly #options: SessionOptions;
  readonly #parameters: Float64Array;
  readonly #gradient: Float64Array;
  readonly #slots: Float64Array[];
  readonly #nodes = new Map<string, Node>();
  #step = 0;

  constructor(structure: Structure, parameters: Numbers, options: SessionOptions) {
    if (options.loss !== undefined) checkLoss(structure, options.loss);
    this.#plan = planOf(structure);
    this.#options = options;
    this.#parameters = Float64Array.from(parameters);
    this.#gradient = new Float64Array(options.loss === undefined ? 0 : parameters.length);
    const slots = options.optimizer === undefined ? 0 : slotCount(options.optimizer);
    this.#slots = Array.from({ length: slots }, () => new Float64Array(parameters.length));
    const node = (width: number): Node => {
      const room = () => new Float64Array(options.batch * width);
      return { width, outputs: room(), sums: room(), dOutputs: room() };
    };
    this.#nodes.set(INPUT, node(structure.inputs));
    for (const { layer, width } of this.#plan.layers) this.#nodes.set(layer.name, node(width));
  }

  async forward(inputs: Numbers, count: number, layers: readonly string[] = []): Promise<Forward> {
    this.#forward(inputs, count);
    return {
      outputs: this.#copy(this.#last, count),
      layers: new Map(layers.map((name) => [name, this.#copy(this.#node(name), count)])),
    };
  }

  async evaluate(batch: Batch): Promise<Evaluation> {
    this.#forward(batch.inputs, batch.count);
    return { loss: this.#loss(batch), outputs: this.#copy(this.#last, batch.count) };
  }

  async gradients(batch: Batch): Promise<Gradients> {
    const loss = this.#backward(batch);
    const input = this.#nodes.get(INPUT)!;
    return { loss, parameters: this.#gradient.slice(), inputs: input.dOutputs.slice(0, batch.count * input.width) };
  }

  async train(steps: Steps): Promise<TrainResult> {
    const { optimizer } = this.#options;
    if (optimizer === undefined)
      throw new SelfsameError("input", "train: the session was opened without an optimizer.");
    const inputs = this.#nodes.get(INPUT)!.width;
    const { outputs: width } = this.#plan;
    const outputs = new Float64Array(steps.count * width);
    const losses: number[] = [];
    let first = 0;
    for (const [index, count] of steps.sizes.entries()) {
      const loss = this.#backward({
        count,
        inputs: steps.inputs.subarray(first * inputs, (first + count) * inputs),
        targets: steps.targets.subarray(first * width, (first + count) * width),
        weights: steps.weights.subarray(first, first + count),
      });
      outputs.set(this.#copy(this.#last, count), first * width);
      losses.push(loss);
      if (!Number.isFinite(loss)) break;
      update(optimizer, steps.learningRates[index]!, ++this.#step, this.#parameters, this.#gradient, this.#slots);
      first += count;
    }
    return { losses, outputs };
  }

  async readParameters(): Promise<Numbers> {
    return this.#parameters.slice();
  }

  async writeParameters(parameters: Numbers): Promise<void> {
    this.#parameters.set(parameters);
  }

  async readState(): Promise<OptimizerState> {
    return { step: this.#step, slots: this.#slots.map((slot) => slot.slice()) };
  }

  async writeState(state: OptimizerState): Promise<void> {
    this.#step = state.step;
    this.#slots.forEach((slot, index) => slot.set(state.slots[index]!));
  }

  dispose(): void {
    this.#nodes.clear();
  }

  get #last(): Node {
    return this.#nodes.get(this.#plan.layers[this.#plan.layers.length - 1]!.layer.name)!;
  }

  #node(name: string): Node {
    const node = this.#nodes.get(name);
    if (node === undefined)
      throw new SelfsameError(
        "input",
        `forward: no layer is called "${name}"; there are "${[...this.#nodes.keys()].join('", "')}".`,
      );
    return node;
  }

  #copy(node: Node, count: number): Float64Array {
    return node.outputs.slice(0, count * node.width);
  }

  /** A dense layer's weights and bias within `numbers`. */
  #dense(numbers: Float64Array, index: number): [Float64Array, Float64Array] {
    const [weights, bias] = this.#plan.layers[index]!.parameters;
    return [
      numbers.subarray(weights!.offset, weights!.offset + weights!.length),
      numbers.subarray(bias!.offset, bias!.offset + bias!.length),
    ];
  }

  #forward(inputs: Numbers, count: number): void {
    this.#nodes.get(INPUT)!.outputs.set(inputs.subarray(0, count * this.#nodes.get(INPUT)!.width));
    for (const [index, { layer }] of this.#plan.layers.entries()) {
      const node = this.#nodes.get(layer.name)!;
      const sources = layer.from.map((name) => this.#nodes.get(name)!);
      if (layer.kind === "add") addForward(sources, node, count);
      else if (layer.kind === "concatenate") concatenateForward(sources, node, count);
      else denseForward(layer, ...this.#dense(this.#parameters, index), sources[0]!, node, count);
    }
  }

  /** The loss of the last forward pass; leaves its gradient in the last layer's node. */
  #loss(batch: Batch): number {
    const { loss } = this.#options;
    if (loss === undefined) throw new SelfsameError("input", "loss: the session was opened without one.");
    const { sums, outputs, dOutputs, width } = this.#last;
    return lossAndGradient(loss, sums, outputs, batch.targets, batch.weights, batch.count, width, dOutputs);
  }

  #backward(batch: Batch): number {
    this.#forward(batch.inputs, batch.count);
    for (const node of this.#nodes.values()) node.dOutputs.fill(0);
    this.#gradient.fill(0);
    const loss = this.#loss(batch);
    for (let index = this.#plan.layers.length - 1; index >= 0; index--) {
      const { layer } = this.#plan.layers[index]!;
      const node = this.#nodes.get(layer.name)!;
      const sources = layer.from.map((name) => this.#nodes.get(name)!);
      if (layer.kind === "add") addBackward(sources, node, batch.count);
      else if (layer.kind === "concatenate") concatenateBackward(sources, node, batch.count);
      else {
        const isAtLogits = node === this.#last && isLossOfLogits(this.#options.loss!);
        const [weights] = this.#dense(this.#parameters, index);
        denseBackward(
          layer,
          weights,
          sources[0]!,
          node,
          batch.count,
          isAtLogits,
          ...this.#dense(this.#gradient, index),
        );
      }
    }
    return loss;
  }
}
