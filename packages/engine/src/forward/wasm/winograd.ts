// Which convolutions are computed as F(m x m, r x r), patch by patch; the method and its source stand in
// kernels/winograd.ts. The choice follows from shapes alone, so that a network's numbers do.

import type { PlannedForwardLayer } from "../plan.ts";
import { seenWindow } from "./windows.ts";

export interface Patches {
  /** m: outputs of a patch in height and width. */
  readonly side: 2 | 3 | 4;
  /** r: cells of the window in height and width. */
  readonly window: 3 | 4;
  /** (m + r - 1)^2: numbers of a patch of the input, each with weights of its own. */
  readonly planes: 16 | 36;
  /**
   * 1; or 2 where windows move by two: then 2 x 2 cells of the map are taken for one, of four times the channels, so that
   * windows of half the side move by one.
   */
  readonly step: 1 | 2;
}

const SMALL: Patches = { side: 2, window: 3, planes: 16, step: 1 };
const LARGE: Patches = { side: 4, window: 3, planes: 36, step: 1 };
/** Windows of 5x5 or 6x6, and of 7x7 or 8x8, that move by two. */
const BY_TWO: Patches = { side: 4, window: 3, planes: 36, step: 2 };
const WIDE_BY_TWO: Patches = { side: 3, window: 4, planes: 36, step: 2 };

/** Sums shorter than this cost less than the ways there and back. */
const FEWEST_CHANNELS = 16;
/** A tile is 4 cells at least: fewer patches would leave it part empty, and all the weights come through the caches. */
const FEWEST_PATCHES = 4;
/** The same where patches have 36 / 16 of the weights: these have to be read a few times each to pay. */
const FEWEST_LARGE_PATCHES = 6;
/** Of the multiplications of the sum as it stands; what is saved has to pay for 16 / 9 of its weights. */
const MOST_PRODUCTS = 0.7;

/** Undefined where the sum over the window is computed as it stands. */
export function patchesOf(planned: PlannedForwardLayer): Patches | undefined {
  const { layer, inputs, shape } = planned;
  if (layer.kind !== "convolution") return undefined;
  const { window, stride } = layer;
  const { height, width, channels: units } = shape;
  const { channels } = inputs[0]!;
  const countOf = ({ side }: Patches) => Math.ceil(height / side) * Math.ceil(width / side);
  const productsOf = (patches: Patches) => countOf(patches) * patches.planes * patches.step * patches.step;
  const direct = window[0] * window[1] * height * width;
  const isWorth = (patches: Patches) => productsOf(patches) < MOST_PRODUCTS * direct;
  if (stride.every((step) => step === 2)) {
    const isSeen = seenWindow(planned).size.every((side, axis) => side === window[axis]);
    const side = Math.ceil(Math.max(...window) / 2);
    const patches = side === 3 ? BY_TWO : side === 4 ? WIDE_BY_TWO : undefined;
    // Four times the channels, and as many units, make the sums long enough.
    const isLong = 4 * channels >= FEWEST_CHANNELS / 2 && units >= FEWEST_CHANNELS;
    const isFitting = patches !== undefined && isSeen && isLong && countOf(patches) >= FEWEST_LARGE_PATCHES;
    return isFitting && isWorth(patches) ? patches : undefined;
  }
  const isFitting = window.every((side) => side === 3) && stride.every((step) => step === 1);
  if (!isFitting || Math.min(channels, units) < FEWEST_CHANNELS) return undefined;
  if (countOf(LARGE) >= FEWEST_LARGE_PATCHES && productsOf(LARGE) < productsOf(SMALL)) return LARGE;
  return countOf(SMALL) >= FEWEST_PATCHES && isWorth(SMALL) ? SMALL : undefined;
}

/** Numbers that are side by side in a cell of a patch, of a map that has `cell` in one of its own. */
export function depthOf({ step }: Patches, cell: number): number {
  return step * step * cell;
}
