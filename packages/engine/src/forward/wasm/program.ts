// From stages to the operations that kernels run, with every address settled.

import type { PlannedForwardLayer } from "../plan.ts";
import { NEAR_BYTES, patchRowsTogether, rowsTogether, takenCell } from "./batches.ts";
import { firstOf, PANEL, type Place } from "./maps.ts";
import { ACTIVATION_CODE, KIND, PRELU_CODE, type Operation } from "./operation.ts";
import type { Stage } from "./stages.ts";
import type { WeightPlace } from "./weights.ts";
import { seenWindow, type SeenWindow } from "./windows.ts";
import { depthOf, patchesOf } from "./winograd.ts";

/** What operations refer to. */
export interface Surroundings {
  readonly places: ReadonlyMap<string, Place>;
  readonly weights: ReadonlyMap<string, WeightPlace>;
  /** Where numbers on their way through an operation lie, and from one thread's to the next one's. */
  readonly scratch: number;
  readonly scratchStride: number;
}

/** An operation that is no step of its own but part of another one comes with it as `before`. */
export interface PlannedOperation {
  readonly operation: Operation;
  readonly before?: Operation;
}

/** The operations of one stage, in their order. */
export function operationsOf(stage: Stage, around: Surroundings): PlannedOperation[] {
  const out = around.places.get(stage.output.layer.name)!;
  const { layer } = stage.head;
  const operations: PlannedOperation[] = [];
  const add = (operation: Operation) => operations.push({ operation });
  const source = (index: number) => around.places.get(layer.from[index]!)!;
  operations.push(...bordersOf(out));

  switch (layer.kind) {
    case "convolution":
    case "dense":
      operations.push(convolution(stage, out, around));
      break;
    case "depthwise-convolution":
      add({ ...depthwise(stage, around), ...target(out), ...ending(stage, around) });
      break;
    case "max-pool":
    case "average-pool":
    case "global-average":
      add(pool(stage.head, source(0), out));
      break;
    case "scale":
    case "prelu":
    case "activation":
      add({ kind: KIND.pointwise, ...reading(source(0)), ...target(out), ...ending(stage, around) });
      break;
    case "add":
      layer.from.slice(1).forEach((name, index, rest) => {
        const isLast = index === rest.length - 1;
        const sum = { kind: KIND.pointwise, ...reading(index === 0 ? source(0) : out), ...target(out) };
        // Of two sources the stage knows the second by itself.
        const end = ending({ ...stage, added: name, ...(!isLast && { activation: "identity" }) }, around);
        add({ ...sum, ...end });
      });
      break;
    case "pad":
      add(clearAll(out));
      add(copy(source(0), out, layer.padding.top, layer.padding.left, layer.channels[0]));
      break;
    case "concatenate": {
      const isByChannel = layer.axis === "channels";
      if (isByChannel && out.cell !== out.shape.channels) add(clearAll(out));
      let start = 0;
      layer.from.forEach((_, index) => {
        const at = (axis: typeof layer.axis) => (axis === layer.axis ? start : 0);
        add(copy(source(index), out, at("height"), at("width"), at("channels")));
        start += source(index).shape[layer.axis];
      });
      break;
    }
    case "reshape":
      if (out.cell !== out.shape.channels) add(clearAll(out));
      add(reflow(source(0), out));
      break;
  }
  if (stage.activation === "sigmoid") add({ kind: KIND.sigmoid, ...target(out), channels: out.shape.channels });
  return operations;
}

function target(out: Place): Operation {
  const { height: rows, width: columns } = out.shape;
  return { rows, columns, channels: out.cell, out: firstOf(out), outPixel: out.pixel, outRow: out.row };
}

function reading(from: Place): Operation {
  return { x: firstOf(from), xPixel: from.pixel, xRow: from.row };
}

/** What follows the sum. */
function ending({ scale, added, activation, slopes }: Stage, { weights, places }: Surroundings): Operation {
  const scaled = scale === undefined ? undefined : weights.get(scale)!;
  const other = added === undefined ? undefined : places.get(added)!;
  const isEnding =
    added !== undefined || scale !== undefined || slopes !== undefined || ACTIVATION_CODE[activation] !== 0;
  return {
    isEnding: isEnding ? 1 : 0,
    ...(scaled && { scale: scaled.weights, shift: scaled.bias }),
    ...(other && { added: firstOf(other), addedPixel: other.pixel, addedRow: other.row }),
    activation: slopes === undefined ? ACTIVATION_CODE[activation] : PRELU_CODE,
    ...(slopes !== undefined && { slopes: weights.get(slopes)!.weights }),
  };
}

function windowed(from: Place, { size, top, left, stride }: Omit<SeenWindow, "first">): Operation {
  return {
    x: firstOf(from) - top * from.row - left * from.pixel,
    xPixel: stride[1] * from.pixel,
    xRow: stride[0] * from.row,
    windowRows: size[0],
    windowColumns: size[1],
    windowPixel: from.pixel,
    windowRow: from.row,
  };
}

