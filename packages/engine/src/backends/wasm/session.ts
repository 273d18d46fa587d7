// One network in WebAssembly memory. Training runs its updates late: a batch's update is applied by the same pass over
// the weights that computes the next batch's outputs, so that weights are read and written once a step. Before anything
// else is asked for, the update that is still due is applied alone, which gives the same bits.
// The last layer's sigmoid or softmax and the loss are computed here in float64 from its logits.

import { SelfsameError } from "../../errors.ts";
import { planOf, type Plan } from "../../network/plan.ts";
import { INPUT, type Structure } from "../../network/structure.ts";
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
import { joinBackward, joinForward } from "./joins.ts";
import { instantiateKernels, type Kernels } from "./kernels.ts";
import {
  KERNEL_BYTES_END,
  layOut,
  noMemory,
  pagesFor,
  sessionMemory,
  type Layout,
  type Matrix,
  type Node,
} from "./layout.ts";
import { slotCount } from "../optimizer.ts";
import { setStoreRule, setUpdateRule } from "./rules.ts";
import { finishOf, stepsOf, unreadNodes, type DenseStep, type Step } from "./steps.ts";
import { clearRows, readParameters, readRows, writeParameters, writeRows } from "./transfer.ts";

export interface Opening {
  readonly facts: BackendFacts;
  readonly module: WebAssembly.Module;
  readonly structure: Structure;
  readonly parameters: Numbers;
  readonly options: SessionOptions;
  /** From `sessionMemory`, where other threads have it, too; made here where absent. */
  readonly memory?: WebAssembly.Memory;
  /** How many threads work, this one included; the others are in `helpKernels`. */
  readonly threads?: number;
}

export async function openWasmSession(opening: Opening): Promise<Session> {
  const { structure, parameters, options, module, threads = 1 } = opening;
  if (options.loss !== undefined) checkLoss(structure, options.loss);
  const plan = planOf(structure);
  const memory = opening.memory ?? sessionMemory(structure, options, false);
  const kernels = await instantiateKernels(module, memory);
  if (kernels.heapBase() > KERNEL_BYTES_END)
    throw new Error("wasm: the kernels' own variables reach into the session's");
  kernels.setThreads(threads);
  const session = new WasmSession(opening, plan, memory, kernels, layOut(plan, structure.inputs, options));
  await session.writeParameters(parameters);
  return session;
}

class WasmSession implements Session {
  readonly facts: BackendFacts;
  readonly #plan: Plan;
  readonly #options: SessionOptions;
  #kernels: Kernels;
  readonly #threads: number;
  readonly #layout: Layout;
  readonly #steps: readonly Step[];
  readonly #backwardSteps: readonly Step[];
  readonly #unread: readonly Node[];
  readonly #input: Node;
  readonly #last: Node;
  readonly #finish: "sigmoid" | "softmax" | undefined;
  /** The last layer, (batch, outputs), float64: logits where it ends in sigmoid or softmax, outputs, d loss. */
  readonly #logits: Float64Array;
  readonly #outputs: Float64Array;
  readonly #dLast: Float64Array;
  #memory: WebAssembly.Memory;
  #view: Float32Array;
  /** Updates done or due since the start. */
  #step = 0;
  /** Which of each node's two outputs the last forward pass wrote. */
  #side: 0 | 1 = 0;
  /** Examples of the batch whose update is due; 0 when none is. */
  #due = 0;

