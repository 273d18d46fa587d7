// One network in WebAssembly memory: forward, loss, gradients, and training with the update fused into the gradient
// product. The last layer's sigmoid or softmax and the loss are computed here in float64 from its logits.

import { SelfsameError } from "../../errors.ts";
import { planOf, type Plan, type PlannedLayer } from "../../network/plan.ts";
import { INPUT, type DenseLayer, type Structure } from "../../network/structure.ts";
import { activate, backThroughActivation } from "../activations.ts";
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
import { lossAndGradient } from "../loss.ts";
import { checkLoss, isLossOfLogits } from "../losses.ts";
import { power, slotCount } from "../optimizer.ts";
import { ACTIVATION_CODE, RULE_CODE } from "./codes.ts";
import { joinBackward, joinForward } from "./joins.ts";
import { instantiateKernels, type Kernels } from "./kernels.ts";
import { layOut, pagesFor, type Layout, type Matrix } from "./layout.ts";
import { readParameters, readRows, writeParameters, writeRows } from "./transfer.ts";

export async function openWasmSession(
  facts: BackendFacts,
  module: WebAssembly.Module,
  structure: Structure,
  parameters: Numbers,
  options: SessionOptions,
): Promise<Session> {
  if (options.loss !== undefined) checkLoss(structure, options.loss);
  const plan = planOf(structure);
  const slots = options.optimizer === undefined ? 0 : slotCount(options.optimizer);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const kernels = await instantiateKernels(module, memory);
  const layout = layOut(plan, structure.inputs, options.batch, slots, options.loss !== undefined, kernels.heapBase());
  grow(memory, layout.end);
  const session = new WasmSession(facts, plan, options, memory, kernels, layout, slots);
  await session.writeParameters(parameters);
  return session;
}

/** Makes the memory at least so many bytes. Throws `input` where the machine has no more. */
function grow(memory: WebAssembly.Memory, bytes: number): void {
  const more = pagesFor(bytes) - memory.buffer.byteLength / 65536;
  if (more <= 0) return;
  try {
    memory.grow(more);
  } catch (cause) {
    throw new SelfsameError(
      "input",
      `backend wasm: this machine gave no ${bytes} bytes of memory. Use a smaller batch or narrower layers.`,
      { cause },
    );
  }
}

/** Which source errors a backward pass writes first, and so need not add to, by layer. */
function firstWrites(plan: Plan): Map<string, boolean[]> {
  const written = new Set<string>();
  const writes = new Map<string, boolean[]>();
  for (const { layer } of [...plan.layers].reverse()) {
    writes.set(
      layer.name,
      layer.from.map((name) => !written.has(name) && Boolean(written.add(name))),
    );
  }
  return writes;
}

class WasmSession implements Session {
  readonly facts: BackendFacts;
  readonly #plan: Plan;
  readonly #options: SessionOptions;
  readonly #kernels: Kernels;
  readonly #layout: Layout;
  readonly #slots: number;
  readonly #firstWrites: ReadonlyMap<string, readonly boolean[]>;
  readonly #last: PlannedLayer;
  /** The last layer, (batch, outputs), float64: logits where it ends in sigmoid or softmax, outputs, d loss. */
  readonly #logits: Float64Array;
  readonly #outputs: Float64Array;
  readonly #dLast: Float64Array;
  #memory: WebAssembly.Memory;
  #view: Float32Array;
  #step = 0;

  constructor(
    facts: BackendFacts,
    plan: Plan,
    options: SessionOptions,
    memory: WebAssembly.Memory,
    kernels: Kernels,
    layout: Layout,
    slots: number,
  ) {
    this.facts = facts;
    this.#plan = plan;
    this.#options = options;
    this.#memory = memory;
    this.#view = new Float32Array(memory.buffer);
    this.#kernels = kernels;
    this.#layout = layout;
    this.#slots = slots;
    this.#firstWrites = firstWrites(plan);
    this.#last = plan.layers[plan.layers.length - 1]!;
    const room = () => new Float64Array(options.batch * plan.outputs);
    this.#logits = room();
    this.#outputs = room();
    this.#dLast = room();
  }

