// How threads share an operation: rows of its map, or panels of units where the weights are more than the map. What each
// number is made of does not depend on it.

import { KIND, type Operation } from "./operation.ts";

/** Multiply-adds below which waking others costs more than it saves. */
const WORTH_SHARING = 100_000;
/** Shares a thread should get, so that a slow one takes fewer. */
const SHARES = 2;
/** Panels that are computed side by side where there is one cell. */
const PANELS_TOGETHER = 4;

/** The operation with its units of work. */
export function shared(operation: Operation, threads: number): Operation {
  const { kind, rows = 1, columns = 1, channels = 0, panels = 0, depth = 0, together = 1, patch = 1 } = operation;
  const { windowRows = 1, windowColumns = 1, before = 0 } = operation;
  const wide = threads * SHARES;
  switch (kind) {
    case KIND.clear:
    case KIND.reflow:
      return { ...operation, count: 1, share: 1 };
    case KIND.convolution: {
      const work = rows * columns * windowRows * depth * panels * 8;
      const isShared = work > WORTH_SHARING ? 1 : 0;
      if (before === 0 && panels > rows * columns) {
        const share = Math.ceil(panels / wide / PANELS_TOGETHER) * PANELS_TOGETHER;
        return { ...operation, isByPanel: 1, count: panels, share, isShared: share < panels ? isShared : 0 };
      }
      const most = Math.ceil(rows / wide);
      const share = before === 0 ? most : Math.max(1, Math.floor(most / together)) * together;
      return { ...operation, count: rows, share, isShared: share < rows ? isShared : 0 };
    }
    case KIND.winograd: {
      const count = Math.ceil(rows / patch);
      const share = Math.min(together, Math.ceil(count / threads));
      const work = rows * columns * depth * panels * 8 * 4;
      return { ...operation, count, share, isShared: work > WORTH_SHARING && share < count ? 1 : 0 };
    }
    default: {
      const share = Math.ceil(rows / wide);
      const work = rows * columns * channels * windowRows * windowColumns;
      return { ...operation, count: rows, share, isShared: work > WORTH_SHARING && share < rows ? 1 : 0 };
    }
  }
}
