// How much of a map is on its way through an operation at a time, so that it stays in the caches between one pass over it
// and the next. Roundings do not depend on it.

import type { PlannedForwardLayer } from "../plan.ts";
import { LINE_BYTES, padded, PANEL } from "./maps.ts";
import { OPERATION_BYTES } from "./operation.ts";
import type { Stage } from "./stages.ts";
import { depthOf, patchesOf, type Patches } from "./winograd.ts";

/** Weights of a layer up to here are not worth fetching ahead. */
export const NEAR_BYTES = 48 * 1024;
/**
 * Bytes of rows on their way: within a first-level cache, beside what is read and written; or, where the weights are more
 * than that holds and would come by once for each of them, within a second-level cache.
 */
const SCRATCH_ROWS_BYTES = 12 * 1024;
const FAR_SCRATCH_ROWS_BYTES = 64 * 1024;

const cellBytes = ({ channels }: PlannedForwardLayer["shape"]): number => padded(channels, PANEL) * 4;

/** The rows of a depthwise convolution that are on their way at a time to a 1x1 convolution of `units`; about equally many. */
export function rowsTogether(before: PlannedForwardLayer, units: number): number {
  const { height, width } = before.shape;
  const cell = cellBytes(before.shape);
  const isFar = cell * padded(units, PANEL) > NEAR_BYTES;
  const bytes = isFar ? FAR_SCRATCH_ROWS_BYTES : SCRATCH_ROWS_BYTES;
  const most = Math.max(1, Math.floor(bytes / (width * cell)));
  return Math.ceil(height / Math.ceil(height / most));
}

/** Patches that are on their way together: enough for full tiles, few enough to stay in the caches. */
const PATCHES_TOGETHER = 25;

/** Rows of patches. */
export function patchRowsTogether({ shape }: PlannedForwardLayer, { side }: Patches): number {
  const rows = Math.ceil(shape.height / side);
  const most = Math.ceil(PATCHES_TOGETHER / Math.ceil(shape.width / side));
  return Math.ceil(rows / Math.ceil(rows / most));
}

/** Numbers of a cell of a plane, with room for what a vector has beyond the last. */
export function takenCell(depth: number): number {
  return depth % PANEL === 0 ? depth : padded(depth, 4) + 4;
}

/** How many bytes of scratch a stage needs. */
export function scratchOf({ head, before }: Stage): number {
  const patches = patchesOf(head);
  if (patches !== undefined) {
    const { inputs, shape } = head;
    const count = patchRowsTogether(head, patches) * Math.ceil(shape.width / patches.side);
    const cells = takenCell(depthOf(patches, padded(inputs[0]!.channels, PANEL))) + padded(shape.channels, PANEL);
    // An operation of its own, and steps from plane to plane that are rounded up.
    return padded(OPERATION_BYTES, LINE_BYTES) + patches.planes * (count * cells * 4 + 6 * LINE_BYTES);
  }
  if (before === undefined) return 0;
  return rowsTogether(before.head, head.shape.channels) * before.head.shape.width * cellBytes(before.head.shape);
}
