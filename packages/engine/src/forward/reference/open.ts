// The textbook in code for forward-only networks: float64, loops, the formula above each loop. Never optimized; every
// other backend is tested against it.

import type { BackendFacts, Numbers } from "../../backends/backend.ts";
import { SelfsameError } from "../../errors.ts";
import { allParameters } from "../parameters.ts";
import { sizeOf, type ForwardPlan, type PlannedForwardLayer } from "../plan.ts";
import type { Answer, ForwardOpening, ForwardSession } from "../session.ts";
import { INPUT, type Shape } from "../structure.ts";
import { activate, dense, globalAverage, prelu, scale } from "./channels.ts";
import { add, concatenate, pad } from "./moves.ts";
import { averagePool, convolution, depthwiseConvolution, maxPool } from "./windows.ts";

export async function openForwardReference(opening: ForwardOpening): Promise<ForwardSession> {
  return new ForwardReferenceSession(opening);
}

class ForwardReferenceSession implements ForwardSession {
  readonly facts: BackendFacts = { name: "reference", kernels: "float64", threads: 1, notes: [] };
  readonly #input: Shape;
  readonly #outputs: readonly string[];
  readonly #plan: ForwardPlan;
  #parameters: Float64Array;

  constructor({ structure, plan, parameters }: ForwardOpening) {
    this.#input = structure.input;
    this.#outputs = structure.outputs;
    this.#plan = plan;
    this.#parameters = Float64Array.from(allParameters(plan, parameters));
  }

  async run(
    inputs: Numbers,
    count: number,
    layers: readonly string[] = this.#outputs,
  ): Promise<ReadonlyMap<string, Answer>> {
    const answers = new Map<string, { shape: Shape; values: Float64Array }>();
    for (const name of layers) {
      const planned = this.#plan.layers.find(({ layer }) => layer.name === name);
      if (planned === undefined) throw new SelfsameError("input", `forward: no layer is called "${name}".`);
      answers.set(name, { shape: planned.shape, values: new Float64Array(count * sizeOf(planned.shape)) });
    }
    const size = sizeOf(this.#input);
    for (let example = 0; example < count; example++) {
      const values = new Map<string, Float64Array>([
        [INPUT, Float64Array.from(inputs.subarray(example * size, (example + 1) * size))],
      ]);
      for (const planned of this.#plan.layers) {
        const { layer, shape } = planned;
        const result = this.#layer(
          planned,
          layer.from.map((source) => values.get(source)!),
        );
        values.set(layer.name, result);
        answers.get(layer.name)?.values.set(result, example * sizeOf(shape));
      }
    }
    return answers;
  }

  dispose(): void {
    this.#parameters = new Float64Array(0);
  }

  #layer({ layer, inputs, shape, parameters }: PlannedForwardLayer, sources: readonly Float64Array[]): Float64Array {
    const [weights, bias] = parameters.map(({ offset, length }) => this.#parameters.subarray(offset, offset + length));
    const values = sources[0]!;
    const input = inputs[0]!;
    switch (layer.kind) {
      case "convolution":
        return convolution(layer, values, input, shape, weights!, bias!);
      case "depthwise-convolution":
        return depthwiseConvolution(layer, values, input, shape, weights!, bias!);
      case "dense":
        return dense(layer, values, weights!, bias!);
      case "max-pool":
        return maxPool(layer, values, input, shape);
      case "average-pool":
        return averagePool(layer, values, input, shape);
      case "global-average":
        return globalAverage(values, input);
      case "pad":
        return pad(layer, values, input, shape);
      case "scale":
        return scale(layer, values, weights!, bias!);
      case "prelu":
        return prelu(values, weights!);
      case "activation":
        return activate(layer.activation, values);
      case "reshape":
        return values.slice();
      case "add":
        return add(layer, sources);
      case "concatenate":
        return concatenate(layer, sources, inputs, shape);
    }
  }
}