  async forward(inputs: Numbers, count: number, layers: readonly string[] = []): Promise<Forward> {
    this.#forward(inputs, count);
    return {
      outputs: this.#copyOutputs(count),
      layers: new Map(layers.map((name) => [name, this.#copyLayer(name, count)])),
    };
  }

  async evaluate(batch: Batch): Promise<Evaluation> {
    this.#forward(batch.inputs, batch.count);
    return { loss: this.#loss(batch), outputs: this.#copyOutputs(batch.count) };
  }

  async gradients(batch: Batch): Promise<Gradients> {
    // Gradients lie behind everything else, in the parameters' layout.
    const shift = this.#layout.end - (this.#layout.places[0]?.at ?? 0);
    grow(this.#memory, this.#layout.end + this.#layout.slotBytes);
    this.#view = new Float32Array(this.#memory.buffer);
    this.#view.fill(0, this.#layout.end / 4, (this.#layout.end + this.#layout.slotBytes) / 4);
    this.#kernels.setRule(RULE_CODE.store, 0, 0, 0, 0, 0, 0, 1, 0, 0);
    this.#forward(batch.inputs, batch.count);
    const loss = this.#loss(batch);
    this.#backward(batch.count, shift, true);
    const input = this.#layout.errors.get(INPUT)!;
    const inputs = new Float32Array(batch.count * input.columns);
    // Without a layer that reads the input its gradient is 0.
    if (this.#plan.layers.some(({ layer }) => layer.from.includes(INPUT)))
      readRows(this.#view, input, inputs, batch.count);
    return {
      loss,
      parameters: readParameters(this.#view, this.#layout.places, shift, this.#plan.parameterCount),
      inputs,
    };
  }

  async train(steps: Steps): Promise<TrainResult> {
    const inputs = this.#layout.outputs.get(INPUT)!.columns;
    const width = this.#plan.outputs;
    const outputs = new Float32Array(steps.count * width);
    const losses: number[] = [];
    let first = 0;
    for (const [index, count] of steps.sizes.entries()) {
      const batch = {
        count,
        inputs: steps.inputs.subarray(first * inputs, (first + count) * inputs),
        targets: steps.targets.subarray(first * width, (first + count) * width),
        weights: steps.weights.subarray(first, first + count),
      };
      this.#forward(batch.inputs, count);
      const loss = this.#loss(batch);
      outputs.set(this.#outputs.subarray(0, count * width), first * width);
      losses.push(loss);
      if (!Number.isFinite(loss)) break;
      this.#setUpdateRule(steps.learningRates[index]!, ++this.#step);
      this.#backward(count, 0, false);
      first += count;
    }
    return { losses, outputs };
  }

  async readParameters(): Promise<Numbers> {
    return readParameters(this.#view, this.#layout.places, 0, this.#plan.parameterCount);
  }

  async writeParameters(parameters: Numbers): Promise<void> {
    writeParameters(this.#view, this.#layout.places, 0, parameters);
  }

  async readState(): Promise<OptimizerState> {
    const { places, slotBytes } = this.#layout;
    const slots = Array.from({ length: this.#slots }, (_, slot) =>
      readParameters(this.#view, places, (slot + 1) * slotBytes, this.#plan.parameterCount),
    );
    return { step: this.#step, slots };
  }

  async writeState(state: OptimizerState): Promise<void> {
    this.#step = state.step;
    for (let slot = 0; slot < this.#slots; slot++) {
      writeParameters(this.#view, this.#layout.places, (slot + 1) * this.#layout.slotBytes, state.slots[slot]!);
    }
  }

  dispose(): void {
    // WebAssembly memory is given back when nothing refers to it.
    this.#memory = undefined as never;
    this.#view = undefined as never;
  }

  #copyOutputs(count: number): Float32Array {
    return Float32Array.from(this.#outputs.subarray(0, count * this.#plan.outputs));
  }

  #copyLayer(name: string, count: number): Float32Array {
    const matrix = this.#layout.outputs.get(name);
    if (matrix === undefined) {
      throw new SelfsameError(
        "input",
        `forward: no layer is called "${name}"; there are "${[...this.#layout.outputs.keys()].join('", "')}".`,
      );
    }
    const values = new Float32Array(count * matrix.columns);
    readRows(this.#view, matrix, values, count);
    return values;
  }

  #forward(inputs: Numbers, count: number): void {
    writeRows(this.#view, this.#layout.outputs.get(INPUT)!, inputs, count);
    for (const planned of this.#plan.layers) {
      const { layer } = planned;
      const node = this.#layout.outputs.get(layer.name)!;
      const sources = layer.from.map((name) => this.#layout.outputs.get(name)!);
      if (layer.kind === "dense") this.#denseForward(planned, layer, sources[0]!, node, count);
      else joinForward(this.#view, layer.kind, sources, node, count);
    }
    this.#finishOutputs(count);
  }

  #denseForward(
    { inputWidth, width }: PlannedLayer,
    layer: DenseLayer,
    source: Matrix,
    node: Matrix,
    count: number,
  ): void {
    const { weights, bias } = this.#layout.dense.get(layer.name)!;
    const code = ACTIVATION_CODE[layer.activation];
    this.#kernels.denseForward(
      source.at,
      source.stride,
      count,
      inputWidth,
      weights.at,
      bias.at,
      weights.stride,
      width,
      code,
      node.at,
      this.#layout.workspace,
    );
    const isSeparate = layer.activation === "sigmoid" || layer.activation === "tanh";
    if (isSeparate && !this.#isFinishedHere(layer)) this.#kernels.activate(code, node.at, node.stride, count, width);
  }

  /** A last layer with sigmoid or softmax: its logits are taken in float64. */
  #isFinishedHere(layer: DenseLayer): boolean {
    return layer === this.#last.layer && (layer.activation === "sigmoid" || layer.activation === "softmax");
  }

  #finishOutputs(count: number): void {
    const { layer, width } = this.#last;
    const node = this.#layout.outputs.get(layer.name)!;
    if (layer.kind === "dense" && this.#isFinishedHere(layer)) {
      readRows(this.#view, node, this.#logits, count);
      activate(layer.activation, this.#logits, this.#outputs, count, width);
      writeRows(this.#view, node, this.#outputs, count);
    } else {
      readRows(this.#view, node, this.#outputs, count);
    }
  }

  /** The loss of the last forward pass; leaves its gradient in `#dLast`. */
  #loss(batch: Batch): number {
    const { loss } = this.#options;
    if (loss === undefined) throw new SelfsameError("input", "loss: the session was opened without one.");
    return lossAndGradient(
      loss,
      this.#logits,
      this.#outputs,
      batch.targets,
      batch.weights,
      batch.count,
      this.#plan.outputs,
      this.#dLast,
    );
  }

  #setUpdateRule(learningRate: number, t: number): void {
    const { optimizer } = this.#options;
    if (optimizer === undefined)
      throw new SelfsameError("input", "train: the session was opened without an optimizer.");
    const { slotBytes } = this.#layout;
    if (optimizer.kind === "sgd") {
      const rule = optimizer.momentum > 0 ? RULE_CODE.momentum : RULE_CODE.sgd;
      this.#kernels.setRule(rule, learningRate, optimizer.weightDecay, optimizer.momentum, 0, 0, 0, 1, 0, slotBytes);
      return;
    }
    const { beta1, beta2, epsilon, weightDecay } = optimizer;
    const rate = learningRate / (1 - power(beta1, t));
    const root = Math.sqrt(1 - power(beta2, t));
    this.#kernels.setRule(
      RULE_CODE.adam,
      rate,
      weightDecay,
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      root,
      epsilon,
      slotBytes,
    );
  }

  /** Errors from the last layer to the first; each layer's gradient goes to the update rule, `shift` bytes behind its parameters. */
  #backward(count: number, shift: number, wantsInputError: boolean): void {
    this.#startErrors(count);
    for (const planned of [...this.#plan.layers].reverse()) {
      const { layer } = planned;
      const isFirst = this.#firstWrites.get(layer.name)!;
      if (layer.kind === "dense") this.#denseBackward(planned, layer, isFirst[0]!, count, shift, wantsInputError);
      else {
        const sources = layer.from.map((name) => this.#layout.errors.get(name)!);
        joinBackward(this.#view, layer.kind, sources, isFirst, this.#layout.errors.get(layer.name)!, count);
      }
    }
  }

  #startErrors(count: number): void {
    const { layer, width } = this.#last;
    const hasSoftmaxLeft =
      layer.kind === "dense" && layer.activation === "softmax" && !isLossOfLogits(this.#options.loss!);
    if (hasSoftmaxLeft) backThroughActivation("softmax", this.#outputs, this.#dLast, count, width);
    writeRows(this.#view, this.#layout.errors.get(layer.name)!, this.#dLast, count);
    // A layer that nothing reads has no error.
    const read = new Set(this.#plan.layers.flatMap((planned) => planned.layer.from));
    for (const { layer: other } of this.#plan.layers) {
      if (other === layer || read.has(other.name)) continue;
      const error = this.#layout.errors.get(other.name)!;
      this.#view.fill(0, error.at / 4, (error.at + count * error.stride) / 4);
    }
  }

  #denseBackward(
    { inputWidth, width }: PlannedLayer,
    layer: DenseLayer,
    isFirst: boolean,
    count: number,
    shift: number,
    wantsInputError: boolean,
  ): void {
    const { outputs, errors, workspace } = this.#layout;
    const { weights, bias } = this.#layout.dense.get(layer.name)!;
    const name = layer.from[0];
    const source = outputs.get(name)!;
    const node = outputs.get(layer.name)!;
    const error = errors.get(layer.name)!;
    const isAtLogits = layer === this.#last.layer && isLossOfLogits(this.#options.loss!);
    const code = isAtLogits ? ACTIVATION_CODE.identity : ACTIVATION_CODE[layer.activation];
    this.#kernels.backThroughActivation(code, node.at, error.at, error.stride, count);
    if (name !== INPUT || wantsInputError) {
      const to = errors.get(name)!;
      this.#kernels.denseInputError(
        error.at,
        error.stride,
        count,
        width,
        weights.at,
        inputWidth,
        to.at,
        to.stride,
        isFirst ? 1 : 0,
        workspace,
      );
    }
    this.#kernels.denseUpdate(
      source.at,
      source.stride,
      count,
      inputWidth,
      error.at,
      error.stride,
      width,
      weights.at + shift,
      bias.at + shift,
      workspace,
    );
  }
}
