// One forward-only network in WebAssembly memory: kernels' variables, parameters, then the programs. The program for the
// structure's outputs is made at opening, with layers computed together and memory used again; the one from which every
// layer can be read only when somebody asks for one.

import type { BackendFacts, Numbers } from "../../backends/backend.ts";
import { SelfsameError } from "../../errors.ts";
import { entryReader } from "../parameters.ts";
import { sizeOf, type ForwardPlan } from "../plan.ts";
import type { Answer, ForwardOpening, ForwardSession } from "../session.ts";
import { INPUT, type ForwardStructure } from "../structure.ts";
import { scratchOf } from "./batches.ts";
import { Helpers } from "./helpers.ts";
import { instantiateForwardKernels, type ForwardKernels } from "./kernels.ts";
import { allot, allotApart, LINE_BYTES, padded, placesOf, type Place } from "./maps.ts";
import { OPERATION_BYTES, writeOperation } from "./operation.ts";
import { bordersOf, operationsOf } from "./program.ts";
import { shared } from "./shares.ts";
import { fusedStages, singleStages } from "./stages.ts";
import { readMap, writeMap } from "./transfer.ts";
import { asideOf, placeWeights, writeWeights, type WeightPlace } from "./weights.ts";

/** The kernels' own variables end below this; opening checks. */
const KERNEL_BYTES_END = 1024;
const PAGE_BYTES = 65536;
const PAGE_LIMIT = 65536;

/** What runs over the network once. */
interface Program {
  readonly places: ReadonlyMap<string, Place>;
  /** The address of its operations, and how many there are. */
  readonly at: number;
  readonly count: number;
}

/** On as many threads as `facts` say, for which `module` was compiled; or on one, with a note, where they do not start. */
export async function openForwardSession(
  { structure, plan, parameters }: ForwardOpening,
  module: WebAssembly.Module,
  facts: BackendFacts,
): Promise<ForwardSession> {
  const { places, end } = placeWeights(structure, plan, KERNEL_BYTES_END);
  const aside = asideOf(places);
  const memory = newMemory(end + aside, facts.threads > 1);
  const kernels = await instantiateForwardKernels(module, memory);
  if (kernels.heapBase() > KERNEL_BYTES_END)
    throw new Error(`wasm: the kernels' variables end at ${kernels.heapBase()}, beyond ${KERNEL_BYTES_END}`);
  const numbers = new Float32Array(memory.buffer);
  const read = entryReader(plan, parameters);
  for (const place of places.values()) writeWeights(numbers, place, read, kernels, end);
  numbers.fill(0, end / 4, (end + aside) / 4);
  let helpers: Helpers | undefined;
  let here = facts;
  if (facts.threads > 1) {
    try {
      helpers = await Helpers.start(facts.threads - 1, module, memory);
      kernels.setThreads(facts.threads);
    } catch (error) {
      const note = `one thread, the calling one: a worker did not start (${String(error)})`;
      here = { ...facts, threads: 1, notes: [...facts.notes, note] };
    }
  }
  return new ForwardWasmSession(here, structure, plan, { kernels, memory, helpers }, places, end);
}

/** What a session owns until it is disposed of. */
interface Running {
  readonly kernels: ForwardKernels;
  readonly memory: WebAssembly.Memory;
  readonly helpers: Helpers | undefined;
}

class ForwardWasmSession implements ForwardSession {
  readonly facts: BackendFacts;
  readonly #structure: ForwardStructure;
  readonly #plan: ForwardPlan;
  readonly #weights: ReadonlyMap<string, WeightPlace>;
  #running: Running | undefined;
  #numbers = new Float32Array(0);
  #end: number;
  /** For the outputs of the structure alone. */
  readonly #outputs: Program;
  /** For any layer. */
  #layers: Program | undefined;

  constructor(
    facts: BackendFacts,
    structure: ForwardStructure,
    plan: ForwardPlan,
    running: Running,
    weights: ReadonlyMap<string, WeightPlace>,
    end: number,
  ) {
    this.facts = facts;
    this.#structure = structure;
    this.#plan = plan;
    this.#running = running;
    this.#weights = weights;
    this.#end = end;
    this.#outputs = this.#program(running, structure.outputs);
  }

