// Memory that is used again, and layers computed together, against every layer by itself in memory of its own: networks
// drawn by seed, bit for bit. And what the session says to those who ask for what there is not.

import { expect, test } from "vitest";
import {
  activation,
  add,
  averagePool,
  concatenate,
  convolution,
  depthwiseConvolution,
  forwardStructure,
  maxPool,
  pad,
  prelu,
  reshape,
  scale,
  type ForwardLayerSpecification,
} from "../../src/forward/layers.ts";
import { forwardPlanOf } from "../../src/forward/plan.ts";
import type { ForwardStructure, Shape } from "../../src/forward/structure.ts";
import { allot, placesOf } from "../../src/forward/wasm/maps.ts";
import { openForwardWasm } from "../../src/forward/wasm/open.ts";
import { fusedStages } from "../../src/forward/wasm/stages.ts";
import { PURPOSE, stream } from "../../src/numbers/random.ts";
import { forwardInputsOf, forwardParametersOf } from "../support/forward-cases.ts";

const NETWORKS = 60;
const LAYERS = 24;

/** A graph of many branches: each layer mostly reads the last, or several of one shape. */
function drawn(seed: number): ForwardStructure {
  const random = stream(seed, PURPOSE.drawing, 5);
  const input: Shape = { height: 9 + random.below(12), width: 9 + random.below(12), channels: 1 + random.below(20) };
  const layers: ForwardLayerSpecification[] = [];
  const shapes = new Map<string, Shape>([["input", input]]);
  const structure = (outputs?: readonly string[]) => forwardStructure({ input, layers, ...(outputs && { outputs }) });
  for (let index = 0; index < LAYERS; index++) {
    const known = [...shapes.keys()];
    const from = random.below(3) > 0 ? known.at(-1)! : known[random.below(known.length)]!;
    const { height, width, channels } = shapes.get(from)!;
    const name = `layer${index}`;
    const alike = known.filter((other) => JSON.stringify(shapes.get(other)) === JSON.stringify(shapes.get(from)));
    const which = { name, from, activation: (["identity", "relu", "relu6", "sigmoid"] as const)[random.below(4)]! };
    const identity = { name, from };
    const isSmall = Math.min(height, width) < 4;
    const choices: (() => ForwardLayerSpecification)[] = [
      () => convolution({ window: 3, padding: "same", units: 1 + random.below(40), ...identity }),
      () => convolution({ window: 1, units: channels, ...(random.below(2) === 0 ? which : identity) }),
      () => depthwiseConvolution({ window: 3, padding: "same", ...identity }),
      () => scale(which),
      () => prelu(identity),
      () => activation(which.activation, identity),
      () => add([from, alike[random.below(alike.length)]!], which),
      () => add([from, alike[random.below(alike.length)]!], which),
      () => concatenate([from, alike[random.below(alike.length)]!], { name }),
      () => pad({ top: random.below(3), right: random.below(2), channels: [random.below(2), 1], ...identity }),
      () => reshape({ height: width, width: height, channels }, identity),
    ];
    if (!isSmall)
      choices.push(
        () => depthwiseConvolution({ window: 5, stride: 2, padding: "same", ...which }),
        () => convolution({ window: [2, 3], stride: 2, units: 1 + random.below(30), ...which }),
        () => maxPool({ window: 2, ...identity }),
        () => averagePool({ window: 3, stride: 2, padding: "same", ...identity }),
      );
    layers.push(choices[random.below(choices.length)]!());
    shapes.set(name, forwardPlanOf(structure()).layers.at(-1)!.shape);
  }
  const outputs = new Set([`layer${LAYERS - 1}`, `layer${random.below(LAYERS)}`, `layer${random.below(LAYERS)}`]);
  return structure([...outputs]);
}

test("memory that is used again keeps what is still to be read, whatever the network", async () => {
  let together = 0;
  let again = 0;
  for (let seed = 1; seed <= NETWORKS; seed++) {
    const structure = drawn(seed);
    const plan = forwardPlanOf(structure);
    const one = { name: `network ${seed}`, structure, count: 2 };
    const session = await openForwardWasm({ structure, plan, parameters: forwardParametersOf(one, seed) }, {});
    const inputs = forwardInputsOf(one, seed);
    const all = structure.layers.map(({ name }) => name);
    const apart = await session.run(inputs, one.count, all);
    const outputs = await session.run(inputs, one.count);
    for (const name of structure.outputs) {
      const [bits, others] = [outputs, apart].map((answers) => new Uint32Array(answers.get(name)!.values.buffer));
      expect(
        bits!.findIndex((word, i) => word !== others![i]),
        `${one.name}: ${name}`,
      ).toBe(-1);
    }
    session.dispose();

    // Both were put to the test.
    const stages = fusedStages(plan, structure.outputs);
    const places = placesOf(structure, stages);
    const apartBytes = [...places.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    if (allot(places, stages, structure.outputs, 0) < apartBytes) again++;
    together += stages.filter(({ head, output, before }) => head !== output || before !== undefined).length;
  }
  expect(again).toBeGreaterThan(NETWORKS / 2);
  expect(together).toBeGreaterThan(NETWORKS / 2);
}, 60_000);

test("a session says which layer there is not, and that it was disposed of", async () => {
  const layers = [convolution({ window: 1, units: 2 })];
  const structure = forwardStructure({ input: { height: 1, width: 1, channels: 1 }, layers });
  const opening = { structure, plan: forwardPlanOf(structure), parameters: Float32Array.of(2, 3, 1, 0) };
  const session = await openForwardWasm(opening, {});
  const inputs = Float32Array.of(5);
  expect((await session.run(inputs, 1)).get("convolution1")!.values).toEqual(Float32Array.of(11, 15));
  await expect(session.run(inputs, 1, ["nose"])).rejects.toThrow('no layer is called "nose"');
  session.dispose();
  await expect(session.run(inputs, 1)).rejects.toThrow("disposed");
});
