// Do our networks answer as the peers' do? Each network of the chain on the same input as in TensorFlow.js with the same
// weights: a chip of seeded noise and a color photo that the peer's package carries.
// Usage: node --import ./scripts/typescript.js bench/face/networks.ts [--packages DIR] [--backends reference,wasm]
//   [--networks descriptor,landmarks,...] [--store FILE]. DIR is a folder like node_modules; default: the root's. FILE: what
// TensorFlow.js answers to noise, some numbers of each output, is written there for the tests of packages/face.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Answer, ForwardNetwork } from "@selfsame/engine/forward";
import { resize } from "@selfsame/engine/pixels";
import { textTable } from "../shared/table.ts";
import { entrantsFrom, noise, photo } from "./entrants.ts";
import { openPeer } from "./peers-tensorflow.ts";

const { values } = parseArgs({
  options: {
    packages: { type: "string", default: join(import.meta.dirname, "../../node_modules") },
    backends: { type: "string", default: "reference,wasm" },
    networks: { type: "string" },
    store: { type: "string" },
  },
});

/** Half the distance of 1 to the next float32 number: the relative error of one operation. */
const ROUNDOFF = 2 ** -24;
/**
 * How much later layers may enlarge an earlier layer's relative error; measured, it stays below 1, because rectified sums
 * average errors out.
 */
const AMPLIFICATION = 2;

/**
 * What two float32 computations of one network may differ by, relative to the largest output: a sum of n terms, in whatever
 * order, is off by about sqrt(n) roundoffs (errors walk randomly; Higham and Mary 2019), and in the worst case layers add up.
 */
function toleranceOf({ plan }: ForwardNetwork): number {
  const terms = plan.layers.map(({ layer, inputs }) => {
    const { channels, height, width } = inputs[0]!;
    if (layer.kind === "convolution") return layer.window[0] * layer.window[1] * channels;
    if (layer.kind === "depthwise-convolution") return layer.window[0] * layer.window[1];
    if (layer.kind === "dense") return height * width * channels;
    if (layer.kind === "global-average") return height * width;
    return layer.kind === "add" ? inputs.length : 0;
  });
  return AMPLIFICATION * ROUNDOFF * terms.reduce((sum, count) => sum + Math.sqrt(count), 0);
}

/** Numbers of an output that are stored, evenly spaced, and their digits: float32 has no more. */
const STORED = 32;
const DIGITS = 9;
const stored: Record<string, { tolerance: number; outputs: Record<string, { largest: number; some: number[] }> }> = {};

const peer = await openPeer(values.packages);
const whole = await photo(values.packages);
const backends = values.backends.split(",").filter(Boolean) as ("reference" | "wasm")[];
const wanted = values.networks?.split(",");
const rows = [["network, input, output", "backend", "largest", "difference", "relative", "tolerance", ""]];
for (const entrant of entrantsFrom(values.packages)) {
  if (wanted !== undefined && !wanted.includes(entrant.name)) continue;
  const { name, side } = entrant;
  const network = entrant.open();
  const tolerance = toleranceOf(network);
  stored[name] = { tolerance, outputs: {} };
  const chips = { noise: noise(side), ...(whole && { photo: resize(whole, side, side) }) };
  for (const [what, chip] of Object.entries(chips)) {
    const input = new Float32Array(side * side * 3);
    entrant.fill(chip, input);
    const expected = await entrant.peer(peer, chip, input);
    const answers = new Map<string, ReadonlyMap<string, Answer>>();
    for (const backend of backends) answers.set(backend, await network.forward(input, { backend }));
    const alone = network.structure.outputs.filter((output) => output !== "cells" && !expected.has(output));
    if (alone.length > 0) throw new Error(`${name}: the peer says nothing of ${alone.join(", ")}`);
    for (const [output, theirs] of expected) {
      const largest = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      if (what === "noise") {
        const step = Math.ceil(theirs.length / STORED);
        const some = Array.from(
          theirs.filter((_, i) => i % step === 0),
          (value) => Number(value.toPrecision(DIGITS)),
        );
        stored[name].outputs[output] = { largest: Number(largest.toPrecision(DIGITS)), some };
      }
      for (const [backend, answer] of answers) {
        const ours = answer.get(output)!.values;
        const difference = theirs.reduce((most, value, i) => Math.max(most, Math.abs(value - ours[i]!)), 0);
        const isEqual = theirs.length === ours.length && difference <= tolerance * largest;
        if (!isEqual) process.exitCode = 1;
        const figures = [difference, difference / largest, tolerance].map((value) => value.toExponential(1));
        const verdict = isEqual ? "equal" : "DIFFERS";
        rows.push([`${name}, ${what}, ${output}`, backend, largest.toPrecision(3), ...figures, verdict]);
      }
    }
  }
  network.dispose();
}
console.log(textTable(rows));
console.log(`TensorFlow.js ${peer.version}, cpu backend. Relative: to the largest number of the output.`);
if (values.store !== undefined) writeFileSync(values.store, `${JSON.stringify(stored)}\n`);
