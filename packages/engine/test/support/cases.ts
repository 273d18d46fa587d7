// One table of networks and batches with awkward shapes. Kernels work on tiles of 4, 5 and 8 and on blocks of 240:
// widths and batches are 1, a tile less one, a tile, a tile and one, the same around a block, and primes.

import type { Batch, LossKind } from "../../src/backends/backend.ts";
import { defaultLoss } from "../../src/backends/losses.ts";
import { structureOf } from "../../src/network/build.ts";
import { initialParameters } from "../../src/network/initialize.ts";
import { add, concatenate, dense, type LayerSpecification } from "../../src/network/layers.ts";
import { planOf } from "../../src/network/plan.ts";
import type { Activation, Structure } from "../../src/network/structure.ts";
import { PURPOSE, stream } from "../../src/numbers/random.ts";

export interface Case {
  readonly name: string;
  readonly structure: Structure;
  readonly loss: LossKind;
  /** Examples in a whole batch. */
  readonly count: number;
}

const AWKWARD = [1, 3, 4, 5, 7, 8, 9, 13, 63, 64, 65, 127] as const;
/** Around one and two blocks of columns. */
const BLOCKS = [239, 240, 241, 487] as const;
/** Batches that tiles of 4 and 5 rows cannot make up, and some that they can. */
const BATCHES = [1, 2, 3, 6, 7, 10, 11, 12] as const;
const HIDDEN: readonly Activation[] = ["relu", "leaky-relu", "sigmoid", "tanh", "identity"];
const LAST: readonly Activation[] = ["sigmoid", "softmax", "identity"];

function caseOf(inputs: number, layers: readonly LayerSpecification[], count: number, what?: string): Case {
  const structure = structureOf(inputs, layers);
  const name = what ?? layers.map((layer) => (layer.kind === "dense" ? layer.units : layer.kind)).join("-");
  return { name: `${inputs}-${name} by ${count}`, structure, loss: defaultLoss(structure), count };
}

/** Every awkward number as inputs, as hidden units, as outputs and as a batch, each beside others. */
const chains = AWKWARD.map((inputs, i) => {
  const other = (by: number) => AWKWARD[(i * by + 3) % AWKWARD.length]!;
  const last = LAST[i % LAST.length]!;
  return caseOf(inputs, [dense(other(5), HIDDEN[i % HIDDEN.length]), dense(other(11), last)], other(7));
});

/** Blocks as inputs and as hidden units. */
const blocks = BLOCKS.flatMap((width, i) => [
  caseOf(width, [dense(9, HIDDEN[i]), dense(1, "sigmoid")], 6 + i),
  caseOf(7, [dense(width, HIDDEN[i]), dense(5, LAST[i % LAST.length])], 9 - i),
]);

const batches = BATCHES.map((count) => caseOf(19, [dense(11, "relu"), dense(2, "softmax")], count));

const graphs = [
  caseOf(7, [dense(9, "relu"), dense(9, "tanh"), add(["dense1", "dense2"]), dense(3, "softmax")], 5, "residual"),
  caseOf(
    5,
    [
      dense(3, "leaky-relu", { name: "left", from: "input" }),
      dense(13, "sigmoid", { name: "right", from: "input" }),
      concatenate(["left", "right", "input"], { name: "both" }),
      dense(1, "sigmoid"),
    ],
    9,
    "branches side by side with the input",
  ),
  caseOf(
    4,
    [dense(8, "tanh"), add(["dense1", "dense1"]), concatenate(["add1", "add1"]), dense(2)],
    3,
    "one layer taken twice",
  ),
  caseOf(
    9,
    [dense(5, "relu", { name: "unread" }), dense(4, "relu", { name: "read", from: "input" }), dense(1, "sigmoid")],
    8,
    "a layer that nothing reads",
  ),
  caseOf(3, [dense(7, "tanh"), dense(7, "relu"), add(["dense1", "dense2"])], 4, "a sum as the last layer"),
  caseOf(6, [dense(5, "tanh"), concatenate(["dense1", "input"])], 7, "a concatenation as the last layer"),
  caseOf(
    11,
    Array.from({ length: 12 }, (_, i) => dense(i === 11 ? 1 : 7, i === 11 ? "sigmoid" : HIDDEN[i % 5])),
    13,
    "twelve layers deep",
  ),
  caseOf(4, [concatenate(["input", "input"]), add(["concatenate1", "concatenate1"])], 3, "no parameters at all"),
  caseOf(257, [dense(1, "sigmoid")], 65, "one neuron"),
  caseOf(5, [dense(9, "relu"), dense(1, "sigmoid")], 259, "more rows than go past the weights at once"),
  caseOf(1, [dense(131, "relu"), dense(1, "sigmoid")], 1, "one number, one example"),
];

/** The squared error behind every activation, softmax too, which its cross-entropy passes by. */
/** Numbers that overflow reach the last layer, whatever it squashes them to. */
const unbounded = (["sigmoid", "tanh"] as const).map((activation): Case => ({
  ...caseOf(3, [dense(5, "identity"), dense(3, activation)], 6),
  name: `${activation} squared behind sums without bounds`,
  loss: "mean-squared-error",
}));

const squared = ([...HIDDEN, "softmax"] as const).map((activation, i): Case => {
  const one = caseOf(5, [dense(6, "tanh"), dense([1, 3, 5, 7, 9, 4][i]!, activation)], 7, `${activation} squared`);
  return { ...one, loss: "mean-squared-error" };
});

export const cases: readonly Case[] = [...chains, ...blocks, ...batches, ...graphs, ...squared, ...unbounded];

/** The network's own first parameters, with biases that are not 0: float32 numbers. */
export function parametersOf({ structure }: Case, seed = 1): Float32Array {
  const plan = planOf(structure);
  const parameters = initialParameters(plan, seed);
  const random = stream(seed, PURPOSE.drawing, 1);
  for (const { name, offset, length } of plan.parameters) {
    if (!name.endsWith(".bias")) continue;
    for (let i = offset; i < offset + length; i++) parameters[i] = 0.2 * random.normal();
  }
  return parameters;
}

/** `count` examples that fit the case; weights are 0, 0.5, 1 and 2. */
export function examplesOf({ structure, loss }: Case, count: number, seed = 1): Batch {
  const { outputs } = planOf(structure);
  const random = stream(seed, PURPOSE.drawing, 2);
  const draw = (length: number, number: () => number) => Float32Array.from({ length }, number);
  const inputs = draw(count * structure.inputs, random.normal);
  const weights = Float32Array.from({ length: count }, (_, i) => [1, 0.5, 2, 1, 0][i % 5]!);
  if (loss !== "softmax-cross-entropy") {
    const number = loss === "mean-squared-error" ? random.normal : () => random.below(2);
    return { count, inputs, weights, targets: draw(count * outputs, number) };
  }
  const targets = new Float32Array(count * outputs);
  for (let row = 0; row < count; row++) targets[row * outputs + random.below(outputs)] = 1;
  return { count, inputs, weights, targets };
}