function depthwise({ head }: Stage, { places, weights }: Surroundings): Operation {
  const from = places.get(head.layer.from[0]!)!;
  const { weights: at, bias } = weights.get(head.layer.name)!;
  return { kind: KIND.depthwise, ...windowed(from, seenWindow(head)), weights: at, bias };
}

function convolution(stage: Stage, out: Place, around: Surroundings): PlannedOperation {
  const { layer } = stage.head;
  const { weights, panelStride, bias, cell, bytes } = around.weights.get(layer.name)!;
  const isFar = bytes > NEAR_BYTES ? 1 : 0;
  const sum: Operation = { kind: KIND.convolution, weights, panelStride, bias, panels: out.cell / PANEL, isFar };
  const way = { scratch: around.scratch, scratchStride: around.scratchStride };
  const rest: Operation = { ...sum, ...target(out), ...ending(stage, around) };
  const { before } = stage;
  if (before !== undefined) {
    const { width } = before.head.shape;
    const steps = { outPixel: cell * 4, outRow: width * cell * 4 };
    const together = rowsTogether(before.head, stage.head.shape.channels);
    return {
      operation: {
        ...rest,
        ...{ ...way, xPixel: steps.outPixel, xRow: steps.outRow, windowRows: 1, depth: cell, together },
      },
      before: {
        ...depthwise(before, around),
        ...{ rows: out.shape.height, columns: width, channels: cell, ...steps },
        ...ending(before, around),
      },
    };
  }
  const from = around.places.get(layer.from[0]!)!;
  const seen = windowed(from, seenWindow(stage.head));
  const patches = patchesOf(stage.head);
  if (patches !== undefined) {
    const together = patchRowsTogether(stage.head, patches);
    const depth = depthOf(patches, cell);
    const sides = { patch: patches.side, patchRuns: patches.step, patchCell: takenCell(depth) * 4 };
    return { operation: { ...rest, ...seen, kind: KIND.winograd, depth, together, ...sides, ...way } };
  }
  return { operation: { ...rest, ...seen, depth: seen.windowColumns! * cell, together: out.shape.height } };
}

function pool({ layer }: PlannedForwardLayer, from: Place, out: Place): Operation {
  const { height, width } = from.shape;
  const isGlobal = layer.kind !== "max-pool" && layer.kind !== "average-pool";
  const { window, stride, padding } = isGlobal
    ? ({ window: [height, width], stride: [1, 1], padding: { top: 0, left: 0 } } as const)
    : layer;
  return {
    ...{ kind: KIND[layer.kind === "max-pool" ? "max-pool" : "average-pool"], ...target(out) },
    ...windowed(from, { size: window, stride, top: 0, left: 0 }),
    ...{ x: firstOf(from), inRows: height, inColumns: width },
    ...{ firstRow: -padding.top, firstColumn: -padding.left, strideRows: stride[0], strideColumns: stride[1] },
  };
}

/** A map into a larger one, its first cell and channel at a place of that. */
function copy(from: Place, into: Place, top: number, left: number, channel: number): Operation {
  const { height: rows, width: columns, channels } = from.shape;
  const out = firstOf(into) + top * into.row + left * into.pixel + channel * 4;
  // Padding comes along where it lands on padding, or on what comes later.
  const isWhole = channel === 0 && from.cell === into.cell;
  return {
    ...{ kind: KIND.copy, rows, columns, channels: isWhole ? from.cell : channels },
    ...{ ...reading(from), out, outPixel: into.pixel, outRow: into.row },
  };
}

function reflow(from: Place, into: Place): Operation {
  const { width: inColumns, channels: windowColumns } = from.shape;
  const all = { kind: KIND.reflow, ...target(into), channels: into.shape.channels };
  return { ...all, ...reading(from), inColumns, windowColumns };
}

function clearAll(place: Place): Operation {
  return { kind: KIND.clear, rows: 1, out: place.at, channels: place.bytes / 4 };
}

/**
 * Clears a border that others may have written to: as three kinds of runs, from the top to the first row, from row to
 * row, and from the last on.
 */
export function bordersOf(place: Place): PlannedOperation[] {
  const { shape, top, left, bottom, right, pixel, row, isShared } = place;
  if (!isShared || top + left + bottom + right === 0) return [];
  const side = firstOf(place) + shape.width * pixel;
  const run = (rows: number, out: number, bytes: number): PlannedOperation[] =>
    rows * bytes === 0 ? [] : [{ operation: { kind: KIND.clear, rows, out, outRow: row, channels: bytes / 4 } }];
  return [
    ...run(1, place.at, top * row + left * pixel),
    ...run(shape.height - 1, side, (right + left) * pixel),
    ...run(1, side + (shape.height - 1) * row, right * pixel + bottom * row),
  ];
}