  constructor(
    { facts, options, threads = 1 }: Opening,
    plan: Plan,
    memory: WebAssembly.Memory,
    kernels: Kernels,
    layout: Layout,
  ) {
    this.facts = facts;
    this.#plan = plan;
    this.#options = options;
    this.#memory = memory;
    this.#view = new Float32Array(memory.buffer);
    this.#kernels = kernels;
    this.#threads = threads;
    this.#layout = layout;
    this.#steps = stepsOf(plan, layout, options.loss);
    this.#backwardSteps = [...this.#steps].reverse();
    this.#unread = unreadNodes(plan, layout);
    this.#input = layout.nodes.get(INPUT)!;
    this.#last = this.#backwardSteps[0]!.node;
    this.#finish = finishOf(plan);
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
    return { loss: this.#loss(batch.targets, batch.weights, batch.count), outputs: this.#copyOutputs(batch.count) };
  }

  async gradients(batch: Batch): Promise<Gradients> {
    // Gradients lie behind everything else, in the parameters' layout.
    const { end, slotBytes, places } = this.#layout;
    this.#grow(end + slotBytes);
    this.#view.fill(0, end / 4, (end + slotBytes) / 4);
    const shift = end - (places[0]?.at ?? 0);
    this.#forward(batch.inputs, batch.count);
    const loss = this.#loss(batch.targets, batch.weights, batch.count);
    this.#backward(batch.count, true);
    setStoreRule(this.#kernels, shift);
    this.#due = batch.count;
    this.#applyDue();
    const inputs = new Float32Array(batch.count * this.#input.outputs[0].columns);
    // Without a layer that reads the input its gradient is 0.
    if (this.#plan.layers.some(({ layer }) => layer.from.includes(INPUT)))
      readRows(this.#view, this.#input.error!, inputs, batch.count);
    return { loss, parameters: readParameters(this.#view, places, shift, this.#plan.parameterCount), inputs };
  }

  async train({ count, inputs, targets, weights, sizes, learningRates }: Steps): Promise<TrainResult> {
    const { optimizer } = this.#options;
    if (optimizer === undefined)
      throw new SelfsameError("input", "train: the session was opened without an optimizer.");
    const inputWidth = this.#input.outputs[0].columns;
    const width = this.#plan.outputs;
    const outputs = new Float32Array(count * width);
    const losses: number[] = [];
    let first = 0;
    for (let index = 0; index < sizes.length; index++) {
      const size = sizes[index]!;
      this.#forward(inputs, size, first * inputWidth);
      const loss = this.#loss(targets, weights, size, first);
      for (let i = 0; i < size * width; i++) outputs[first * width + i] = this.#outputs[i]!;
      losses.push(loss);
      if (!Number.isFinite(loss)) break;
      this.#backward(size, false);
      setUpdateRule(this.#kernels, optimizer, learningRates[index]!, ++this.#step, this.#layout.slotBytes);
      this.#due = size;
      first += size;
    }
    return { losses, outputs };
  }

  async readParameters(): Promise<Numbers> {
    this.#applyDue();
    return readParameters(this.#view, this.#layout.places, 0, this.#plan.parameterCount);
  }

  async writeParameters(parameters: Numbers): Promise<void> {
    this.#applyDue();
    writeParameters(this.#view, this.#layout.places, 0, parameters);
  }

  async readState(): Promise<OptimizerState> {
    this.#applyDue();
    const { places, slotBytes } = this.#layout;
    const slots = Array.from({ length: this.#slots }, (_, slot) =>
      readParameters(this.#view, places, (slot + 1) * slotBytes, this.#plan.parameterCount),
    );
    return { step: this.#step, slots };
  }

  async writeState(state: OptimizerState): Promise<void> {
    this.#applyDue();
    this.#step = state.step;
    for (let slot = 0; slot < this.#slots; slot++) {
      writeParameters(this.#view, this.#layout.places, (slot + 1) * this.#layout.slotBytes, state.slots[slot]!);
    }
  }

  dispose(): void {
    // WebAssembly memory is given back when nothing refers to it.
    this.#memory = undefined as never;
    this.#view = undefined as never;
    this.#kernels = undefined as never;
  }

  get #slots(): number {
    return this.#options.optimizer === undefined ? 0 : slotCount(this.#options.optimizer);
  }

  /** Makes the memory at least so many bytes. Throws `input` where the machine has no more. */
  #grow(bytes: number): void {
    const more = pagesFor(bytes) - this.#memory.buffer.byteLength / 65536;
    if (more <= 0) return;
    try {
      this.#memory.grow(more);
    } catch (cause) {
      throw noMemory(bytes, cause);
    }
    this.#view = new Float32Array(this.#memory.buffer);
  }

  #copyOutputs(count: number): Float32Array {
    return new Float32Array(this.#outputs.subarray(0, count * this.#plan.outputs));
  }

  #copyLayer(name: string, count: number): Float32Array {
    const matrix = this.#layout.nodes.get(name)?.outputs[this.#side];
    if (matrix === undefined) {
      throw new SelfsameError(
        "input",
        `forward: no layer is called "${name}"; there are "${[...this.#layout.nodes.keys()].join('", "')}".`,
      );
    }
    const values = new Float32Array(count * matrix.columns);
    readRows(this.#view, matrix, values, count);
    return values;
  }

  /** The forward pass of `count` examples, from place `start` of `inputs` on; applies the update that is due on its way. */
  #forward(inputs: Numbers, count: number, start = 0): void {
    const last = this.#side;
    this.#side = last === 0 ? 1 : 0;
    writeRows(this.#view, this.#input.outputs[this.#side], inputs, count, start);
    this.#sweepAll(last, count);
    this.#finishOutputs(count);
  }

  #applyDue(): void {
    if (this.#due > 0) this.#sweepAll(this.#side, 0);
  }

  /** One pass over all weights: the due update, whose outputs are on side `last`, and a forward pass of `next` examples. */
  #sweepAll(last: 0 | 1, next: number): void {
    const due = this.#due;
    const side = this.#side;
    for (const step of this.#steps) {
      if (step.kind === "dense") this.#sweep(step, last, due, side, next);
      else if (next > 0) {
        const sources = step.sources.map(({ outputs }) => outputs[side]);
        joinForward(this.#view, step.kind, sources, step.node.outputs[side], next);
      }
    }
    this.#due = 0;
  }

  #sweep(step: DenseStep, last: 0 | 1, due: number, side: 0 | 1, next: number): void {
    const { weights, bias, panels, activation, separate, width, sources, node } = step;
    const x = sources[0].outputs;
    const out = node.outputs[side];
    this.#kernels.sweep(
      weights.at,
      weights.stride,
      weights.rows,
      panels,
      bias.at,
      activation,
      x[0].stride,
      x[0].block,
      out.stride,
      out.block,
      x[last].at,
      node.error?.at ?? 0,
      due,
      x[side].at,
      out.at,
      next,
      this.#threads,
    );
    if (separate > 0 && next > 0) this.#kernels.activate(separate, out.at, out.stride, out.block, next, width);
  }

  #finishOutputs(count: number): void {
    const matrix = this.#last.outputs[this.#side];
    if (this.#finish === undefined) {
      readRows(this.#view, matrix, this.#outputs, count);
      return;
    }
    readRows(this.#view, matrix, this.#logits, count);
    activate(this.#finish, this.#logits, this.#outputs, count, this.#plan.outputs);
    writeRows(this.#view, matrix, this.#outputs, count);
  }

  /** The loss of the last forward pass, whose targets and weights begin at example `first`; leaves its gradient in `#dLast`. */
  #loss(targets: Numbers, weights: Numbers, count: number, first = 0): number {
    const { loss } = this.#options;
    if (loss === undefined) throw new SelfsameError("input", "loss: the session was opened without one.");
    const width = this.#plan.outputs;
    return lossAndGradient(loss, this.#logits, this.#outputs, targets, weights, count, width, this.#dLast, first);
  }

  /** Errors from the last layer to the first, of the last forward pass. */
  #backward(count: number, wantsInputError: boolean): void {
    const side = this.#side;
    if (this.#finish === "softmax" && !isLossOfLogits(this.#options.loss!))
      backThroughActivation("softmax", this.#outputs, this.#dLast, count, this.#plan.outputs);
    // Numbers that overflowed leave NaN in what is written without its padding; the next ones must not meet it.
    clearRows(this.#view, this.#last.error!, count);
    writeRows(this.#view, this.#last.error!, this.#dLast, count);
    for (const { error } of this.#unread) clearRows(this.#view, error!, count);
    for (const step of this.#backwardSteps) {
      const error = step.node.error!;
      if (step.kind === "dense") this.#denseBackward(step, error, side, count, wantsInputError);
      else {
        const sources = step.sources.map((source) => source.error!);
        // A join writes no padding; what others add to later must begin at 0.
        sources.forEach((source, i) => step.isFirst[i] && clearRows(this.#view, source, count));
        const unwanted = wantsInputError ? undefined : this.#input.error;
        joinBackward(this.#view, step.kind, sources, step.isFirst, error, count, unwanted);
      }
    }
  }

  #denseBackward(step: DenseStep, error: Matrix, side: 0 | 1, count: number, wantsInputError: boolean): void {
    const { weights, panels, width, backward, node, sources, isFirst, readsInput } = step;
    const { at, stride, block } = error;
    this.#kernels.backThroughActivation(backward, node.outputs[side].at, at, stride, block, count, width);
    if (readsInput && !wantsInputError) return;
    const to = sources[0].error!;
    this.#kernels.inputError(
      weights.at,
      weights.stride,
      weights.rows,
      panels,
      at,
      stride,
      block,
      count,
      to.at,
      to.stride,
      to.block,
      isFirst[0] ? 1 : 0,
      this.#threads,
    );
  }
}