  async run(
    inputs: Numbers,
    count: number,
    layers: readonly string[] = this.#structure.outputs,
  ): Promise<ReadonlyMap<string, Answer>> {
    const running = this.#running;
    if (running === undefined) throw new SelfsameError("input", "forward: the session was disposed of. Open another.");
    running.helpers?.check();
    const isUsual = layers.every((name) => this.#structure.outputs.includes(name));
    const program = isUsual ? this.#outputs : (this.#layers ??= this.#program(running, undefined));
    const answers = new Map<string, { readonly shape: Place["shape"]; readonly values: Float32Array }>();
    for (const name of layers) {
      const place = program.places.get(name);
      if (place === undefined || name === INPUT)
        throw new SelfsameError("input", `forward: no layer is called "${name}".`);
      answers.set(name, { shape: place.shape, values: new Float32Array(count * sizeOf(place.shape)) });
    }
    const input = program.places.get(INPUT)!;
    for (let example = 0; example < count; example++) {
      writeMap(this.#numbers, input, inputs, example * sizeOf(input.shape));
      running.kernels.run(program.at, program.count);
      for (const [name, { shape, values }] of answers)
        readMap(this.#numbers, program.places.get(name)!, values, example * sizeOf(shape));
    }
    return answers;
  }

  /** A program behind all that is in memory: for the layers `wanted`, or for any. */
  #program({ memory }: Running, wanted: readonly string[] | undefined): Program {
    const stages = wanted === undefined ? singleStages(this.#plan) : fusedStages(this.#plan, wanted);
    const places = placesOf(this.#structure, stages);
    const start = padded(this.#end, LINE_BYTES);
    const scratch = wanted === undefined ? allotApart(places, start) : allot(places, stages, wanted, start);
    // Each thread has its own.
    const scratchStride = padded(Math.max(0, ...stages.map(scratchOf)), LINE_BYTES);
    const at = padded(scratch + this.facts.threads * scratchStride, LINE_BYTES);
    const around = { places, weights: this.#weights, scratch, scratchStride };
    const operations = [...bordersOf(places.get(INPUT)!), ...stages.flatMap((stage) => operationsOf(stage, around))];
    this.#end = at + 2 * operations.length * OPERATION_BYTES;
    grow(memory, this.#end);
    this.#numbers = new Float32Array(memory.buffer);
    const words = new Uint32Array(memory.buffer);
    // Those that are part of others stand behind all steps.
    operations.forEach(({ operation, before }, index) => {
      const aside = at + (operations.length + index) * OPERATION_BYTES;
      if (before !== undefined) writeOperation(words, aside, before);
      const whole = before === undefined ? operation : { ...operation, before: aside };
      writeOperation(words, at + index * OPERATION_BYTES, shared(whole, this.facts.threads));
    });
    return { places, at, count: operations.length };
  }

  dispose(): void {
    this.#running?.helpers?.dismiss();
    this.#running = undefined;
    this.#numbers = new Float32Array(0);
  }
}

/** With room for so many bytes. Throws `input` where there is none. */
function newMemory(bytes: number, isShared: boolean): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: pagesFor(bytes), maximum: PAGE_LIMIT, shared: isShared });
  } catch (cause) {
    throw noMemory(bytes, cause);
  }
}

/** The same for memory that there is. */
function grow(memory: WebAssembly.Memory, bytes: number): void {
  const more = pagesFor(bytes) - memory.buffer.byteLength / PAGE_BYTES;
  try {
    if (more > 0) memory.grow(more);
  } catch (cause) {
    throw noMemory(bytes, cause);
  }
}

function pagesFor(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES);
}

function noMemory(bytes: number, cause: unknown): SelfsameError {
  const message = `backend wasm: this machine gave no ${bytes} bytes of memory for the network; the limit is 4 GB. Use a smaller input.`;
  return new SelfsameError("input", message, { cause });
}
