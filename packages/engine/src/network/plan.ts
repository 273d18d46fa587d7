// What follows from a structure: the width of every layer and the table of its parameters.

import { SelfsameError } from "../errors.ts";
import { INPUT, type Layer, type Structure } from "./structure.ts";

/** One named array among the parameters, which lie one after another in one flat array. */
export interface ParameterEntry {
  /** `<layer>.weights` or `<layer>.bias`. */
  readonly name: string;
  readonly layer: string;
  /** weights (in, units), row-major; bias (units). */
  readonly shape: readonly number[];
  /** Place of its first number, counted in numbers. */
  readonly offset: number;
  readonly length: number;
  readonly type: "float32";
  readonly trains: boolean;
}

/** One layer with its shapes settled. */
export interface PlannedLayer {
  readonly layer: Layer;
  /** Numbers that go in and come out for one example. */
  readonly inputWidth: number;
  readonly width: number;
  /** Empty for layers without parameters. */
  readonly parameters: readonly ParameterEntry[];
}

export interface Plan {
  readonly layers: readonly PlannedLayer[];
  readonly parameters: readonly ParameterEntry[];
  /** How many numbers the parameters are. */
  readonly parameterCount: number;
  /** Width of the last layer. */
  readonly outputs: number;
}

/** Memory is addressed with 32 bits. */
const BYTE_LIMIT = 4_294_967_296;
const BYTES_A_NUMBER = 4;

/** Works out shapes. Throws `structure` where they do not fit, or would need more than 4 GB for parameters or one example. */
export function planOf(structure: Structure): Plan {
  const widths = new Map<string, number>([[INPUT, structure.inputs]]);
  const layers: PlannedLayer[] = [];
  let offset = 0;
  for (const layer of structure.layers) {
    const sources = layer.from.map((name) => widths.get(name)!);
    const { inputWidth, width } = shapeOf(layer, sources);
    const parameters: ParameterEntry[] = [];
    if (layer.kind === "dense") {
      for (const [part, shape] of [
        ["weights", [inputWidth, width]],
        ["bias", [width]],
      ] as const) {
        const length = shape.reduce((product, side) => product * side, 1);
        parameters.push({
          name: `${layer.name}.${part}`,
          layer: layer.name,
          shape,
          offset,
          length,
          type: "float32",
          trains: true,
        });
        offset += length;
      }
    }
    widths.set(layer.name, width);
    layers.push({ layer, inputWidth, width, parameters });
  }
  const bytes = offset * BYTES_A_NUMBER;
  if (bytes > BYTE_LIMIT) {
    throw new SelfsameError(
      "structure",
      `network: its ${offset} parameters need ${bytes} bytes; the limit is ${BYTE_LIMIT} (4 GB). Make the widest layers narrower.`,
    );
  }
  const numbers = [...widths.values()].reduce((sum, width) => sum + width, 0);
  if (numbers * BYTES_A_NUMBER > BYTE_LIMIT) {
    throw new SelfsameError(
      "structure",
      `network: its layers are ${numbers} numbers wide in all, ${numbers * BYTES_A_NUMBER} bytes for one example; the limit is ${BYTE_LIMIT} (4 GB). Make the widest layers narrower.`,
    );
  }
  const outputs = layers[layers.length - 1]!.width;
  return { layers, parameters: layers.flatMap((planned) => planned.parameters), parameterCount: offset, outputs };
}

function shapeOf(layer: Layer, sources: readonly number[]): { inputWidth: number; width: number } {
  switch (layer.kind) {
    case "dense":
      return { inputWidth: sources[0]!, width: layer.units };
    case "add": {
      const other = sources.findIndex((width) => width !== sources[0]);
      if (other !== -1) {
        throw new SelfsameError(
          "structure",
          `layer "${layer.name}": adds layers of one width, but "${layer.from[0]}" is ${sources[0]} wide and "${layer.from[other]}" ${sources[other]}.`,
        );
      }
      return { inputWidth: sources[0]!, width: sources[0]! };
    }
    case "concatenate": {
      const width = sources.reduce((sum, one) => sum + one, 0);
      return { inputWidth: width, width };
    }
  }
}
